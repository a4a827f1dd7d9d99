// SPDX-License-Identifier: Apache-2.0
/** What can be done in a dispute, step by step: answer, assign, rule, accept, appeal, remedy, close, withdraw. */
import type { Schemas } from '../../api/problem';
import { isOfficer, only, optionsOf, path, prose, type Acting } from './acting';
import type { Operation } from '../keys/sign';
import { given, listOf, textOf, type Act, type Field, type Values } from './spec';

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

function rule({ members, tongue, say, word }: Acting, dispute: Dispute): Act {
  const { id, parties, state, rulings } = dispute;
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
    title: 'act.dispute.rule.title',
    lead: 'act.dispute.rule.lead',
    address: path('disputes', id, 'ruling'),
    signing: { operation: 'ruleDispute', id, transaction: 'dispute:rule' },
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

const isRuling = ({ session }: Acting, { state, arbitrators }: Dispute): boolean =>
  session.role === 'arbitrator' &&
  state === 'assigned' &&
  arbitrators.at(-1)?.organisation === session.organisation;

const mayAssign = (acting: Acting, { state, parties }: Dispute): boolean =>
  acting.wears('manager') &&
  (state === 'answered' || state === 'appealed') &&
  !parties.includes(acting.session.organisation);

/** Parties speak by their officers, and an auditor's organisation by its auditors. */
export function actsOnDispute(acting: Acting, dispute: Dispute): readonly Act[] {
  const { id, state, opener, respondent, parties, rulings } = dispute;
  const speaks = isOfficer(acting) || acting.session.role === 'auditor';
  const isParty = speaks && parties.includes(acting.session.organisation);
  const last = rulings.at(-1);
  const isFirstInstance = state === 'ruled' && last?.instance === 1;
  const owesRemedy = state === 'ruled' && last?.remedyDue !== undefined && acting.isOf(last.responsible);
  return only(
    isRuling(acting, dispute) && rule(acting, dispute),
    state === 'opened' && speaks && acting.isOf(respondent) && spoken(id, 'answer'),
    mayAssign(acting, dispute) && assign(acting, dispute),
    owesRemedy && isParty && spoken(id, 'remedy'),
    isFirstInstance && isParty && spoken(id, 'accept'),
    isFirstInstance && isParty && spoken(id, 'appeal'),
    state === 'remedied' && (isParty || acting.wears('manager')) && close(acting, dispute),
    (state === 'opened' || state === 'answered') && speaks && acting.isOf(opener) && spoken(id, 'withdraw'),
  );
}
