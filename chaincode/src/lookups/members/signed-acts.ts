// SPDX-License-Identifier: Apache-2.0
/** Decisions that persons sign: what comes with a transaction is checked before it runs, and kept after it. */
import type { SignaturePolicy, SignerKind } from '../../domain/acts/signature-rules';
import { isSignable, type SignableTransaction } from '../../domain/acts/signable';
import {
  ACT_FORM,
  actOf,
  actSignature,
  AGREEMENT_FORM,
  agreementOf,
  checkSignature,
  ensureAnother,
  ensureCountsOn,
  ensureFirstUse,
  ensureFresh,
  ensureMaySign,
  ensureOwnSigner,
  ensureThisChain,
  signedAct,
  signedAgreement,
  type Act,
  type Admitted,
  type AdmittedAct,
  type Agreement,
  type PersonalSignature,
  type SignedAct,
  type SignedAgreement,
} from '../../domain/acts/signed-act';
import { ensure } from '../../domain/errors';
import type { Signer, SignerCounter, SigningAdministrator } from '../../domain/members/signer-records';
import { TRANSACTIONS, type ObjectType } from '../../domain/names';
import { decodeAs } from '../../domain/text/schema';
import type { CatalogContext } from '../../ledger';
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
  return (await administratorsOf(ctx)) === undefined;
}

/** And with one administrator there is nobody yet who could agree that there be two. */
async function isWanted(
  ctx: CatalogContext,
  transaction: SignableTransaction,
  policy: SignaturePolicy | undefined,
): Promise<boolean> {
  if (policy?.twoPersons?.includes(transaction) !== true) return false;
  return transaction !== TRANSACTIONS.signerRegister || (await administratorsOf(ctx))?.second !== undefined;
}

const administratorsOf = (ctx: CatalogContext): Promise<SigningAdministrator | undefined> =>
  ctx.find<SigningAdministrator>('signing-administrator', ctx.caller.mspId);

async function admitted(
  ctx: CatalogContext,
  transaction: SignableTransaction,
  policy: SignaturePolicy | undefined,
): Promise<AdmittedAct> {
  const given = decodeAs(actSignature, textOf(ctx, 1));
  const chain = policy?.chain ?? ctx.stub.getChannelID();
  ensureThisChain(given.chain, chain);
  const { agreement: second, ...first } = given;
  const kinds = policy?.acts[transaction];
  const entered = { given: first, act: actOf(transaction, [textOf(ctx, 0)], given), kinds };
  const act = await admittedOne(ctx, entered, second !== undefined);
  if (second === undefined) {
    const wanted = await isWanted(ctx, transaction, policy);
    ensure(!wanted, 'SECOND_SIGNATURE_REQUIRED', 'The policy wants another person to agree.');
    return act;
  }
  ensureAnother(given.signer, second.signer);
  const agreed = { given: second, act: agreementOf(act.act, second), kinds };
  return { ...act, agreement: await admittedOne(ctx, agreed, false) };
}

/** What one person signed, and with which kinds of key it counts. */
interface Signed<T extends Act | Agreement> {
  readonly given: PersonalSignature;
  readonly act: T;
  readonly kinds: readonly SignerKind[] | undefined;
}

async function admittedOne<T extends Act | Agreement>(
  ctx: CatalogContext,
  { given, act, kinds }: Signed<T>,
  isAgreedTo: boolean,
): Promise<Admitted<T>> {
  const { mspId: organisation, role } = ctx.caller;
  ensureOwnSigner(given.signer, organisation);
  const signer = await ctx.find<Signer>('signer', given.signer);
  ensureMaySign(signer, { role, now: ctx.now }, kinds);
  ensureFresh(given.at, ctx.now, isAgreedTo);
  await ensureNew(ctx, KEPT_AS[act.form], signer, given.nonce);
  const counter = checkSignature(signer, act, given);
  if (counter !== undefined) ensureCountsOn(await counted(ctx, signer), counter);
  return { signer, act, given, counter };
}

/** Under which type of record the ledger keeps what was signed in each form. */
const KEPT_AS = {
  [ACT_FORM]: 'signed-act',
  [AGREEMENT_FORM]: 'signed-agreement',
} as const satisfies Record<(Act | Agreement)['form'], ObjectType>;

const textOf = (ctx: CatalogContext, index: number): string => ctx.rawArgument(index).toString();

async function ensureNew(
  ctx: CatalogContext,
  type: (typeof KEPT_AS)[keyof typeof KEPT_AS],
  { organisation, code }: Signer,
  nonce: string,
): Promise<void> {
  ensureFirstUse(await ctx.find<SignedAct | SignedAgreement>(type, organisation, code, nonce));
}

async function counted(ctx: CatalogContext, { id }: Signer): Promise<number> {
  const known = await ctx.find<SignerCounter>('signer-counter', id);
  return known?.counter ?? 0;
}

/** Keeps the signatures: the stamp of what was decided names the transaction and the signers, and these records both. */
export async function recordAct(ctx: CatalogContext, act: AdmittedAct): Promise<void> {
  const { agreement } = act;
  await ctx.put<SignedAct>(signedAct(act, ctx.stamp), ...keyOf(act));
  await recordCounter(ctx, act);
  if (!agreement) return;
  await ctx.put<SignedAgreement>(signedAgreement(agreement, ctx.stamp), ...keyOf(agreement));
  await recordCounter(ctx, agreement);
}

const keyOf = ({ signer, given }: Admitted<Act | Agreement>): [string, string, string] => [
  signer.organisation,
  signer.code,
  given.nonce,
];

async function recordCounter(
  ctx: CatalogContext,
  { signer: { id }, counter }: Admitted<Act | Agreement>,
): Promise<void> {
  if (counter === undefined || counter === 0) return;
  await ctx.put<SignerCounter>({ type: 'signer-counter', signer: id, counter }, id);
}
