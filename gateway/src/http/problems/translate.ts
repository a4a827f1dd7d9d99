// SPDX-License-Identifier: Apache-2.0
/** The one place where an error of any kind becomes a code. */
import { DomainError, type Said } from '@catalog-chain/chaincode/domain/errors';
import { LedgerError } from '../../ledger/ledger-error.js';
import { isStorageFault } from '../../support/storage-fault.js';
import type { Code } from './codes.js';
import { isCode, MEANINGS } from './meanings.js';
import { HttpError, type FieldError, type Particulars } from './problem.js';

export interface Translation extends Particulars {
  readonly code: Code;
}

/** Kinds of error that body-parser and http-errors throw (their `type`). */
const BODY_ERRORS: Readonly<Record<string, Code>> = {
  'entity.too.large': 'BODY_TOO_LARGE',
  'encoding.unsupported': 'ENCODING_UNSUPPORTED',
  'request.aborted': 'BODY_INCOMPLETE',
  'request.size.invalid': 'BODY_INCOMPLETE',
};

const RETRY_SOON: Readonly<Record<number, string>> = { 429: '5', 503: '5' };

/** What a contract calls the whole of what it was given: whoever asks knows it as the body. */
const WHOLE = 'argument';

/** What the domain says of one field reads `field: rule`. */
function fieldErrorOf(detail: string): FieldError | undefined {
  const match = /^([\w.[\]-]{1,100}): (.{1,200})$/.exec(detail);
  if (!match?.[1] || !match[2]) return undefined;
  return { field: match[1] === WHOLE ? 'body' : match[1], rule: match[2] };
}

function particularsOf(code: Code, message: string, said: Said | undefined): Particulars {
  const detail = { detail: message, ...(said && { said }) };
  const error = fieldErrorOf(message);
  if (!error) return detail;
  // These two say nothing beside the field: their title stands for what they have in common.
  if (code === 'INVALID_ARGUMENT' || code === 'RAW_DATA') return { errors: [error] };
  return { ...detail, errors: [error] };
}

const saidBy = (error: Error): Said | undefined => {
  if (error instanceof LedgerError) return error.said;
  return error instanceof DomainError ? error : undefined;
};

function coded(error: Error & { code?: unknown; detail?: unknown }): Translation | undefined {
  if (error instanceof HttpError) return { code: error.code, ...error.particulars };
  if (!isCode(error.code)) return undefined;
  const message = typeof error.detail === 'string' ? error.detail : error.message;
  return { code: error.code, ...particularsOf(error.code, message, saidBy(error)) };
}

function notOurs(error: Error & { type?: unknown; status?: unknown }): Translation {
  const code = typeof error.type === 'string' ? BODY_ERRORS[error.type] : undefined;
  if (code) return { code };
  if (isStorageFault(error)) return { code: 'STORAGE_UNAVAILABLE' };
  if (error instanceof URIError) return { code: 'URL_MALFORMED' };
  return { code: error.status === 400 ? 'BODY_INCOMPLETE' : 'INTERNAL' };
}

/** Who refuses for want of room knows how long it lasts. */
function secondsOf({ retryAfterSeconds }: Error & { retryAfterSeconds?: unknown }): string | undefined {
  return typeof retryAfterSeconds === 'number' ? String(Math.ceil(retryAfterSeconds)) : undefined;
}

/** @returns code and particulars; what is not ours becomes `INTERNAL` and says nothing of its cause. */
export function translate(error: unknown): Translation {
  if (!(error instanceof Error)) return { code: 'INTERNAL' };
  const translation = coded(error) ?? notOurs(error);
  const retryAfter = secondsOf(error) ?? RETRY_SOON[MEANINGS[translation.code].status];
  if (!retryAfter) return translation;
  return { ...translation, headers: { 'Retry-After': retryAfter, ...translation.headers } };
}
