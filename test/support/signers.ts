// SPDX-License-Identifier: Apache-2.0
/** Persons who sign: a key in a file, and a software authenticator that follows W3C Web Authentication. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import type { SignerKind } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import {
  actBytes,
  actDigest,
  actOf,
  agreementOf,
  type ActSignature,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { SignerInput } from '@catalog-chain/chaincode/domain/members/signer';
import type { PublicKey, SignerRole } from '@catalog-chain/chaincode/domain/members/signer-records';

export const RELYING_PARTY = 'catalog.example';
export const ORIGIN = 'https://console.catalog.example';

const PRESENT_AND_VERIFIED = 0x05;

/** What an authenticator or a page may do otherwise than it should. */
export interface Assertion {
  readonly origin?: string;
  readonly type?: string;
  readonly relyingParty?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly crossOrigin?: boolean;
  readonly challenge?: Uint8Array;
}

/** What is stated of an act, apart from what is decided. */
export interface Stated {
  readonly chain: string;
  readonly at: string;
  readonly nonce?: string;
}

export class TestSigner {
  readonly privateKey: KeyObject;
  readonly key: PublicKey;
  private counter = 0;

  constructor(
    readonly organisation: string,
    readonly code: string,
    readonly kind: SignerKind = 'file',
  ) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    this.privateKey = pair.privateKey;
    this.key = { kty: 'EC', crv: 'P-256', x, y };
  }

  get id(): string {
    return `${this.organisation}:${this.code}`;
  }

  /** What its administrator registers. */
  registration(role: SignerRole, from: number, change: Partial<SignerInput> = {}): SignerInput {
    const until = new Date(from + 365 * 86_400_000).toISOString();
    const party = {
      id: RELYING_PARTY,
      origins: [ORIGIN],
      credential: createHash('sha256').update(this.key.x).digest('base64url'),
    };
    return {
      code: this.code,
      roles: [role],
      kind: this.kind,
      algorithm: 'ES256',
      key: this.key,
      from: new Date(from).toISOString(),
      until,
      ...(this.kind === 'webauthn' && { relyingParty: party }),
      ...change,
    };
  }

  /** @param args as they travel: canonical JSON, or an id */
  signs(
    transaction: SignableTransaction,
    args: readonly string[],
    { chain, at, nonce = randomBytes(16).toString('base64url') }: Stated,
    assertion: Assertion = {},
  ): ActSignature {
    const stated = { chain, signer: this.id, at, nonce };
    const act = actOf(transaction, args, stated);
    if (this.kind === 'webauthn') return { ...stated, ...this.asserts(actDigest(act), assertion) };
    return { ...stated, signature: this.signsBytes(actBytes(act)) };
  }

  /** Agrees to what another person entered. @returns that one's signature, with this one's */
  agrees(
    transaction: SignableTransaction,
    args: readonly string[],
    entered: ActSignature,
    { at, nonce = randomBytes(16).toString('base64url') }: Omit<Stated, 'chain'>,
    assertion: Assertion = {},
  ): ActSignature {
    const stated = { signer: this.id, at, nonce };
    const agreement = agreementOf(actOf(transaction, args, entered), stated);
    const signed =
      this.kind === 'webauthn'
        ? this.asserts(actDigest(agreement), assertion)
        : { signature: this.signsBytes(actBytes(agreement)) };
    return { ...entered, agreement: { ...stated, ...signed } };
  }

  signsBytes(bytes: Uint8Array): string {
    const key = { key: this.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return sign('sha256', bytes, key).toString('base64url');
  }

  /** §5.8.1.1, §6.1, §6.3.3: what `navigator.credentials.get` answers with. */
  asserts(challenge: Uint8Array, change: Assertion = {}): Pick<ActSignature, 'signature' | 'authenticator'> {
    const {
      origin = ORIGIN,
      type = 'webauthn.get',
      crossOrigin = false,
      flags = PRESENT_AND_VERIFIED,
    } = change;
    const { relyingParty = RELYING_PARTY, counter = (this.counter += 1) } = change;
    const asked = Buffer.from(change.challenge ?? challenge).toString('base64url');
    const clientData = Buffer.from(JSON.stringify({ type, challenge: asked, origin, crossOrigin }));
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags, 0);
    tail.writeUInt32BE(counter, 1);
    const data = Buffer.concat([createHash('sha256').update(relyingParty).digest(), tail]);
    const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
    return {
      signature: sign('sha256', signed, this.privateKey).toString('base64url'),
      authenticator: { clientData: clientData.toString('base64url'), data: data.toString('base64url') },
    };
  }
}

/** An argument as it travels. */
export const textOf = (argument: string | object): string =>
  typeof argument === 'string' ? argument : encode(argument);
