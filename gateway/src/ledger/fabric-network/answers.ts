// SPDX-License-Identifier: Apache-2.0
/** What peers answered, as `fabric-common` hands it on. */
import { status } from '@grpc/grpc-js';
import { fabricError, mismatch } from '../fabric/fabric-errors.js';
import { LedgerError } from '../ledger-error.js';

/** A peer's `ProposalResponse`. */
export interface Answer {
  readonly response: { readonly status: number; readonly message: string; readonly payload: Uint8Array };
  /** `ProposalResponsePayload`: what the peer signed. */
  readonly payload: Uint8Array;
}

export interface Answers {
  readonly responses: readonly Answer[];
  /** Of peers that gave none. */
  readonly errors: readonly Error[];
}

const OK = 200;

/** The answer that all agree on. @throws LedgerError; `ENDORSEMENT_MISMATCH` where they do not */
export function agreed(answers: Answers): Answer {
  const [first] = answers.responses;
  const good = answers.responses.filter(({ response }) => response.status === OK);
  if (!first || answers.errors.length > 0 || good.length === 0) throw failureOf(answers);
  // What only some refuse, they may refuse because they are a block behind.
  if (good.length < answers.responses.length) throw mismatch(failureOf(answers));
  // The envelope holds one payload for all signatures: it must be the same to the byte.
  const one = Buffer.from(first.payload);
  if (good.every(({ payload }) => one.equals(payload))) return first;
  throw mismatch();
}

export function failureOf({ responses, errors }: Answers): LedgerError {
  const refused = responses.filter(({ response }) => response.status !== OK);
  const texts = [...refused.map(({ response }) => response.message), ...errors.map(({ message }) => message)];
  return fabricError(
    errors.map(grpcStatus).find((code) => code !== undefined),
    texts,
    errors[0],
  );
}

const TIMED_OUT = /^(?:REQUEST|SYSTEM) TIMEOUT$/;
const NOT_CONNECTED = /not connected|failed to connect|service unavailable/i;

/** The library reports its own timeouts and lost connections in words only. */
export function grpcStatus(error: Error): number | undefined {
  if ('code' in error && typeof error.code === 'number') return error.code;
  if (TIMED_OUT.test(error.message)) return status.DEADLINE_EXCEEDED;
  if (NOT_CONNECTED.test(error.message)) return status.UNAVAILABLE;
  return undefined;
}

export const unavailable = (): LedgerError => fabricError(status.UNAVAILABLE, [], undefined);
