// SPDX-License-Identifier: Apache-2.0
/** The header in which a person's signature comes with a decision. */
import { actSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { onlyOnce, type Attempt } from '../../attempts/attempt.js';
import { preparing, signedWith, type Signing } from '../../attempts/signing.js';
import { HttpError } from '../problems/problem.js';
import type { Route } from '../route.js';
import { isSignableOperation } from './operations.js';

export const ACT_SIGNATURE = 'Act-Signature';
const MAX_LENGTH = 10_000;

const refused = (rule: string): HttpError =>
  new HttpError('INVALID_ARGUMENT', { errors: [{ field: ACT_SIGNATURE, rule }] });

/**
 * @param header base64url of the JSON of an `ActSignature`
 * @returns undefined where the request carries none
 * @throws HttpError `INVALID_ARGUMENT` for what is no signature, or comes with what nobody signs
 */
export function signingOf(row: Route, header: string | undefined): Signing | undefined {
  if (header === undefined) return undefined;
  if (!isSignableOperation(row.operationId)) throw refused('nobody signs this');
  if (header.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(header)) throw refused('format');
  const read = actSignature.safeParse(parsed(header));
  if (!read.success) throw refused('format');
  return signedWith(encode(read.data));
}

function parsed(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** The same attempt, with the signature that came with it. */
export function withSigning(attempt: Attempt, signing: Signing | undefined): Attempt {
  if (!signing) return attempt;
  return {
    ...(attempt.key !== undefined && { key: attempt.key }),
    ...(attempt.pending && { pending: attempt.pending }),
    prepared: (transaction) => attempt.prepared(transaction),
    rejected: () => {
      attempt.rejected();
    },
    signing,
  };
}

/** An attempt that ends with what there is to sign. */
export const onlyPreparing: Attempt = withSigning(onlyOnce, preparing);
