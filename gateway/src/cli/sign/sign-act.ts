// SPDX-License-Identifier: Apache-2.0
/** Prepare, sign, submit: what the gateway gives to sign is made again here, so that nothing else is signed. */
import type { KeyObject } from 'node:crypto';
import { actBytes, actOf, type ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import type { ActToSignView } from '../../http/dto/people/signer.js';
import { signatureBy } from './key-file.js';

/** @throws UsageError where the bytes are not those of the act and arguments that are shown */
export function signAct({ act, arguments: args, bytes, kind }: ActToSignView, key: KeyObject): ActSignature {
  if (kind === 'webauthn') throw new UsageError('The signer signs with an authenticator, in a browser.');
  const again = Buffer.from(actBytes(actOf(act.transaction, args, act))).toString('base64url');
  if (again !== bytes) throw new UsageError('What is to be signed is not what is shown.');
  const { chain, signer, at, nonce } = act;
  return { chain, signer, at, nonce, signature: signatureBy(key, Buffer.from(bytes, 'base64url')) };
}

/** As the header `Act-Signature` takes it. */
export const headerOf = (signature: ActSignature): string =>
  Buffer.from(JSON.stringify(signature)).toString('base64url');
