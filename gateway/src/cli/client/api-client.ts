// SPDX-License-Identifier: Apache-2.0
/** Talks to a gateway over HTTP, and to nothing else. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isObject, text } from '../../import/fields.js';
import type { Patience } from './patience.js';
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
  /** A page of HTML is asked for. Where none is, one comes from a proxy. */
  readonly page?: boolean;
  /** Told before the call is repeated: an earlier one may have been done in part. */
  readonly onRepeat?: () => void;
}

const ATTEMPTS = 5;
const MAX_DELAY_MS = 10_000;
const TIMEOUT_MS = 60_000;
const NO_CONTENT = 204;
const AGAIN: readonly number[] = [0, 429, 502, 503, 504];

/** Lost a race, or the gateway still works on what a call asked for whose answer did not come. */
const RACES: readonly string[] = ['LEDGER_CONFLICT', 'IDEMPOTENCY_IN_PROGRESS'];

/** Nobody answers, or only to put the call off. */
const isAway = ({ status }: ApiError): boolean => AGAIN.includes(status);

/** The same call may pass later. */
export const isPassing = (error: ApiError): boolean => isAway(error) || RACES.includes(error.code);

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

/** Nothing, JSON, text of another kind, or bytes (a `Buffer`). @throws Error where it breaks off, or nobody but a proxy answered */
async function contentOf(answer: Response, { page = false }: ApiCall): Promise<unknown> {
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('text/html') && !page) throw new Error('A gateway answers a program with no page.');
  // An act may be answered with 200 and nothing beside it.
  if (answer.status === NO_CONTENT || type === '') return undefined;
  if (/^application\/(?:zip|vnd\.)/.test(type)) return Buffer.from(await answer.arrayBuffer());
  return type.startsWith('text/') ? answer.text() : answer.json();
}

/** What came whole. */
interface Answer {
  readonly content: unknown;
}

interface Failure {
  readonly error: ApiError;
  readonly retryAfter: string | null;
}

/** The tries of one call. */
class Tries {
  private failures = 0;
  private failingSince: number | undefined;
  private isWaiting = false;

  constructor(private readonly patience: Patience | undefined) {}

  /** Waits until the call may be tried again. @throws ApiError where it is given up */
  async failed({ error, retryAfter }: Failure): Promise<void> {
    if (!isPassing(error)) {
      this.patience?.answered();
      throw error;
    }
    this.failures += 1;
    this.failingSince ??= performance.now();
    if (this.failures < ATTEMPTS) await delay(delayFor(this.failures, retryAfter));
    else if (isAway(error)) await this.wait(error, retryAfter);
    else throw error;
  }

  private async wait(error: ApiError, retryAfter: string | null): Promise<void> {
    const { patience, failingSince = 0 } = this;
    if (patience?.bears(performance.now() - failingSince) !== true) throw error;
    if (!this.isWaiting) patience.begin();
    this.isWaiting = true;
    await patience.pause(retryAfter === null ? undefined : delayFor(0, retryAfter));
  }

  end(): void {
    if (this.isWaiting) this.patience?.end();
  }
}

export class ApiClient implements Caller {
  /** @param patience with a gateway that has answered before; absent: a call is given up after a few seconds */
  constructor(
    readonly url: string,
    private readonly patience?: Patience,
  ) {}

  /**
   * Calls and reads JSON, text, bytes, or nothing where there is none (204). A write carries an idempotency key, so a call whose answer was lost, or came in half, or that was
   * put off (429, 503), is repeated without being done twice.
   * @throws ApiError
   */
  async call<T>(call: ApiCall): Promise<T> {
    const tries = new Tries(this.patience);
    const key = randomUUID();
    try {
      for (;;) {
        const answer = await this.attempt(call, key);
        if ('content' in answer) {
          this.patience?.answered();
          return answer.content as T;
        }
        await tries.failed(answer);
        call.onRepeat?.();
      }
    } finally {
      tries.end();
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

  private async attempt(call: ApiCall, key: string): Promise<Answer | Failure> {
    try {
      const response = await fetch(new URL(call.path, this.url), {
        method: call.method,
        headers: this.headers(call, key),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      });
      if (response.ok) return { content: await contentOf(response, call) };
      return { error: await errorOf(response), retryAfter: response.headers.get('retry-after') };
    } catch (cause) {
      const error = new ApiError(0, 'UNREACHABLE', `No answer from ${this.url}.`, { cause });
      return { error, retryAfter: null };
    }
  }

  private headers(call: ApiCall, key: string): Record<string, string> {
    return {
      // What is no JSON, as a calendar or a bundle, is taken as it is.
      accept: 'application/json, application/problem+json, */*;q=0.1',
      'accept-language': languageOf(),
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      ...(call.method !== 'GET' && { 'idempotency-key': key }),
      ...call.headers,
    };
  }
}
