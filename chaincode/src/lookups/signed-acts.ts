// SPDX-License-Identifier: Apache-2.0
/** Decisions that persons sign: what comes with a transaction is checked before it runs, and kept after it. */
import type { SignaturePolicy } from '../domain/acts/signature-rules';
import { isSignable, type SignableTransaction } from '../domain/acts/signable';
import {
  actOf,
  actSignature,
  checkSignature,
  ensureCountsOn,
  ensureMaySign,
  ensureOwnSigner,
  signedAct,
  type AdmittedAct,
  type SignedAct,
} from '../domain/acts/signed-act';
import { ensure } from '../domain/errors';
import type { Signer, SignerCounter, SigningAdministrator } from '../domain/members/signer-records';
import { TRANSACTIONS } from '../domain/names';
import { decodeAs } from '../domain/text/schema';
import type { CatalogContext } from '../ledger';
import { currentPolicy } from './current-policy';

/**
 * @returns undefined where nobody signed and nobody has to
 * @throws DomainError `SIGNATURE_REQUIRED`, or why the signature does not count
 */
export async function admitAct(ctx: CatalogContext): Promise<AdmittedAct | undefined> {
  const { transaction, argumentCount: count } = ctx;
  if (!isSignable(transaction)) return undefined;
  ensure(count === 1 || count === 2, 'INVALID_ARGUMENT', 'A decision has one argument, and its signature.');
  const { signatures } = await currentPolicy(ctx);
  if (count === 1) {
    const needed = signatures?.acts[transaction] !== undefined && !(await isFirst(ctx, transaction));
    ensure(!needed, 'SIGNATURE_REQUIRED', 'The policy wants the signature of the person who decides.');
    return undefined;
  }
  return admitted(ctx, transaction, signatures);
}

/** Somebody must be the first: an organisation whose administrators have no key yet registers one by its certificate. */
async function isFirst(ctx: CatalogContext, transaction: SignableTransaction): Promise<boolean> {
  if (transaction !== TRANSACTIONS.signerRegister) return false;
  const known = await ctx.find<SigningAdministrator>('signing-administrator', ctx.caller.mspId);
  return known === undefined;
}

async function admitted(
  ctx: CatalogContext,
  transaction: SignableTransaction,
  policy: SignaturePolicy | undefined,
): Promise<AdmittedAct> {
  const given = decodeAs(actSignature, textOf(ctx, 1));
  const chain = policy?.chain ?? ctx.stub.getChannelID();
  ensure(given.chain === chain, 'SIGNATURE_OTHER_CHAIN', 'It was signed for another chain.');
  const { mspId: organisation, role } = ctx.caller;
  ensureOwnSigner(given.signer, organisation);
  const signer = await ctx.find<Signer>('signer', given.signer);
  ensure(signer !== undefined, 'SIGNER_UNKNOWN', 'There is no such signer.');
  ensureMaySign(signer, given.at, { organisation, role, now: ctx.now }, policy?.acts[transaction]);
  await ensureNew(ctx, signer, given.nonce);
  const act = actOf(transaction, [textOf(ctx, 0)], given);
  const counter = checkSignature(signer, act, given);
  if (counter !== undefined) ensureCountsOn(await counted(ctx, signer), counter);
  return { signer, act, given, counter };
}

const textOf = (ctx: CatalogContext, index: number): string => ctx.rawArgument(index).toString();

async function ensureNew(ctx: CatalogContext, signer: Signer, nonce: string): Promise<void> {
  const earlier = await ctx.find<SignedAct>('signed-act', signer.organisation, signer.code, nonce);
  ensure(earlier === undefined, 'SIGNATURE_REPLAYED', 'The signature was used before.');
}

async function counted(ctx: CatalogContext, { id }: Signer): Promise<number> {
  const known = await ctx.find<SignerCounter>('signer-counter', id);
  return known?.counter ?? 0;
}

/** Keeps the signature: the stamp of what was decided names the transaction and the signer, and this record both. */
export async function recordAct(ctx: CatalogContext, admittedAct: AdmittedAct): Promise<void> {
  const { signer, act, given, counter } = admittedAct;
  const { organisation, code, id } = signer;
  const record = signedAct(act, signer, given, ctx.stamp);
  await ctx.put<SignedAct>(record, organisation, code, given.nonce);
  if (counter === undefined || counter === 0) return;
  await ctx.put<SignerCounter>({ type: 'signer-counter', signer: id, counter }, id);
}
