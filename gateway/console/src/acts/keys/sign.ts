// SPDX-License-Identifier: Apache-2.0
/**
 * Prepare, look, sign. What the gateway gives to sign is made again here from what is shown, so that a person signs nothing
 * else than what stands on the screen.
 */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { api, done } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { fromBase64url, sha256Hex, toBase64url, utf8 } from './bytes';
import type { OwnKey } from './own-keys';

export type ActToSign = Schemas['ActToSignView'];
export type Operation = Schemas['ActPreparation']['operation'];

/** What another person signed, to which this one is to agree. */
export type Entered = NonNullable<Schemas['ActPreparation']['entered']>;

export interface Asked {
  readonly operation: Operation;
  readonly id?: string | undefined;
  readonly content: Readonly<Record<string, unknown>> | undefined;
  readonly entered?: Entered | undefined;
}

/** What is to be signed is not what is shown: nothing is signed then. */
export class NotAsShown extends Error {
  override readonly name = 'NotAsShown';
}

/** @throws ProblemError where the operation is refused already; NotAsShown */
export async function prepare({ operation, id, content, entered }: Asked, key: OwnKey): Promise<ActToSign> {
  const body = {
    operation,
    signer: key.code,
    ...(id !== undefined && { id }),
    ...(content !== undefined && { content: { ...content } }),
    ...(entered && { entered }),
  };
  const prepared = await done(api.POST('/v1/acts/prepare', { body }));
  await checkShown(prepared, key);
  return prepared;
}

/** An agreement is to the act as it was signed, and the act is what is shown. */
async function checkShown(prepared: ActToSign, key: OwnKey): Promise<void> {
  const { act, agreement, arguments: args, bytes, digest } = prepared;
  const stated = await sha256Hex(utf8(encode(args)));
  const again = utf8(encode(agreement ?? act));
  const hash = toBase64url(await crypto.subtle.digest('SHA-256', again));
  const isAsShown =
    act.arguments === stated &&
    (agreement ?? act).signer === key.id &&
    toBase64url(again) === bytes &&
    hash === digest;
  const isOfAct = !agreement || agreement.act === (await sha256Hex(utf8(encode(act))));
  if (!isAsShown || !isOfAct) throw new NotAsShown();
}

interface Signature {
  readonly signature: string;
  readonly authenticator?: { readonly clientData: string; readonly data: string };
}

async function signatureBy(key: OwnKey, { bytes, digest }: ActToSign): Promise<Signature> {
  if (key.kind === 'browser') {
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      key.privateKey,
      fromBase64url(bytes),
    );
    return { signature: toBase64url(signature) };
  }
  const assertion = (await navigator.credentials.get({
    publicKey: {
      rpId: key.relyingParty.id,
      challenge: fromBase64url(digest),
      allowCredentials: [{ type: 'public-key', id: fromBase64url(key.relyingParty.credential) }],
      userVerification: 'required',
    },
  })) as PublicKeyCredential | null;
  if (!assertion) throw new DOMException('The authenticator did not sign.', 'NotAllowedError');
  const said = assertion.response as AuthenticatorAssertionResponse;
  return {
    signature: toBase64url(said.signature),
    authenticator: {
      clientData: toBase64url(said.clientDataJSON),
      data: toBase64url(said.authenticatorData),
    },
  };
}

const asHeader = (signature: object): string => toBase64url(utf8(JSON.stringify(signature)));

/** What one person signed of a decision. @throws DOMException where the authenticator does not sign */
export async function enter(prepared: ActToSign, key: OwnKey): Promise<Entered> {
  const { chain, signer, at, nonce } = prepared.act;
  return { chain, signer, at, nonce, ...(await signatureBy(key, prepared)) };
}

/** @returns the value of the header `Act-Signature`. @throws DOMException where the authenticator does not sign */
export const sign = async (prepared: ActToSign, key: OwnKey): Promise<string> =>
  asHeader(await enter(prepared, key));

/** The same for what another person entered. @throws DOMException */
export async function agree(prepared: ActToSign, key: OwnKey, entered: Entered): Promise<string> {
  const { agreement } = prepared;
  if (!agreement) throw new NotAsShown();
  const { signer, at, nonce } = agreement;
  return asHeader({ ...entered, agreement: { signer, at, nonce, ...(await signatureBy(key, prepared)) } });
}
