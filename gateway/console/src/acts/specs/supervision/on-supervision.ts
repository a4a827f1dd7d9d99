// SPDX-License-Identifier: Apache-2.0
/** What an authority does: orders to correct, notices of criticism; and what members report: incidents, complaints. */
import { itemName } from '@catalog-chain/chaincode/domain/law/citation';
import { liabilityItems } from '@catalog-chain/chaincode/domain/law/liability';
import { rolesEver } from '@catalog-chain/chaincode/domain/members/former-roles';
import type { Schemas } from '../../../api/problem';
import { isOfficer, only, optionsOf, path, type Acting } from '../acting';
import {
  brief,
  day,
  document,
  evidence,
  line,
  many,
  membersWhere,
  moment,
  number,
  one,
  opening,
  optional,
  owned,
  text,
} from '../brief';
import { NO, YES, textOf, type Act, type Field, type Option, type Values } from '../spec';

const MOST_DAYS = 250;

const INCIDENTS = [
  'tampering',
  'destruction',
  'leak',
  'unlawful-use',
  'other',
] as const satisfies readonly Schemas['IncidentReporting']['kind'][];
const COMPLAINTS = [
  'personal-information',
  'duplicate-collection',
  'wrong-data',
  'other',
] as const satisfies readonly Schemas['ComplaintReceiving']['kind'][];
const OUTCOMES = [
  'upheld',
  'rejected',
  'forwarded',
] as const satisfies readonly Schemas['ComplaintAnswering']['outcome'][];

/** What it is about, as far as it is known. */
const aboutFields = (acting: Acting): readonly Field[] => [
  optional(
    one(
      'about.organisation',
      'aboutOrganisation',
      membersWhere(acting, () => true),
    ),
  ),
  optional(line('about.grant', 'aboutGrant', 64)),
  optional(owned('about.resource', 'aboutResource', { kind: 'resource' })),
];

const charges = ({ policy, tongue }: Acting): readonly Option[] =>
  liabilityItems(policy.profile).map(({ item, text: words }) => ({
    value: item,
    // Both in the one language that the person reads.
    label: tongue({ zh: `${itemName(item, 'zh')} ${words.zh}`, en: `${itemName(item, 'en')} ${words.en}` }),
  }));

/** A member answers for the articles of the sides on which it is or was; where nobody knows on which it was, for all. */
const isChargeable =
  ({ members, policy }: Acting) =>
  (item: string, values: Values): boolean => {
    const member = members.get(textOf(values, 'organisation'));
    const ever = member && rolesEver(member);
    const side = liabilityItems(policy.profile).find((one) => one.item === item)?.side;
    return ever === undefined || side === undefined || ever.has(side);
  };

/** Charges to choose from are the law's: each item with what it says. Who answers for none of them is not offered. */
const chargeFields = (acting: Acting): readonly Field[] => [
  one(
    'organisation',
    'charged',
    membersWhere(
      acting,
      ({ organisation }) =>
        !acting.isOf(organisation) &&
        charges(acting).some(({ value }) => isChargeable(acting)(value, { organisation })),
    ),
  ),
  many('items', 'chargeItems', charges(acting), isChargeable(acting)),
  text('text', 'chargeText'),
  optional(document('report', 'supervisionReport')),
  optional(document('document', 'issuedDocument')),
];

export function openingOrders(acting: Acting): readonly Act[] {
  if (!isOfficer(acting) || !acting.wears('manager')) return [];
  const fields = [...chargeFields(acting), number('within', 'within', 1, MOST_DAYS)];
  const order = brief('issueOrder', '/v1/orders', fields, {
    signing: { operation: 'issueOrder', transaction: 'order:issue' },
  });
  return [opening(order, 'O')];
}

export function openingCriticisms(acting: Acting): readonly Act[] {
  if (!isOfficer(acting) || !acting.wears('manager')) return [];
  const fields = [...chargeFields(acting), optional(line('order', 'ofOrder', 64))];
  const notice = brief('issueCriticism', '/v1/criticisms', fields, {
    audience: 'members',
    signing: { operation: 'issueCriticism', transaction: 'criticism:issue' },
  });
  return [opening(notice, 'C')];
}

export function actsOnOrder(acting: Acting, order: Schemas['OrderView']): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { id, state, organisation, issuer } = order;
  const isOpen = state === 'issued' || state === 'reported';
  const complied: Field = one('complied', 'complied', [
    { value: YES, label: acting.say('act.field.yes') },
    { value: NO, label: acting.say('act.field.no') },
  ]);
  return only(
    state === 'issued' &&
      acting.isOf(organisation) &&
      brief('reportOrder', path('orders', id, 'compliance'), [text('text', 'corrected'), evidence]),
    isOpen &&
      acting.isOf(issuer) &&
      brief('concludeOrder', path('orders', id, 'conclusion'), [complied, text('text', 'text')], {
        signing: { operation: 'concludeOrder', id, transaction: 'order:conclude' },
      }),
    isOpen && acting.isOf(issuer) && brief('withdrawOrder', path('orders', id, 'withdrawal')),
  );
}

export function openingIncidents(acting: Acting): readonly Act[] {
  if (!isOfficer(acting)) return [];
  return [
    brief('reportIncident', '/v1/incidents', [
      one(
        'kind',
        'incidentKind',
        optionsOf(INCIDENTS, (value) => acting.word('incidentKind', value)),
      ),
      moment(acting, 'noticedAt', 'noticedAt'),
      text('text', 'happened', 500),
      document('digest', 'incidentReport'),
      ...aboutFields(acting),
    ]),
  ];
}

export function actsOnIncident(
  acting: Acting,
  { id, state, organisation }: Schemas['IncidentView'],
): readonly Act[] {
  if (!isOfficer(acting) || state !== 'reported' || !acting.isOf(organisation)) return [];
  return [
    brief('closeIncident', path('incidents', id, 'closing'), [
      text('text', 'handled', 500),
      document('digest', 'outcomeDocument'),
    ]),
  ];
}

export function openingComplaints(acting: Acting): readonly Act[] {
  if (!isOfficer(acting)) return [];
  return [
    brief('receiveComplaint', '/v1/complaints', [
      one(
        'kind',
        'complaintKind',
        optionsOf(COMPLAINTS, (value) => acting.word('complaintKind', value)),
      ),
      document('digest', 'complaintDocument'),
      day('receivedOn', 'receivedOn'),
      ...aboutFields(acting),
    ]),
  ];
}

const isUpheld = (values: Values): boolean => textOf(values, 'outcome') === 'upheld';

export function actsOnComplaint(
  acting: Acting,
  { id, state, kind, organisation }: Schemas['ComplaintView'],
): readonly Act[] {
  if (!isOfficer(acting) || state !== 'received' || !acting.isOf(organisation)) return [];
  const collected: readonly Field[] = [
    one(
      'collected.organisation',
      'collector',
      membersWhere(acting, () => true),
    ),
    owned('collected.resource', 'duplicatedEntry', { kind: 'resource' }),
  ];
  return [
    brief('answerComplaint', path('complaints', id, 'answer'), [
      one(
        'outcome',
        'complaintOutcome',
        optionsOf(OUTCOMES, (value) => acting.word('complaintOutcome', value)),
      ),
      document('digest', 'answerDocument'),
      { ...optional(line('correction', 'ofCorrection', 64)), when: isUpheld },
      { ...optional(line('dispute', 'ofDispute', 64)), when: isUpheld },
      ...(kind === 'duplicate-collection' ? collected.map((field) => ({ ...field, when: isUpheld })) : []),
    ]),
  ];
}
