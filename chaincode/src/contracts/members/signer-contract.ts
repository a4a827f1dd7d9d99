// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { ensureOwner } from '../../domain/members/owned';
import {
  registeredSigner,
  revokedSigner,
  signerInput,
  signerRevocation,
  thumbprintOf,
} from '../../domain/members/signer';
import type { Signer, SignerKey, SigningAdministrator } from '../../domain/members/signer-records';
import { check, decodeAs, ownedId } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';

/** Persons who sign decisions, under pseudonyms: registered and revoked by their own organisation's administrator. */
@Info({ title: 'signer', description: 'Public keys of the persons who decide' })
export class SignerContract extends CatalogContract {
  constructor() {
    super('signer');
  }

  /**
   * By an administrator, for its own organisation. `SignerInput` → `Signer`.
   * @throws DomainError `ALREADY_EXISTS` for a pseudonym or a key that was registered before, be it revoked or not
   */
  @Transaction()
  @Returns('string')
  async register(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const signer = registeredSigner(decodeAs(signerInput, input), mspId, ctx.stamp);
    const known = await ctx.find<Signer>('signer', signer.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'The pseudonym was given before.');
    const thumbprint = thumbprintOf(signer.key);
    const claimed = await ctx.find<SignerKey>('signer-key', thumbprint);
    ensure(claimed === undefined, 'ALREADY_EXISTS', 'The key was registered before.');
    await ctx.put<SignerKey>({ type: 'signer-key', thumbprint, signer: signer.id }, thumbprint);
    if (signer.roles.includes('admin')) await this.noteAdministrator(ctx, mspId);
    return this.store(ctx, signer, EVENTS.signerRegistered);
  }

  /**
   * By an administrator of the signer's organisation. `SignerRevocation` → `Signer`. What it signed before stays signed.
   * @throws DomainError `NOT_OWNER`, `NOT_FOUND`, `INVALID_STATE`
   */
  @Transaction()
  @Returns('string')
  async revoke(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { id, reason } = decodeAs(signerRevocation, input);
    ensureOwner(id, mspId);
    const signer = await ctx.get<Signer>('signer', id);
    return this.store(ctx, revokedSigner(signer, reason, ctx.stamp), EVENTS.signerRevoked);
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Signer>('signer', check(ownedId, id)));
  }

  private async noteAdministrator(ctx: CatalogContext, organisation: string): Promise<void> {
    const known = await ctx.find<SigningAdministrator>('signing-administrator', organisation);
    if (known?.second) return;
    const first = { type: 'signing-administrator', organisation, since: ctx.stamp } as const;
    await ctx.put<SigningAdministrator>(known ? { ...known, second: ctx.stamp } : first, organisation);
  }

  private store(ctx: CatalogContext, signer: Signer, event: EventName): Promise<string> {
    ctx.emit(event, { id: signer.id, organisations: [signer.organisation] });
    return ctx.put(signer, signer.id);
  }
}
