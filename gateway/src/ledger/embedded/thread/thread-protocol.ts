// SPDX-License-Identifier: Apache-2.0
/** Messages between the ledger's thread and the rest of the process. */
import { LedgerError, type LedgerCode } from '../../ledger-error.js';
import type { DomainCode, Said } from '@catalog-chain/chaincode/domain/errors';
import type { Core } from '../core.js';

/** What is asked across; `reached` is answered from notices, without asking. */
export type Method = Exclude<keyof Core, 'reached'>;

export interface ThreadOptions {
  readonly directory?: string | undefined;
  readonly organisations?: readonly string[] | undefined;
  readonly userLifetimeMs?: number | undefined;
  /** Exports `contracts`. */
  readonly contractsModule: string;
}

export interface Request {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export interface Failure {
  readonly code: DomainCode | LedgerCode;
  readonly message: string;
  readonly cause: string;
  readonly said?: Said | undefined;
}

export type Answer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: Failure };

/** The newest block's number; the first one says that the ledger is open. */
export interface Notice {
  readonly newest: number;
}

/** The ledger could not be opened. */
export interface Stillborn {
  readonly failure: Failure;
}

export type Message = Answer | Notice | Stillborn;

export function failureOf(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  if (error instanceof LedgerError)
    return { code: error.code, message: error.message, cause, said: error.said };
  return { code: 'LEDGER_FAILURE', message: 'The ledger failed to answer.', cause: String(error) };
}

export const errorOf = ({ code, message, cause, said }: Failure): LedgerError =>
  new LedgerError(code, message, { said, ...(cause !== '' && { cause: new Error(cause) }) });

const WORTH_MOVING = 4096;

/**
 * Buffers that a value holds alone and that may be moved instead of copied. Small ones are parts of Node's common
 * pool, which must stay where it is.
 */
export function movable(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (value instanceof Uint8Array) {
    const { buffer, byteLength } = value;
    if (byteLength >= WORTH_MOVING && buffer.byteLength === byteLength && buffer instanceof ArrayBuffer)
      found.push(buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) movable(part, found);
  }
  return found;
}

/** Copying a view copies all of its buffer: a view of a part goes as a buffer of its own. */
export function compact(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return value.byteLength === value.buffer.byteLength ? value : Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, compact(part)]));
}
