// SPDX-License-Identifier: Apache-2.0
/** Record keys in the implicit collections. Their hashes are public; the keys are on their owners' peers only. */
import { ensure } from '../../domain/errors';
import type { AccessRequest, KeyPurge } from '../../domain/sharing/grant-records';
import { implicitCollection, recordKeyName, TRANSIENT } from '../../domain/names';
import { recordKeyFrom } from '../../domain/sharing/record-key';
import type { CatalogContext } from '../../ledger';

/** SHA-256 of an organisation's copy, lower-case hex; undefined where it holds none. */
export async function keyHash(
  ctx: CatalogContext,
  grant: string,
  organisation: string,
): Promise<string | undefined> {
  const hash = await ctx.stub.getPrivateDataHash(implicitCollection(organisation), recordKeyName(grant));
  return hash.length === 0 ? undefined : Buffer.from(hash).toString('hex');
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

/** The hash of the key when both parties hold the same. */
export async function sharedKeyHash(
  ctx: CatalogContext,
  request: AccessRequest,
): Promise<string | undefined> {
  const { provider, consumer } = request.terms;
  const hash = await keyHash(ctx, request.id, provider);
  return hash === (await keyHash(ctx, request.id, consumer)) ? hash : undefined;
}

/**
 * The hash of a party's copy, when it is the grant's key and not one that the party put in its place: an
 * organisation alone endorses what is written to its collection.
 * @throws DomainError `CONDITION_NOT_MET` where it holds none, `RECORD_KEY_MISMATCH`
 */
export async function trueKeyHash(
  ctx: CatalogContext,
  request: AccessRequest,
  party: string,
): Promise<string> {
  const hash = await keyHash(ctx, request.id, party);
  ensure(hash !== undefined, 'CONDITION_NOT_MET', 'The organisation holds no record key of this grant.');
  const known = [request.recordKeyHash];
  for (const other of partiesOf(request)) known.push(await keyHash(ctx, request.id, other));
  const same = known.every((one) => one === undefined || one === hash);
  ensure(same, 'RECORD_KEY_MISMATCH', 'The parties hold different keys.');
  return hash;
}

/** The organisation has no copy, and has destroyed none. @throws DomainError `ALREADY_EXISTS`, `INVALID_STATE` */
export async function ensureNoKey(ctx: CatalogContext, grant: string, organisation: string): Promise<void> {
  const hash = await keyHash(ctx, grant, organisation);
  ensure(hash === undefined, 'ALREADY_EXISTS', 'The organisation holds a record key already.');
  const purge = await ctx.find<KeyPurge>('key-purge', grant, organisation);
  ensure(purge === undefined, 'INVALID_STATE', 'The record key was purged: no other takes its place.');
}
