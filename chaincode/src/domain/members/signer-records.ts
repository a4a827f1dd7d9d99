// SPDX-License-Identifier: Apache-2.0
/** Who may sign decisions, as it lies on the ledger: a pseudonym, a public key, and for how long it counts. */
import type { SignerKind } from '../acts/signature-rules';
import type { UserRole } from '../names';
import type { Stamp } from '../records';

export const SIGNER_ALGORITHMS = ['ES256'] as const;
export type SignerAlgorithm = (typeof SIGNER_ALGORITHMS)[number];

/** Roles in which persons decide; systems report as submitters and sign nothing. */
export const SIGNER_ROLES = [
  'admin',
  'arbitrator',
  'auditor',
  'officer',
] as const satisfies readonly UserRole[];
export type SignerRole = (typeof SIGNER_ROLES)[number];

/** RFC 7517, RFC 7518 §6.2.1: coordinates in base64url. */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** For whom an authenticator made its key: W3C Web Authentication. */
export interface RelyingParty {
  /** A domain name. */
  readonly id: string;
  /** Where its pages are served from. */
  readonly origins: readonly string[];
  /** Id of the credential, base64url. */
  readonly credential: string;
}

/** Never changed but to be revoked, and its name is never given again. */
export interface Signer {
  readonly type: 'signer';
  /** `MSPID:CODE`; the code is a pseudonym. Who it is, the organisation's own directory knows. */
  readonly id: string;
  readonly organisation: string;
  readonly code: string;
  readonly roles: readonly SignerRole[];
  readonly kind: SignerKind;
  readonly algorithm: SignerAlgorithm;
  readonly key: PublicKey;
  /** What is signed from then on counts, and until then. */
  readonly from: string;
  readonly until: string;
  /** Of kind `webauthn`. */
  readonly relyingParty?: RelyingParty;
  readonly status: 'active' | 'revoked';
  readonly registered: Stamp;
  readonly changed: Stamp;
  readonly revoked?: { readonly reason: string; readonly stamp: Stamp };
}

/** A key is one signer's, for ever: RFC 7638 thumbprint, lower-case hex. */
export interface SignerKey {
  readonly type: 'signer-key';
  readonly thumbprint: string;
  readonly signer: string;
}

/** How often an authenticator that counts has signed. */
export interface SignerCounter {
  readonly type: 'signer-counter';
  readonly signer: string;
  readonly counter: number;
}

/** From when on the organisation has an administrator of its own who can sign: from then on it needs one. */
export interface SigningAdministrator {
  readonly type: 'signing-administrator';
  readonly organisation: string;
  readonly since: Stamp;
  /** From when on it has two who can sign, so that one can agree with the other. Absent: not known to have. */
  readonly second?: Stamp;
}
