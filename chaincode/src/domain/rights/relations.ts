// SPDX-License-Identifier: Apache-2.0
/** How an organisation stands to a record that not everybody knows of. */
import type { Dispute } from '../dispute/dispute-records';
import type { OrganisationRole } from '../names';
import type { AccessRequest, Grant } from '../sharing/grant-records';

/** Known to its parties, to who decides it, and to those that oversee. */
export type KnownRecord = AccessRequest | Grant | Dispute;

/** Organisations that may know of whatever there is; an auditor and an arbitrator read it on record. */
const OVERSEERS: readonly OrganisationRole[] = ['manager', 'auditor', 'arbitrator'];

/** Whether an organisation with these roles oversees. */
export const oversees = (roles: readonly OrganisationRole[]): boolean =>
  roles.some((role) => OVERSEERS.includes(role));

/** Whether the organisation is a party of the record, or decides it. */
export function isInvolved(record: KnownRecord, mspId: string): boolean {
  if (record.type !== 'dispute') return [record.terms.provider, record.terms.consumer].includes(mspId);
  const deciding = record.arbitrators.map(({ organisation }) => organisation);
  return [...record.parties, ...deciding].includes(mspId);
}
