// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { AccessRequest, Disclosure, Grant, KeyPurge } from '../../domain/sharing/grant-records';
import { implicitCollection, recordKeyName } from '../../domain/names';
import type { Organisation } from '../../domain/records';
import {
  deliveryInput,
  disclosureInput,
  ensureDepositor,
  ensureParty,
  ensurePurgeable,
  ensureReader,
  ensureSameKey,
  purgeInput,
} from '../../domain/sharing/record-key';
import { keptTerm } from '../../domain/sharing/retention';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { ensureUndisputed } from '../../lookups/members/limits';
import {
  ensureNoKey,
  keyHash,
  partiesOf,
  putKey,
  transientKey,
  trueKeyHash,
} from '../../lookups/sharing/record-keys';

/**
 * Record keys: 32 bytes that turn record identifiers into commitments, one key per grant, known to its two
 * parties. `deposit` and `deliver` take the key as transient `recordKey` and write no public state, so that
 * only the owners of the collections they write to endorse them and see it: docs/decisions/0050.
 */
@Info({ title: 'key', description: 'Record keys of grants' })
export class KeyContract extends CatalogContract {
  constructor() {
    super('key');
  }

  /**
   * By an officer of the provider while the request waits for its decision, or of either party after a grant
   * on the spot. Request id, transient `recordKey` → `{grant}`. Endorsers: exactly the provider and the consumer.
   */
  @Transaction()
  @Returns('string')
  async deposit(ctx: CatalogContext, id: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const request = await ctx.getKnown<AccessRequest>('request', check(identifier, id));
    ensureDepositor(request, mspId);
    const key = transientKey(ctx);
    const parties = partiesOf(request);
    for (const party of parties) await ensureNoKey(ctx, id, party);
    for (const party of parties) await putKey(ctx, id, party, key);
    return this.done(ctx, EVENTS.keyDeposited, id, [...parties], { grant: id });
  }

  /**
   * By a user of an organisation that holds the key, on a peer of its own. Grant id → `{grant, recordKey}`,
   * the key in base64url without padding. To be evaluated, never submitted: a block would show the result.
   */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const name = recordKeyName(check(identifier, id));
    const key = await ctx.stub.getPrivateData(implicitCollection(mspId), name);
    ensure(key.length > 0, 'NOT_FOUND', 'The organisation holds no record key of this grant.');
    return encode({ grant: id, recordKey: Buffer.from(key).toString('base64url') });
  }

  /**
   * By an officer of a party that holds the key: records that an auditor, arbitrator or manager receives it.
   * `{grant, to, reason, case?}` → `Disclosure`. `deliver` follows. The ledger's own policy endorses.
   */
  @Transaction()
  @Returns('string')
  async disclose(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const disclosure = decodeAs(disclosureInput, input);
    const { grant, to } = disclosure;
    const request = await ctx.getKnown<AccessRequest>('request', grant);
    ensureParty(request, mspId);
    ensureReader(await ctx.get<Organisation>('organisation', to), request);
    const recordKeyHash = await trueKeyHash(ctx, request, mspId);
    const earlier = await ctx.find<Disclosure>('disclosure', grant, to, mspId);
    ensure(earlier === undefined, 'ALREADY_EXISTS', 'The key was disclosed to this organisation before.');
    ctx.emit(EVENTS.keyDisclosed, { id: grant, organisations: [...partiesOf(request), to] });
    return ctx.put<Disclosure>(
      { type: 'disclosure', ...disclosure, recordKeyHash, disclosed: ctx.stamp },
      grant,
      to,
      mspId,
    );
  }

  /**
   * By an officer of the party that disclosed it: hands the key over, once. `{grant, to}`, transient
   * `recordKey` → `{grant, to}`. Endorsers: exactly the recipient.
   */
  @Transaction()
  @Returns('string')
  async deliver(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { grant, to } = decodeAs(deliveryInput, input);
    const { recordKeyHash } = await ctx.get<Disclosure>('disclosure', grant, to, mspId);
    const key = transientKey(ctx);
    ensureSameKey(key, recordKeyHash);
    await ensureNoKey(ctx, grant, to);
    await putKey(ctx, grant, to, key);
    return this.done(ctx, EVENTS.keyDelivered, grant, [mspId, to], { grant, to });
  }

  /**
   * By an officer of a holder: destroys its copy for good, a party's after the grant has ended, nobody's while a dispute about it goes on. `{grant, reason}`
   * → `KeyPurge`, the receipt: what was destroyed by its hash, and the term for which it was kept. Endorsers: as the ledger's own
   * policy has it, the holder among them.
   */
  @Transaction()
  @Returns('string')
  async purge(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { grant: id, reason } = decodeAs(purgeInput, input);
    const own = await keyHash(ctx, id, mspId);
    // Who was given the key may destroy it when it oversees no more.
    const request = await (own === undefined
      ? ctx.getKnown<AccessRequest>('request', id)
      : ctx.get<AccessRequest>('request', id));
    const grant = await ctx.find<Grant>('grant', id);
    ensurePurgeable(request, grant, mspId, ctx.now);
    ensure(own !== undefined, 'NOT_FOUND', 'The organisation holds no record key of this grant.');
    await ensureUndisputed(ctx, id);
    await ctx.stub.purgePrivateData(implicitCollection(mspId), recordKeyName(id));
    ctx.emit(EVENTS.keyPurged, { id, organisations: [...partiesOf(request)] });
    const retention = grant && partiesOf(request).has(mspId) ? keptTerm(grant) : undefined;
    return ctx.put<KeyPurge>(
      {
        type: 'key-purge',
        grant: id,
        organisation: mspId,
        reason,
        recordKeyHash: own,
        ...(retention && { retention }),
        purged: ctx.stamp,
      },
      id,
      mspId,
    );
  }

  private done(
    ctx: CatalogContext,
    event: EventName,
    id: string,
    organisations: string[],
    result: object,
  ): string {
    ctx.emit(event, { id, organisations });
    return encode(result);
  }
}
