// SPDX-License-Identifier: Apache-2.0
/** What a policy says of signatures, as it lies on the ledger. */
import type { SignableTransaction } from './signable';

/**
 * Where the private key lies: in an authenticator that asks for its user (`webauthn`), in a browser that cannot give it
 * away (`browser`), in a token that a program speaks to (`pkcs11`), in a file (`file`).
 */
export const SIGNER_KINDS = ['browser', 'file', 'pkcs11', 'webauthn'] as const;
export type SignerKind = (typeof SIGNER_KINDS)[number];

export interface SignaturePolicy {
  /**
   * The chain's name in what is signed: the hash of its first block. Absent: the channel's name, which another
   * consortium's channel may have too.
   */
  readonly chain?: string;
  /** Decisions that need a signature, with the kinds of key that are enough. Others need none, and may carry one. */
  readonly acts: Readonly<Partial<Record<SignableTransaction, readonly SignerKind[]>>>;
  /** Of these, the ones that a second person has to agree to. Absent: none. */
  readonly twoPersons?: readonly SignableTransaction[];
}
