// SPDX-License-Identifier: Apache-2.0
/**
 * What can be done in a dispute, step by step: answered, then decided by an arbitrator, or referred, coordinated and put to a
 * government; accepted, appealed, remedied, closed, withdrawn.
 */
import { dueAt } from '@catalog-chain/chaincode/domain/calendar/working-days';
import type { Key } from '../../../i18n/i18n';
import { localDay } from '../../../parts/time/time';
import type { Schemas } from '../../../api/problem';
import { isOfficer, only, optionsOf, path, prose, type Acting } from '../acting';
import { brief, document, evidence as attached, optional, text } from '../brief';
import type { Operation } from '../../keys/sign';
import { given, listOf, textOf, type Act, type Field, type Line, type Values } from '../spec';

type Dispute = Schemas['DisputeView'];

/** As the API lists them; `satisfies` holds them to it. */
const FINDINGS = [
  'out-of-scope-use',
  'use-without-grant',
  'unreported-use',
  'unattested-use',
  'contradictory-report',
  'late-report',
  'incorrect-data',
  'incomplete-data',
  'outdated-data',
  'duplicate-collection',
  'passed-on',
  'unjustified-refusal',
  'breach-of-terms',
  'no-breach',
] as const satisfies readonly Schemas['DisputeRuling']['findings'][number][];

const REMEDIES = [
  'none',
  'correct-report',
  'correct-data',
  'restrict-access',
  'report-measures',
  'grant-access',
] as const satisfies readonly Schemas['DisputeRuling']['remedy']['action'][];

const documents: Field = {
  kind: 'documents',
  name: 'evidence',
  label: 'act.field.documents',
  isOptional: true,
};

function statementBody(values: Values): Readonly<Record<string, unknown>> {
  const evidence = listOf(values, 'evidence');
  return { text: textOf(values, 'text'), ...(evidence.length > 0 && { evidence }) };
}

type Spoken = 'answer' | 'appeal' | 'accept' | 'remedy' | 'withdraw';

const ADDRESS: Readonly<Record<Spoken, { readonly step: string; readonly operation: Operation }>> = {
  answer: { step: 'answer', operation: 'answerDispute' },
  appeal: { step: 'appeal', operation: 'appealDispute' },
  accept: { step: 'acceptance', operation: 'acceptDispute' },
  remedy: { step: 'remedy', operation: 'remedyDispute' },
  withdraw: { step: 'withdrawal', operation: 'withdrawDispute' },
};

const spoken = (id: string, name: Spoken): Act => ({
  title: `act.dispute.${name}.title`,
  lead: `act.dispute.${name}.lead`,
  address: path('disputes', id, ADDRESS[name].step),
  signing: { operation: ADDRESS[name].operation, id, transaction: `dispute:${name}` },
  audience: 'parties',
  fields: [prose('text', 'act.field.statement'), documents],
  body: statementBody,
});

/** Whoever is a party, or decided before, is not offered; the contract would refuse it. */
function assign({ members, tongue, say }: Acting, { id, parties, arbitrators }: Dispute): Act {
  const before = arbitrators.map(({ organisation }) => organisation);
  const free = [...members.values()].filter(
    ({ organisation, roles, status }) =>
      roles.includes('arbitrator') &&
      status === 'active' &&
      !parties.includes(organisation) &&
      !before.includes(organisation),
  );
  return {
    title: 'act.dispute.assign.title',
    lead: 'act.dispute.assign.lead',
    address: path('disputes', id, 'assignment'),
    signing: { operation: 'assignDispute', id, transaction: 'dispute:assign' },
    audience: 'parties',
    shown: [{ name: say('noun.dispute'), value: id }],
    fields: [
      {
        kind: 'one',
        name: 'arbitrator',
        label: 'act.field.arbitrator',
        options: free.map(({ organisation, names }) => ({ value: organisation, label: tongue(names) })),
      },
    ],
    body: (values) => ({ arbitrator: textOf(values, 'arbitrator') }),
  };
}

const NOBODY = 'nobody';
const NOTHING = 'nothing';

/** The deadlines that a ruling starts: for the remedy, where it asks for one, and of the first ruling for an appeal. */
function startedBy(
  { policy, calendar, say, now }: Acting,
  { rulings, course }: Dispute,
  isRemedied: boolean,
): readonly Line[] {
  const line = (name: Key, days: number): Line => {
    const day = localDay(new Date(dueAt(now(), days, calendar)).toISOString(), calendar);
    return { name: say(name), value: say('act.dueOn', { day, days }) };
  };
  const isAppealable = rulings.length === 0 && course === undefined;
  return [
    ...(isRemedied ? [line('dispute.remedyDue', policy.deadlines.remedy)] : []),
    ...(isAppealable ? [line('dispute.appealDue', policy.deadlines.appeal)] : []),
  ];
}

