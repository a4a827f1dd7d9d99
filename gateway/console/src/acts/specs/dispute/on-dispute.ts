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

type Spoken = 'answer' | 'recuse' | 'appeal' | 'accept' | 'remedy' | 'withdraw';

const ADDRESS: Readonly<Record<Spoken, { readonly step: string; readonly operation: Operation }>> = {
  answer: { step: 'answer', operation: 'answerDispute' },
  recuse: { step: 'recusal', operation: 'recuseDispute' },
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

/** By who is to rule and ought not to: with its reason. */
const recuse = (id: string): Act => ({
  ...spoken(id, 'recuse'),
  fields: [prose('text', 'act.field.reason'), documents],
});

/** Who can still be named, in the order in which one is drawn: no party, and nobody who was to decide it before. */
function freeFor(
  { members }: Acting,
  { parties, arbitrators }: Dispute,
): readonly Schemas['OrganisationView'][] {
  const before = arbitrators.map(({ organisation }) => organisation);
  return [...members.values()]
    .filter(
      ({ organisation, roles, status }) =>
        roles.includes('arbitrator') &&
        status === 'active' &&
        !parties.includes(organisation) &&
        !before.includes(organisation),
    )
    .sort((a, b) => (a.organisation < b.organisation ? -1 : 1));
}

/** By a party, where nobody was named in time: whom the rule draws is told before it is recorded. */
function draw(acting: Acting, dispute: Dispute): Act | undefined {
  const { say, tongue } = acting;
  const [first] = freeFor(acting, dispute);
  if (first === undefined) return undefined;
  const { id } = dispute;
  return {
    title: 'act.dispute.draw.title',
    lead: 'act.dispute.draw.lead',
    address: path('disputes', id, 'assignment'),
    signing: { operation: 'assignDispute', id, transaction: 'dispute:assign' },
    audience: 'parties',
    shown: [
      { name: say('noun.dispute'), value: id },
      { name: say('act.field.drawn'), value: tongue(first.names) },
    ],
    fields: [],
    body: () => ({}),
  };
}

function assign(acting: Acting, dispute: Dispute): Act {
  const { tongue, say } = acting;
  const { id } = dispute;
  const free = freeFor(acting, dispute);
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

const isPast = ({ now }: Acting, due: { readonly dueAt: string } | undefined): boolean =>
  due !== undefined && Date.parse(due.dueAt) < now();

const accepts = ({ steps }: Dispute, party: string): boolean =>
  steps.some(({ action, stamp }) => stamp.by === party && (action === 'accept' || action === 'remedy'));

/** Whether nobody can appeal any more, once the one that closes it has accepted the ruling thereby. */
function isFinal(acting: Acting, dispute: Dispute): boolean {
  const appeal = dispute.rulings.at(-1)?.appeal;
  if (appeal === undefined || dispute.lapsed !== undefined || isPast(acting, appeal)) return true;
  return dispute.parties.every((party) => acting.isOf(party) || accepts(dispute, party));
}

type Closure = Schemas['DisputeClosure']['outcome'];

/** How whoever asks can close a dispute that is ruled, as it stands. */
function closuresOf(acting: Acting, dispute: Dispute, isOver: boolean): readonly Closure[] {
  const { state, rulings, pending } = dispute;
  const last = rulings.at(-1);
  if (last === undefined || !isFinal(acting, dispute)) return [];
  const isOther = isOver || !acting.isOf(last.responsible);
  const isTimeOver = isPast(acting, pending);
  if (state === 'ruled') {
    if (last.remedyDue === undefined) return ['settled'];
    return isOther && isTimeOver ? ['unremedied'] : [];
  }
  if (state !== 'remedied') return [];
  const done: readonly Closure[] = isOther || isTimeOver ? ['remedied'] : [];
  return isOver ? [...done, 'unremedied'] : done;
}

const close = ({ word }: Acting, { id }: Dispute, outcomes: readonly Closure[]): Act => ({
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
      options: optionsOf(outcomes, (value) => word('closure', value)),
    },
    { ...prose('text', 'act.field.text'), isOptional: true },
  ],
  body: (values) => ({ outcome: textOf(values, 'outcome'), ...given(values, 'text') }),
});

