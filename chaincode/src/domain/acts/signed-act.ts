// SPDX-License-Identifier: Apache-2.0
/**
 * A decision signed by the person who decides. What is signed is the canonical form of `Act`; the signature travels as a
 * transaction's last argument, and lies on the ledger beside what was decided.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseInstant } from '../calendar/time';
import { encode } from '../encoding/canonical-json';
import { digestOf } from '../encoding/digest';
import { ensure } from '../errors';
import { ownerOf } from '../members/owned';
import type { Signer, SignerAlgorithm } from '../members/signer-records';
import type { UserRole } from '../names';
import type { Stamp } from '../records';
import { instant, ownedId } from '../text/schema';
import { assertedBytes, checkAssertion, counterOf, type Assertion } from './assertion';
import { verifies } from './es256';
import type { SignableTransaction } from './signable';
import type { SignerKind } from './signature-rules';

/** Keeps what is signed here apart from whatever else the key may sign. */
export const ACT_FORM = 'catalog-chain/act/1';

/** An act is signed at most so long before or after its transaction's time. */
export const ACT_WINDOW_MS = 300_000;

/** An act that another person agreed to may have been entered so long before its transaction's time. */
export const ENTRY_WINDOW_MS = 7 * 86_400_000;

/** Keeps the signature of whoever agrees apart from that of whoever enters. */
export const AGREEMENT_FORM = 'catalog-chain/agreement/1';

/** What is signed, in canonical JSON (RFC 8785), UTF-8. */
export interface Act {
  readonly form: typeof ACT_FORM;
  readonly chain: string;
  readonly transaction: SignableTransaction;
  /** SHA-256 of the canonical JSON of the list of arguments, each as its text; lower-case hex. */
  readonly arguments: string;
  readonly signer: string;
  readonly at: string;
  readonly nonce: string;
}

/** What the second person signs, in canonical JSON: that the first one's act, as it was signed, shall be done. */
export interface Agreement {
  readonly form: typeof AGREEMENT_FORM;
  readonly chain: string;
  /** SHA-256 of the bytes that the first person signed; lower-case hex. */
  readonly act: string;
  readonly signer: string;
  readonly at: string;
  readonly nonce: string;
}

const base64url = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(
      (text) => Buffer.from(text, 'base64url').toString('base64url') === text,
      'must be base64url without padding',
    );

const nonce = z.string().regex(/^[A-Za-z0-9_-]{22,43}$/, 'must be 16 to 32 bytes in base64url');

/** One person's signature, and what it states. */
const personalSignature = z.strictObject({
  signer: ownedId,
  at: instant,
  /** 16 to 32 random bytes. */
  nonce,
  signature: base64url(120),
  /** Of an authenticator. */
  authenticator: z.strictObject({ clientData: base64url(4096), data: base64url(2048) }).exactOptional(),
});
export type PersonalSignature = z.infer<typeof personalSignature>;

/** The last argument of a signed transaction. */
export const actSignature = z.strictObject({
  /** The chain's name, as the policy has it, or the channel's. */
  chain: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,248}$/, 'must be the name of a chain'),
  ...personalSignature.shape,
  /** Of another person, who agreed to the act as the first one signed it. */
  agreement: personalSignature.exactOptional(),
});
export type ActSignature = z.infer<typeof actSignature>;

/** What the first of two persons signed. */
export type EnteredAct = Omit<ActSignature, 'agreement'>;

/** The signature as the ledger keeps it. Key: [MSP id, code of the signer, nonce], so that none counts twice. */
export interface SignedAct extends Act, Pick<ActSignature, 'signature' | 'authenticator'> {
  readonly type: 'signed-act';
  readonly organisation: string;
  readonly kind: SignerKind;
  readonly algorithm: SignerAlgorithm;
  readonly recorded: Stamp;
}