function rule(acting: Acting, dispute: Dispute): Act {
  const { members, tongue, say, word } = acting;
  const { id, parties, state, rulings, course } = dispute;
  const isAppeal = state !== 'closed' && rulings.length > 0;
  const appealed: readonly Field[] = [
    {
      kind: 'one',
      name: 'outcome',
      label: 'act.field.outcome',
      options: optionsOf(['upheld', 'overturned'], (value) => word('outcome', value)),
    },
  ];
  const nameOf = (party: string): string => {
    const found = members.get(party);
    return found ? tongue(found.names) : party;
  };
  const isRemedied = (values: Values): boolean =>
    values['action'] !== undefined && values['action'] !== 'none';
  return {
    title: course === undefined ? 'act.dispute.rule.title' : 'matter.act.decide.title',
    lead: course === undefined ? 'act.dispute.rule.lead' : 'matter.act.decide.lead',
    address: path('disputes', id, course === undefined ? 'ruling' : 'decision'),
    signing:
      course === undefined
        ? { operation: 'ruleDispute', id, transaction: 'dispute:rule' }
        : { operation: 'decideDispute', id, transaction: 'dispute:decide' },
    audience: 'parties',
    shown: [{ name: say('noun.dispute'), value: id }],
    fields: [
      ...(isAppeal ? appealed : []),
      {
        kind: 'many',
        name: 'findings',
        label: 'act.field.findings',
        options: optionsOf(FINDINGS, (value) => word('finding', value)),
      },
      {
        kind: 'one',
        name: 'responsible',
        label: 'act.field.responsible',
        options: [...optionsOf(parties, nameOf), { value: NOBODY, label: say('act.field.nobody') }],
      },
      {
        kind: 'one',
        name: 'action',
        label: 'act.field.remedy',
        options: optionsOf(REMEDIES, (value) => word('remedy', value)),
      },
      { ...prose('remedyText', 'act.field.remedyText', 500), isOptional: true, when: isRemedied },
      ...(dispute.grant === undefined
        ? []
        : [
            {
              kind: 'one',
              name: 'grantAction',
              label: 'act.field.grantAction',
              first: NOTHING,
              options: optionsOf([NOTHING, 'suspend', 'revoke'], (value) => word('grantAction', value)),
            } satisfies Field,
          ]),
      prose('reasons', 'act.field.reasons'),
    ],
    body: rulingBody,
    follows: (values) => startedBy(acting, dispute, isRemedied(values)),
  };
}

function rulingBody(values: Values): Readonly<Record<string, unknown>> {
  const remedyText = textOf(values, 'remedyText');
  const responsible = textOf(values, 'responsible');
  const grantAction = textOf(values, 'grantAction');
  return {
    findings: [...listOf(values, 'findings')].sort(),
    ...(responsible !== NOBODY && { responsible }),
    ...given(values, 'outcome'),
    remedy: { action: textOf(values, 'action'), ...(remedyText !== '' && { text: remedyText }) },
    ...(grantAction !== '' && grantAction !== NOTHING && { grantAction }),
    reasons: textOf(values, 'reasons'),
  };
}

const close = ({ word }: Acting, { id }: Dispute): Act => ({
  title: 'act.dispute.close.title',
  lead: 'act.dispute.close.lead',
  address: path('disputes', id, 'closure'),
  signing: { operation: 'closeDispute', id, transaction: 'dispute:close' },
  audience: 'parties',
  fields: [
    {
      kind: 'one',
      name: 'outcome',
      label: 'act.field.closure',
      options: optionsOf(['settled', 'remedied', 'unremedied'], (value) => word('closure', value)),
    },
    { ...prose('text', 'act.field.text'), isOptional: true },
  ],
  body: (values) => ({ outcome: textOf(values, 'outcome'), ...given(values, 'text') }),
});

/** An arbitrator rules; a government decides by its officers. */
const isRuling = ({ session }: Acting, { state, arbitrators, course }: Dispute): boolean =>
  session.role === (course === undefined ? 'arbitrator' : 'officer') &&
  state === 'assigned' &&
  arbitrators.at(-1)?.organisation === session.organisation;

