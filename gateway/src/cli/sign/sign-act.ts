// SPDX-License-Identifier: Apache-2.0
/** Prepare, sign, submit: what the gateway gives to sign is made again here, so that nothing else is signed. */
import {
  actBytes,
  actOf,
  agreementOf,
  type ActSignature,
  type EnteredAct,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import type { ActToSignView } from '../../http/dto/people/signer.js';

/** Signs bytes by ES256: r and s, base64url. */
export type Signing = (bytes: Uint8Array) => Promise<string>;

/**
 * @param entered what another person signed, where this one agrees to it
 * @throws UsageError where the bytes are not those of the act and arguments that are shown
 */
export async function signAct(
  toSign: ActToSignView,
  sign: Signing,
  entered?: EnteredAct,
): Promise<ActSignature> {
  const { act, agreement, arguments: args, bytes, kind } = toSign;
  if (kind === 'webauthn') throw new UsageError('The signer signs with an authenticator, in a browser.');
  const shown = actOf(act.transaction, args, entered ?? act);
  const signed = entered && agreement ? agreementOf(shown, agreement) : shown;
  const again = Buffer.from(actBytes(signed)).toString('base64url');
  if (again !== bytes) throw new UsageError('What is to be signed is not what is shown.');
  const signature = await sign(Buffer.from(bytes, 'base64url'));
  const { signer, at, nonce } = signed;
  if (entered) return { ...entered, agreement: { signer, at, nonce, signature } };
  return { chain: act.chain, signer, at, nonce, signature };
}

/** As the header `Act-Signature` takes it. */
export const headerOf = (signature: ActSignature): string =>
  Buffer.from(JSON.stringify(signature)).toString('base64url');