/** The agreement of a second person as the ledger keeps it. Key: [MSP id, code of the signer, nonce]. */
export interface SignedAgreement extends Agreement, Pick<PersonalSignature, 'signature' | 'authenticator'> {
  readonly type: 'signed-agreement';
  readonly organisation: string;
  readonly kind: SignerKind;
  readonly algorithm: SignerAlgorithm;
  readonly recorded: Stamp;
}

export const argumentsDigest = (args: readonly string[]): string => digestOf(args);

export function actOf(
  transaction: SignableTransaction,
  args: readonly string[],
  { chain, signer, at, nonce }: Pick<ActSignature, 'chain' | 'signer' | 'at' | 'nonce'>,
): Act {
  return { form: ACT_FORM, chain, transaction, arguments: argumentsDigest(args), signer, at, nonce };
}

/** @param act that was signed, as it was signed */
export function agreementOf(
  act: Act,
  { signer, at, nonce: random }: Pick<PersonalSignature, 'signer' | 'at' | 'nonce'>,
): Agreement {
  const digest = Buffer.from(actDigest(act)).toString('hex');
  return { form: AGREEMENT_FORM, chain: act.chain, act: digest, signer, at, nonce: random };
}

/** @returns the bytes that are signed */
export const actBytes = (act: Act | Agreement): Uint8Array => Buffer.from(encode(act), 'utf8');

/** @returns SHA-256 of the bytes that are signed: an authenticator's challenge */
export const actDigest = (act: Act | Agreement): Uint8Array =>
  createHash('sha256').update(actBytes(act)).digest();

/** In whose name, as what and when a signature is used. */
export interface ActSetting {
  /** MSP id of the certificate that calls. */
  readonly organisation: string;
  readonly role: UserRole | undefined;
  /** The transaction's time, milliseconds since 1970. */
  readonly now: number;
}

/** A signature that was found good, and by whom. */
export interface Admitted<T extends Act | Agreement> {
  readonly signer: Signer;
  readonly act: T;
  readonly given: PersonalSignature;
  /** Of an authenticator. */
  readonly counter: number | undefined;
}

export interface AdmittedAct extends Admitted<Act> {
  /** Where a second person agreed. */
  readonly agreement?: Admitted<Agreement>;
}

/** @throws DomainError `SIGNER_FOREIGN` */
export function ensureOwnSigner(signer: string, organisation: string): void {
  ensure(ownerOf(signer) === organisation, 'SIGNER_FOREIGN', 'The signer is of another organisation.');
}

/** @param chain as this one is called. @throws DomainError `SIGNATURE_OTHER_CHAIN` */
export function ensureThisChain(signed: string, chain: string): void {
  ensure(signed === chain, 'SIGNATURE_OTHER_CHAIN', 'It was signed for another chain.');
}

/** @throws DomainError `SECOND_SIGNER_SAME` */
export function ensureAnother(first: string, second: string): void {
  ensure(first !== second, 'SECOND_SIGNER_SAME', 'Nobody agrees to what is one’s own.');
}

/** @param earlier what the ledger keeps under its signer and nonce. @throws DomainError `SIGNATURE_REPLAYED` */
export function ensureFirstUse(earlier: SignedAct | SignedAgreement | undefined): void {
  ensure(earlier === undefined, 'SIGNATURE_REPLAYED', 'The signature was used before.');
}

/**
 * That it was signed shortly before the transaction; what another person agreed to, some days before at most.
 * @throws DomainError `SIGNATURE_STALE`
 */
export function ensureFresh(at: string, now: number, isAgreedTo: boolean): void {
  const age = now - parseInstant(at);
  const limit = isAgreedTo ? ENTRY_WINDOW_MS : ACT_WINDOW_MS;
  const when = isAgreedTo ? 'a week' : 'five minutes';
  const fresh = age <= limit && age >= -ACT_WINDOW_MS;
  ensure(fresh, 'SIGNATURE_STALE', 'It was not signed within {when} of the transaction.', { when });
}

