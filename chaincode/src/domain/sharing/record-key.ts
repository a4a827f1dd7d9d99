// SPDX-License-Identifier: Apache-2.0
/** Rules of record keys: who makes one, who receives one, when it may be destroyed. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ensure } from '../errors';
import { isOver } from './grant';
import { keptUntil } from './retention';
import { DISCLOSURE_REASONS, type AccessRequest, type Grant } from './grant-records';
import type { Organisation } from '../records';
import { code, identifier, mspId, prose } from '../text/schema';

/** Bytes of a record key: the block of information that HMAC-SHA-256 keeps whole. */
export const RECORD_KEY_BYTES = 32;

const READER_ROLES = ['auditor', 'arbitrator', 'manager'] as const;

/** `key:disclose` */
export const disclosureInput = z.strictObject({
  grant: identifier,
  to: mspId,
  reason: z.enum(DISCLOSURE_REASONS),
  case: code.exactOptional(),
});

/** `key:deliver` */
export const deliveryInput = z.strictObject({ grant: identifier, to: mspId });

/** `key:purge` */
export const purgeInput = z.strictObject({ grant: identifier, reason: prose(500) });

/** @returns the key. @throws DomainError `INVALID_ARGUMENT` when it is missing or not 32 bytes */
export function recordKeyFrom(transient: Uint8Array | undefined): Uint8Array {
  ensure(
    transient?.length === RECORD_KEY_BYTES,
    'INVALID_ARGUMENT',
    'recordKey: must be 32 bytes of transient input.',
  );
  return transient;
}

/** @throws DomainError `RECORD_KEY_MISMATCH` unless the key's SHA-256, in hex, is the one on record */
export function ensureSameKey(key: Uint8Array, hash: string): void {
  const same = createHash('sha256').update(key).digest('hex') === hash;
  ensure(same, 'RECORD_KEY_MISMATCH', 'The key is not the record key of this grant.');
}

/** @throws DomainError `NOT_PARTY` */
export function ensureParty({ terms }: AccessRequest, organisation: string): void {
  const party = terms.provider === organisation || terms.consumer === organisation;
  ensure(party, 'NOT_PARTY', 'Only for the provider and the consumer.');
}

/**
 * The provider makes the key while it decides; of what was granted on the spot either party may.
 * @throws DomainError `NOT_PARTY`, `NOT_OWNER`, `INVALID_STATE`
 */
export function ensureDepositor(request: AccessRequest, organisation: string): void {
  ensureParty(request, organisation);
  if (request.state === 'granted') return;
  ensure(request.state === 'submitted', 'INVALID_STATE', 'The request is {state}.', { state: request.state });
  ensure(request.terms.provider === organisation, 'NOT_OWNER', 'The provider makes the record key.');
}

/** Who may read trails may receive a key. @throws DomainError `CONDITION_NOT_MET` */
export function ensureReader(recipient: Organisation, request: AccessRequest): void {
  const { provider, consumer } = request.terms;
  const party = recipient.mspId === provider || recipient.mspId === consumer;
  ensure(!party, 'CONDITION_NOT_MET', 'to: a party has the key already.');
  ensure(recipient.status === 'active', 'CONDITION_NOT_MET', 'to: the organisation is suspended.');
  ensure(
    recipient.roles.some((role) => READER_ROLES.some((reader) => reader === role)),
    'CONDITION_NOT_MET',
    'to: must be an organisation with the role {roles}.',
    { roles: READER_ROLES },
  );
}

/**
 * A party keeps its copy as long as uses can be reported under it, and as many years after as the grant says; whoever it
 * was disclosed to need not.
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensurePurgeable(
  request: AccessRequest,
  grant: Grant | undefined,
  organisation: string,
  nowMs: number,
): void {
  const party = request.terms.provider === organisation || request.terms.consumer === organisation;
  if (!party) return;
  const open = grant ? !isOver(grant, nowMs) : request.state === 'submitted' || request.state === 'decided';
  ensure(!open, 'CONDITION_NOT_MET', 'The grant has not ended: revoke it first.');
  const kept = grant !== undefined && nowMs < keptUntil(grant);
  ensure(
    !kept,
    'CONDITION_NOT_MET',
    'The records of the grant are kept for longer: its retention is not over.',
  );
}
