// SPDX-License-Identifier: Apache-2.0
/** Talks to a gateway over HTTP, and to nothing else. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isObject, text } from '../../import/fields.js';
import { languageOf } from '@catalog-chain/verifier/command/language';

/** A refusal by the gateway (problem+json), or a gateway that cannot be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the gateway's root, e.g. `/v1/resources`. */
  readonly path: string;
  readonly token?: string | undefined;
  /** MSP id of who calls, where each organisation has a gateway of its own. */
  readonly organisation?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Told before the call is repeated: an earlier one may have been done in part. */
  readonly onRepeat?: () => void;
}

const ATTEMPTS = 5;
const MAX_DELAY_MS = 10_000;
const TIMEOUT_MS = 60_000;
const NO_CONTENT = 204;
const AGAIN: readonly number[] = [0, 429, 502, 503, 504];

/** Put off, or lost a race: the same call may pass later. */
export const isPassing = ({ status, code }: ApiError): boolean =>
  AGAIN.includes(status) || code === 'LEDGER_CONFLICT';

const delayFor = (attempt: number, retryAfter: string | null): number =>
  Math.min(MAX_DELAY_MS, retryAfter !== null ? Number(retryAfter) * 1000 || 1000 : 100 * 2 ** attempt);

/** Reads a refusal (problem+json). */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => undefined);
  const fields = isObject(problem) ? problem : {};
  const errors = Array.isArray(fields['errors']) ? fields['errors'].filter(isObject) : [];
  const rules = errors.map((e) => `${text(e['field']) ?? '?'}: ${text(e['rule']) ?? '?'}`);
  const detail = text(fields['detail']) ?? text(fields['title']) ?? `HTTP ${response.status}`;
  // What is refused of one field may be all that there is to say: it is said once, beside the field's name.
  const isSaid = rules.includes(detail) || errors.some(({ rule }) => rule === detail);
  const message = [...(isSaid ? [] : [detail]), ...rules].join(' ');
  return new ApiError(response.status, text(fields['code']) ?? `HTTP_${response.status}`, message);
}

/** Whatever carries calls to the gateway of who makes them. */
export interface Caller {
  /** @throws ApiError */
  call<T>(call: ApiCall): Promise<T>;
  /** The same, or undefined where there is no such thing. @throws ApiError */
  find<T>(call: ApiCall): Promise<T | undefined>;
}

/** Nothing, JSON, text of another kind, or bytes (a `Buffer`). */
async function contentOf(answer: Response): Promise<unknown> {
  const type = answer.headers.get('content-type') ?? '';
  // An act may be answered with 200 and nothing beside it.
  if (answer.status === NO_CONTENT || type === '') return undefined;
  if (/^application\/(?:zip|vnd\.)/.test(type)) return Buffer.from(await answer.arrayBuffer());
  return type.startsWith('text/') ? answer.text() : answer.json();
}

export class ApiClient implements Caller {
  constructor(readonly url: string) {}

  /**
   * Calls and reads JSON, text, bytes, or nothing where there is none (204). A write carries an idempotency key, so a call whose answer was lost, or that was put
   * off (429, 503), is repeated without being done twice.
   * @throws ApiError
   */
  async call<T>(call: ApiCall): Promise<T> {
    const key = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.attempt(call, key);
      if (answer instanceof Response) return (await contentOf(answer)) as T;
      const { error, retryAfter } = answer;
      if (attempt >= ATTEMPTS || !isPassing(error)) throw error;
      call.onRepeat?.();
      await delay(delayFor(attempt, retryAfter));
    }
  }

  /** The same, or undefined where there is no such thing. @throws ApiError */
  async find<T>(call: ApiCall): Promise<T | undefined> {
    try {
      return await this.call<T>(call);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  private async attempt(
    call: ApiCall,
    key: string,
  ): Promise<Response | { error: ApiError; retryAfter: string | null }> {
    try {
      const response = await fetch(new URL(call.path, this.url), {
        method: call.method,
        headers: this.headers(call, key),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      });
      if (response.ok) return response;
      return { error: await errorOf(response), retryAfter: response.headers.get('retry-after') };
    } catch (cause) {
      const error = new ApiError(0, 'UNREACHABLE', `No answer from ${this.url}.`, { cause });
      return { error, retryAfter: null };
    }
  }

  private headers(call: ApiCall, key: string): Record<string, string> {
    return {
      accept: 'application/json, application/problem+json',
      'accept-language': languageOf(),
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      ...(call.method !== 'GET' && { 'idempotency-key': key }),
      ...call.headers,
    };
  }
}