/**
 * That there is such a signer, and it may sign this, in this role, now. Asked of a signature when it comes, and before it is
 * made, so that nobody signs what will not count.
 * @param kinds the kinds of key that are enough; absent: any
 * @throws DomainError `SIGNER_UNKNOWN`, `SIGNER_REVOKED`, `SIGNER_NOT_VALID`, `SIGNER_ROLE`, `SIGNER_KIND`
 */
export function ensureMaySign(
  signer: Signer | undefined,
  { role, now }: Pick<ActSetting, 'role' | 'now'>,
  kinds: readonly SignerKind[] | undefined,
): asserts signer is Signer {
  ensure(signer !== undefined, 'SIGNER_UNKNOWN', 'There is no such signer.');
  ensure(signer.status === 'active', 'SIGNER_REVOKED', 'The signer is revoked.');
  const valid = parseInstant(signer.from) <= now && now < parseInstant(signer.until);
  ensure(valid, 'SIGNER_NOT_VALID', 'The signer is not valid at this time.');
  const fit = signer.roles.some((one) => one === role);
  ensure(fit, 'SIGNER_ROLE', 'The signer does not sign in this role.');
  const enough = kinds?.includes(signer.kind) ?? true;
  ensure(enough, 'SIGNER_KIND', 'Needs a key of kind {kinds}.', { kinds: kinds ?? [] });
}

/**
 * That the signature is the signer's, over this act.
 * @returns the authenticator's counter; undefined for a key that has none
 * @throws DomainError `SIGNATURE_INVALID`, `AUTHENTICATOR_REFUSED`
 */
export function checkSignature(
  signer: Pick<Signer, 'key' | 'relyingParty'>,
  act: Act | Agreement,
  { signature, authenticator }: Pick<PersonalSignature, 'signature' | 'authenticator'>,
): number | undefined {
  const { key, relyingParty } = signer;
  const bytes = Buffer.from(signature, 'base64url');
  if (!relyingParty) {
    const plain = authenticator === undefined && verifies(key, actBytes(act), bytes, 'raw');
    ensure(plain, 'SIGNATURE_INVALID', 'The signature is not the signer’s over this act.');
    return undefined;
  }
  ensure(authenticator !== undefined, 'SIGNATURE_INVALID', 'authenticator: is missing.');
  const assertion = assertionOf(authenticator);
  checkAssertion(assertion, relyingParty, actDigest(act));
  const asserted = verifies(key, assertedBytes(assertion), bytes, 'der');
  ensure(asserted, 'SIGNATURE_INVALID', 'The signature is not the signer’s over this act.');
  return counterOf(assertion);
}

const assertionOf = ({ clientData, data }: NonNullable<PersonalSignature['authenticator']>): Assertion => ({
  clientData: Buffer.from(clientData, 'base64url'),
  data: Buffer.from(data, 'base64url'),
});

/** W3C Web Authentication §7.2: one that counts never counts back. @throws DomainError `AUTHENTICATOR_COUNTER` */
export function ensureCountsOn(before: number, now: number): void {
  const counts = before !== 0 || now !== 0;
  ensure(!counts || now > before, 'AUTHENTICATOR_COUNTER', 'The authenticator’s counter did not go on.');
}

/** What the ledger keeps of a signature beside what was signed. */
function kept({ signer, given }: Admitted<Act | Agreement>, recorded: Stamp) {
  const { organisation, kind, algorithm } = signer;
  const { signature, authenticator } = given;
  return { organisation, kind, algorithm, signature, ...(authenticator && { authenticator }), recorded };
}

export const signedAct = (admitted: Admitted<Act>, recorded: Stamp): SignedAct => ({
  type: 'signed-act',
  ...admitted.act,
  ...kept(admitted, recorded),
});

export const signedAgreement = (admitted: Admitted<Agreement>, recorded: Stamp): SignedAgreement => ({
  type: 'signed-agreement',
  ...admitted.act,
  ...kept(admitted, recorded),
});
