// SPDX-License-Identifier: Apache-2.0
/** How an organisation stands to a record that not everybody knows of. */
import type { Correction } from '../dispute/correction-records';
import type { Dispute } from '../dispute/dispute-records';
import type { Obligation } from '../law/obligation-records';
import type { OrganisationRole } from '../names';
import type { AccessRequest, Grant } from '../sharing/grant-records';
import type { Complaint, Incident } from '../supervision/incident';
import type { Order } from '../supervision/order';
import type { ServiceChange } from '../stewardship/service-change';
import type { Variation } from '../stewardship/variation';

/** Known to its parties, to who decides it, and to those that oversee. */
export type KnownRecord =
  | AccessRequest
  | Grant
  | Dispute
  | Correction
  | Obligation
  | Variation
  | ServiceChange
  | Order
  | Incident
  | Complaint;

/** Organisations that may know of whatever there is; an auditor and an arbitrator read it on record. */
const OVERSEERS: readonly OrganisationRole[] = ['manager', 'auditor', 'arbitrator'];

/** Whether an organisation with these roles oversees. */
export const oversees = (roles: readonly OrganisationRole[]): boolean =>
  roles.some((role) => OVERSEERS.includes(role));

/** Whether the organisation is a party of the record, or decides it. */
export function isInvolved(record: KnownRecord, mspId: string): boolean {
  return involvedIn(record).includes(mspId);
}

// eslint-disable-next-line complexity -- one case per record
function involvedIn(record: KnownRecord): readonly (string | undefined)[] {
  switch (record.type) {
    case 'dispute':
      return [
        ...record.parties,
        record.coordination?.organisation,
        ...record.arbitrators.map(({ organisation }) => organisation),
      ];
    case 'correction':
      return [record.provider, record.consumer, record.answering];
    case 'order':
      return [record.organisation, record.issuer];
    case 'incident':
      return [record.organisation];
    case 'complaint':
      return [record.organisation, record.answer?.collected?.organisation];
    case 'variation':
    case 'service-change':
      return [record.provider, record.consumer];
    case 'obligation':
      return [record.owedBy, record.owedTo];
    case 'request':
    case 'grant':
      return [record.terms.provider, record.terms.consumer];
  }
}