/** An arbitrator rules, or recuses itself; a government decides by its officers. */
const isRuling = ({ session }: Acting, { state, arbitrators, course }: Dispute): boolean =>
  session.role === (course === undefined ? 'arbitrator' : 'officer') &&
  state === 'assigned' &&
  arbitrators.at(-1)?.organisation === session.organisation;

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

/** States in which somebody is to be named until `pending`. */
const VACANT: readonly Dispute['state'][] = ['answered', 'appealed', 'recused'];
/** States in which it falls vacant when `pending` is over. */
const TAKEN: readonly Dispute['state'][] = ['opened', 'assigned'];

/**
 * Whether somebody is to be named: it is answered or nobody answered in time, on appeal, or in place of who recused itself
 * or did not rule in time.
 */
const isVacant = (acting: Acting, { state, course, pending }: Dispute): boolean =>
  course === undefined && (VACANT.includes(state) || (TAKEN.includes(state) && isPast(acting, pending)));

/**
 * Whether a manager had its time to name somebody and let it pass: then a party has one drawn, or an appeal that nobody is free
 * to decide ends. Counted as the policy says now: the contract counts by the one at the opening.
 */
function isForsaken(acting: Acting, dispute: Dispute): boolean {
  const { state, pending } = dispute;
  if (pending === undefined || !isVacant(acting, dispute)) return false;
  if (VACANT.includes(state)) return isPast(acting, pending);
  const { calendar, policy, now } = acting;
  return dueAt(Date.parse(pending.dueAt), policy.deadlines.assign, calendar) < now();
}

const mayAssign = (acting: Acting, dispute: Dispute): boolean =>
  isVacant(acting, dispute) &&
  acting.wears('manager') &&
  !dispute.parties.includes(acting.session.organisation);

/** What follows a ruling. */
function afterRuling(acting: Acting, dispute: Dispute, isParty: boolean): readonly Act[] {
  const { id, state, rulings } = dispute;
  const last = rulings.at(-1);
  const isFirstInstance = isParty && state === 'ruled' && last?.instance === 1;
  const owesRemedy = state === 'ruled' && last?.remedyDue !== undefined && acting.isOf(last.responsible);
  const isConcerned = isParty || acting.wears('manager');
  const isUnheard =
    rulings.length === 1 && isForsaken(acting, dispute) && freeFor(acting, dispute).length === 0;
  const isOver = acting.wears('manager') && !dispute.parties.includes(acting.session.organisation);
  const closures = closuresOf(acting, dispute, isOver);
  return only(
    owesRemedy && isParty && spoken(id, 'remedy'),
    isFirstInstance && spoken(id, 'accept'),
    isFirstInstance && spoken(id, 'appeal'),
    isUnheard && isConcerned && stated(id, 'lapse'),
    closures.length > 0 && isConcerned && close(acting, dispute, closures),
  );
}

/** It can be taken back until it is ruled. */
const WITHDRAWABLE: readonly Dispute['state'][] = [...VACANT, ...TAKEN, 'referred', 'coordinated'];

/** Parties speak by their officers, and an auditor's organisation by its auditors. */
export function actsOnDispute(acting: Acting, dispute: Dispute): readonly Act[] {
  const { id, state, opener, respondent, parties } = dispute;
  const speaks = isOfficer(acting) || acting.session.role === 'auditor';
  const isParty = speaks && parties.includes(acting.session.organisation);
  // The opener is content with what the answer says was mended.
  const isContent = state === 'answered' && dispute.correction !== undefined && speaks && acting.isOf(opener);
  return only(
    isRuling(acting, dispute) && rule(acting, dispute),
    isRuling(acting, dispute) && dispute.course === undefined && recuse(id),
    state === 'opened' && speaks && acting.isOf(respondent) && spoken(id, 'answer'),
    ...courseOf(acting, dispute, isParty),
    mayAssign(acting, dispute) && assign(acting, dispute),
    isParty && isForsaken(acting, dispute) && draw(acting, dispute),
    ...afterRuling(acting, dispute, isParty),
    isContent && close(acting, dispute, ['remedied']),
    WITHDRAWABLE.includes(state) &&
      dispute.rulings.length === 0 &&
      speaks &&
      acting.isOf(opener) &&
      spoken(id, 'withdraw'),
  );
}
