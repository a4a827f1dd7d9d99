// SPDX-License-Identifier: Apache-2.0
/** Record keys in the implicit collections. Their hashes are public; the keys are on their owners' peers only. */
import { ensure } from './domain/errors';
import type { AccessRequest, KeyPurge } from './domain/grant-records';
import { implicitCollection, recordKeyName, TRANSIENT } from './domain/names';
import { recordKeyFrom } from './domain/record-key';
import type { CatalogContext } from './ledger';

/** SHA-256 of an organisation's copy; empty where there is none. */
export function keyHash(ctx: CatalogContext, grant: string, organisation: string): Promise<Uint8Array> {
  return ctx.stub.getPrivateDataHash(implicitCollection(organisation), recordKeyName(grant));
}

/** The key in the transaction's transient input. @throws DomainError `INVALID_ARGUMENT` */
export function transientKey(ctx: CatalogContext): Uint8Array {
  return recordKeyFrom(ctx.stub.getTransient().get(TRANSIENT.recordKey));
}

/** The organisation's peers must endorse it. */
export function putKey(
  ctx: CatalogContext,
  grant: string,
  organisation: string,
  key: Uint8Array,
): Promise<void> {
  return ctx.stub.putPrivateData(implicitCollection(organisation), recordKeyName(grant), key);
}

/** The two parties, once each: they may be one organisation. */
export const partiesOf = ({ terms }: AccessRequest): ReadonlySet<string> =>
  new Set([terms.provider, terms.consumer]);

/** Both parties hold the same key. @throws DomainError `CONDITION_NOT_MET` */
export async function ensureDeposited(ctx: CatalogContext, request: AccessRequest): Promise<void> {
  const hashes = new Set<string>();
  for (const party of partiesOf(request)) {
    hashes.add(Buffer.from(await keyHash(ctx, request.id, party)).toString('hex'));
  }
  ensure(
    hashes.size === 1 && !hashes.has(''),
    'CONDITION_NOT_MET',
    'The record key has not been deposited with both parties.',
  );
}

/** The organisation has no copy, and has destroyed none. @throws DomainError `ALREADY_EXISTS`, `INVALID_STATE` */
export async function ensureNoKey(ctx: CatalogContext, grant: string, organisation: string): Promise<void> {
  const hash = await keyHash(ctx, grant, organisation);
  ensure(hash.length === 0, 'ALREADY_EXISTS', 'The organisation holds a record key already.');
  const purge = await ctx.find<KeyPurge>('key-purge', grant, organisation);
  ensure(purge === undefined, 'INVALID_STATE', 'The record key was purged: no other takes its place.');
}
