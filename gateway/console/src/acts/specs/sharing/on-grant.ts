// SPDX-License-Identifier: Apache-2.0
/** What can be done with a grant: deliver the data, confirm or contest that, suspend, resume, revoke, report wrong data. */
import type { Schemas } from '../../../api/problem';
import { isOfficer, only, path, prose, type Acting } from '../acting';
import { number, optional } from '../brief';
import { stewardshipOnGrant } from '../stewardship/on-stewardship';
import type { Operation } from '../../keys/sign';
import { listOf, textOf, type Act, type Line, type Values } from '../spec';

type Grant = Schemas['GrantView'];
const REASON = 500;
const MOST_DAYS = 250;

/** What follows for the others: told in the form of whoever ends it, since nothing brings it back. */
const afterRevocation = ({ say }: Acting): readonly Line[] => [
  { name: say('act.revoke.notice'), value: say('act.revoke.noticeText') },
  { name: say('act.revoke.restoring'), value: say('act.revoke.restoringText') },
];

function ending(
  acting: Acting,
  id: string,
  name: 'suspend' | 'resume' | 'revoke',
  step: string,
  operation: Operation,
): Act {
  const isRevoking = name === 'revoke';
  const isOfLaw = acting.policy.profile === 'cn-809';
  return {
    title: `act.${name}.title`,
    lead: isRevoking && isOfLaw ? 'act.revoke.leadOfLaw' : `act.${name}.lead`,
    address: path('grants', id, step),
    signing: { operation, id, transaction: `grant:${name}` },
    audience: 'parties',
    fields: [
      {
        ...prose('reason', 'act.field.reason', REASON),
        ...(isRevoking && { hint: 'act.revoke.reasonHint' }),
      },
      // A consumer is told to mend its use, within working days.
      ...(name === 'suspend' ? [optional(number('rectifyWithin', 'rectifyWithin', 1, MOST_DAYS))] : []),
    ],
    ...(isRevoking && { follows: () => afterRevocation(acting) }),
    body: (values) => ({ reason: textOf(values, 'reason'), ...rectifying(values) }),
  };
}

function rectifying(values: Values): Readonly<Record<string, unknown>> {
  const days = textOf(values, 'rectifyWithin');
  return days === '' ? {} : { rectifyWithin: Number(days) };
}

const delivery = (id: string, name: 'deliver' | 'confirmDelivery', step: string): Act => ({
  title: `act.${name}.title`,
  lead: `act.${name}.lead`,
  address: `${path('grants', id, 'delivery')}${step}`,
  audience: 'parties',
  fields: [],
  body: () => undefined,
});

const contest = (id: string): Act => ({
  title: 'act.contestDelivery.title',
  lead: 'act.contestDelivery.lead',
  address: `${path('grants', id, 'delivery')}/objection`,
  audience: 'parties',
  fields: [prose('reason', 'act.field.reason', REASON)],
  body: (values) => ({ reason: textOf(values, 'reason') }),
});

const reportWrong = ({ id, terms }: Grant): Act => ({
  title: 'act.reportWrong.title',
  lead: 'act.reportWrong.lead',
  address: '/v1/corrections',
  audience: 'parties',
  fields: [
    {
      kind: 'one',
      name: 'item',
      label: 'act.field.wrongItem',
      options: [{ value: '*', label: '*' }, ...terms.items.map((item) => ({ value: item, label: item }))],
    },
    prose('statement', 'act.field.statement'),
    { kind: 'documents', name: 'evidence', label: 'act.field.documents', isOptional: true },
  ],
  body: (values) => {
    const item = textOf(values, 'item');
    const evidence = listOf(values, 'evidence');
    return {
      grant: id,
      subject: item === '*' ? { kind: 'resource' } : { kind: 'item', item },
      statement: textOf(values, 'statement'),
      ...(evidence.length > 0 && { evidence }),
    };
  },
});

function openDispute(id: string): Act {
  // Chosen once, when the dialog opens: what is signed names it.
  const own = `D-${crypto.randomUUID()}`;
  return {
    title: 'act.openDispute.title',
    lead: 'act.openDispute.lead',
    address: '/v1/disputes',
    signing: { operation: 'openDispute', transaction: 'dispute:open' },
    audience: 'parties',
    fields: [
      {
        kind: 'one',
        name: 'kind',
        label: 'act.field.disputeKind',
        options: (['misuse', 'omission', 'quality', 'other'] as const).map((value) => ({
          value,
          label: value,
        })),
      },
      prose('statement', 'act.field.statement'),
      { kind: 'documents', name: 'evidence', label: 'act.field.documents', isOptional: true },
    ],
    body: (values) => {
      const evidence = listOf(values, 'evidence');
      return {
        id: own,
        kind: textOf(values, 'kind'),
        subject: { kind: 'grant', grant: id },
        statement: textOf(values, 'statement'),
        ...(evidence.length > 0 && { evidence }),
      };
    },
  };
}

export interface Delivery {
  /** Whether it was declared and waits for the consumer. */
  readonly isDeclared: boolean;
}

/** @param delivery what is owed of it now; undefined: nothing */
export function actsOnGrant(acting: Acting, grant: Grant, delivery_: Delivery | undefined): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { id, state, terms } = grant;
  const isProvider = acting.isOf(terms.provider);
  const isConsumer = acting.isOf(terms.consumer);
  const isManager = acting.wears('manager');
  const isLive = state === 'active' || state === 'suspended';
  return only(
    delivery_ && isProvider && !delivery_.isDeclared && delivery(id, 'deliver', ''),
    delivery_?.isDeclared === true && isConsumer && delivery(id, 'confirmDelivery', '/confirmation'),
    delivery_?.isDeclared === true && isConsumer && contest(id),
    isConsumer && isLive && reportWrong(grant),
    (isProvider || isConsumer) && withWords(acting, openDispute(id)),
    state === 'active' &&
      (isProvider || isManager) &&
      ending(acting, id, 'suspend', 'suspension', 'suspendGrant'),
    state === 'suspended' &&
      (isProvider || isManager) &&
      ending(acting, id, 'resume', 'resumption', 'resumeGrant'),
    ...stewardshipOnGrant(acting, grant),
    isLive &&
      (isProvider || isConsumer || isManager) &&
      ending(acting, id, 'revoke', 'revocation', 'revokeGrant'),
  );
}

/** The options of an act in the person's language. */
function withWords({ word }: Acting, act: Act): Act {
  const fields = act.fields.map((field) =>
    field.kind === 'one' && field.name === 'kind'
      ? {
          ...field,
          options: field.options.map(({ value }) => ({ value, label: word('disputeKind', value) })),
        }
      : field,
  );
  return { ...act, fields };
}
