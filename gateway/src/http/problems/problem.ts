// SPDX-License-Identifier: Apache-2.0
import type { Said } from '@catalog-chain/chaincode/domain/errors';
import type { HttpCode, Code } from './codes.js';
import { MEANINGS } from './meanings.js';
import type { Language } from './text.js';
import { inChineseOrAsIs, worded } from './worded.js';

/** A field and the rule it breaks; never the value. */
export interface FieldError {
  readonly field: string;
  readonly rule: string;
}

/** What an error says beside its code. */
export interface Particulars {
  readonly detail?: string;
  /** The same with its parameters apart, where a contract said it. */
  readonly said?: Said;
  readonly errors?: readonly FieldError[];
  /** Response headers, e.g. `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal by HTTP itself. It is told and not traced: what lies behind one of the gateway's own faults is its cause. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly code: HttpCode | 'INVALID_ARGUMENT' | 'RAW_DATA' | 'ROLE_REQUIRED',
    readonly particulars: Particulars = {},
    options?: ErrorOptions,
  ) {
    const frames = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(particulars.detail ?? MEANINGS[code].en.title, options);
    Error.stackTraceLimit = frames;
  }
}

/** RFC 9457. `type` is stable and dereferences to the code's row in the API description. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: Code;
  readonly detail: string;
  readonly action: string;
  /** `urn:uuid:` of the request, as in the logs. */
  readonly instance: string;
  readonly errors?: readonly FieldError[];
}

const text = (language: Language, english: string, said: Said | undefined): string =>
  said && language === 'zh' ? inChineseOrAsIs(said) : worded(language, english);

const rulesIn = (language: Language, errors: readonly FieldError[]): FieldError[] =>
  errors.map(({ field, rule }) => ({ field, rule: worded(language, rule) }));

export function problemOf(
  code: Code,
  language: Language,
  requestId: string,
  particulars: Particulars = {},
): Problem {
  const { status, [language]: meaning } = MEANINGS[code];
  const { detail, said, errors } = particulars;
  return {
    type: `urn:catalog-chain:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: meaning.title,
    status,
    code,
    detail: detail === undefined ? meaning.title : text(language, detail, said),
    action: meaning.action,
    instance: `urn:uuid:${requestId}`,
    ...(errors && { errors: rulesIn(language, errors) }),
  };
}