const isPast = ({ now }: Acting, due: { readonly dueAt: string } | undefined): boolean =>
  due !== undefined && Date.parse(due.dueAt) < now();

type Step = 'refer' | 'escalate' | 'lapse';

const STEPS = {
  refer: { address: 'referral', operation: 'referDispute' },
  escalate: { address: 'escalation', operation: 'escalateDispute' },
  lapse: { address: 'lapse', operation: 'lapseDispute' },
} as const satisfies Readonly<Record<Step, { readonly address: string; readonly operation: Operation }>>;

const stated = (id: string, step: Step): Act =>
  brief(step, path('disputes', id, STEPS[step].address), [text('text', 'statement'), attached], {
    signing: { operation: STEPS[step].operation, id, transaction: `dispute:${step}` },
  });

/** Negotiation, coordination by an authority, and the decision of its government (article 28). */
function courseOf(acting: Acting, dispute: Dispute, isParty: boolean): readonly Act[] {
  const { id, state, course, coordination, pending, steps } = dispute;
  if (course === undefined) return [];
  const own = acting.session.organisation;
  const isWith = acting.isOf(coordination?.organisation) && isOfficer(acting);
  const accepted = steps.some(({ action, stamp }) => action === 'accept' && stamp.by === own);
  const isFailing =
    state === 'coordinated' || (state === 'referred' && isPast(acting, coordination?.deadline));
  const proposing = [text('text', 'proposal'), optional(document('document', 'proposalDocument'))];
  return only(
    (state === 'answered' || (state === 'opened' && isPast(acting, pending))) &&
      isParty &&
      stated(id, 'refer'),
    state === 'referred' &&
      isWith &&
      brief('coordinate', path('disputes', id, 'coordination'), proposing, {
        signing: { operation: 'coordinateDispute', id, transaction: 'dispute:coordinate' },
      }),
    state === 'coordinated' &&
      isParty &&
      !accepted && {
        ...spoken(id, 'accept'),
        title: 'matter.act.acceptProposal.title',
        lead: 'matter.act.acceptProposal.lead',
      },
    isFailing && ((isParty && !accepted) || isWith) && stated(id, 'escalate'),
  );
}

/** Whether somebody is to be named: it is answered or nobody answered in time, on appeal, or nobody ruled in time. */
const isVacant = (acting: Acting, { state, course, pending }: Dispute): boolean =>
  course === undefined &&
  (state === 'answered' ||
    state === 'appealed' ||
    ((state === 'opened' || state === 'assigned') && isPast(acting, pending)));

const mayAssign = (acting: Acting, dispute: Dispute): boolean =>
  isVacant(acting, dispute) &&
  acting.wears('manager') &&
  !dispute.parties.includes(acting.session.organisation);

/** What follows a ruling. */
function afterRuling(acting: Acting, dispute: Dispute, isParty: boolean): readonly Act[] {
  const { id, state, rulings, pending } = dispute;
  const last = rulings.at(-1);
  const isFirstInstance = isParty && state === 'ruled' && last?.instance === 1;
  const owesRemedy = state === 'ruled' && last?.remedyDue !== undefined && acting.isOf(last.responsible);
  const isConcerned = isParty || acting.wears('manager');
  return only(
    owesRemedy && isParty && spoken(id, 'remedy'),
    isFirstInstance && spoken(id, 'accept'),
    isFirstInstance && spoken(id, 'appeal'),
    state === 'appealed' && isPast(acting, pending) && isConcerned && stated(id, 'lapse'),
    state === 'remedied' && isConcerned && close(acting, dispute),
  );
}

/** Parties speak by their officers, and an auditor's organisation by its auditors. */
export function actsOnDispute(acting: Acting, dispute: Dispute): readonly Act[] {
  const { id, state, opener, respondent, parties } = dispute;
  const speaks = isOfficer(acting) || acting.session.role === 'auditor';
  const isParty = speaks && parties.includes(acting.session.organisation);
  return only(
    isRuling(acting, dispute) && rule(acting, dispute),
    state === 'opened' && speaks && acting.isOf(respondent) && spoken(id, 'answer'),
    ...courseOf(acting, dispute, isParty),
    mayAssign(acting, dispute) && assign(acting, dispute),
    ...afterRuling(acting, dispute, isParty),
    (state === 'opened' || state === 'answered') && speaks && acting.isOf(opener) && spoken(id, 'withdraw'),
  );
}
