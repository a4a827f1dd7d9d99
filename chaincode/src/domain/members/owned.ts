// SPDX-License-Identifier: Apache-2.0
/** Names of the form `MSPID:CODE`: see docs/decisions/0003-owner-in-the-name.md. */
import { ensure } from '../errors';

/** The name of what an organisation registers under a code of its own. */
export const ownedBy = (mspId: string, code: string): string => `${mspId}:${code}`;

/** The organisation in a name. An MSP id holds no colon. */
export const ownerOf = (id: string): string => id.slice(0, id.indexOf(':'));

/** @throws DomainError `NOT_OWNER` when the name is another organisation's */
export function ensureOwner(id: string, mspId: string): void {
  ensure(ownerOf(id) === mspId, 'NOT_OWNER', 'It belongs to another organisation.');
}
