// SPDX-License-Identifier: Apache-2.0
/** The gateway's API, typed by its own description. Every refusal comes as a `ProblemError`. */
import type { paths } from '../../generated/schema';
import { currentLanguage } from '../i18n/i18n';
import { connectionLost, isSessionOver, problemOf, ProblemError } from './problem';

type Method = 'get' | 'post' | 'put' | 'delete';

/** The JSON of an operation's good answer. */
type Good<O> = O extends { readonly responses: infer R }
  ? {
      [S in keyof R]: S extends 200 | 201 | 202
        ? R[S] extends { readonly content: { readonly 'application/json': infer J } }
          ? J
          : never
        : never;
    }[keyof R]
  : never;

type Asked<O> = O extends { readonly parameters: infer P } ? P : never;
type PathOf<O> = Asked<O> extends { readonly path: infer P } ? P : undefined;
type QueryOf<O> = Asked<O> extends { readonly query?: infer Q } ? Q : undefined;
type BodyOf<O> = O extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer B } };
}
  ? B
  : undefined;

interface Asking<O> {
  readonly params?: {
    readonly path?: PathOf<O>;
    readonly query?: QueryOf<O>;
  };
  readonly body?: BodyOf<O>;
}

export interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

type With<M extends Method> = {
  [P in keyof paths]: paths[P] extends Readonly<Record<M, { readonly responses: unknown }>> ? P : never;
}[keyof paths];

/** `{id}` of the description's paths, filled in. */
const filled = (path: string, values: Readonly<Record<string, unknown>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));

function addressOf(path: string, asking: Asking<never> | undefined): string {
  const { path: values, query } = (asking?.params ?? {}) as Readonly<
    Record<string, Readonly<Record<string, unknown>> | undefined>
  >;
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return filled(path, values ?? {}) + (text === '' ? '' : `?${text}`);
}

/** Longer than a gateway's longest call to its ledger: whoever waits is told then that no answer came. */
const MOST_MS = 150_000;

/**
 * What an answer says; of a refusal that no gateway wrote, nothing.
 * @throws ProblemError where a good answer came in half: nobody knows what it said
 */
async function saidBy(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    if (response.ok) throw connectionLost();
    return undefined;
  }
}

async function call<T>(method: Method, path: string, asking: unknown): Promise<Answered<T>> {
  const { body } = (asking ?? {}) as { readonly body?: unknown };
  const response = await fetch(addressOf(path, asking as Asking<never> | undefined), {
    method: method.toUpperCase(),
    headers: {
      Accept: 'application/json',
      'Accept-Language': currentLanguage(),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    signal: AbortSignal.timeout(MOST_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const said = await saidBy(response);
  return response.ok ? { data: said as T, response } : { error: said, response };
}

/** An operation of the description, and what its good answer is. */
const of =
  <M extends Method>(method: M) =>
  <P extends With<M>>(path: P, asking?: Asking<paths[P][M]>): Promise<Answered<Good<paths[P][M]>>> =>
    call(method, path, asking);

export const api = { GET: of('get'), POST: of('post'), PUT: of('put'), DELETE: of('delete') };

/** Told when an answer says that the session is over. */
const listeners = new Set<() => void>();

export function whenSessionEnds(told: () => void): () => void {
  listeners.add(told);
  return () => {
    listeners.delete(told);
  };
}

function told(problem: ProblemError): ProblemError {
  if (isSessionOver(problem)) for (const listener of listeners) listener();
  return problem;
}

/** @throws ProblemError */
export async function done<T>(asked: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    throw cause instanceof ProblemError ? cause : connectionLost();
  });
  if (!response.ok) throw told(problemOf(error, response));
  return data as T;
}

export interface Writing {
  readonly key: string;
  /** POST, where it is not said. */
  readonly method?: 'PUT';
  /** Value of the header `Act-Signature`. */
  readonly signature?: string;
}

/**
 * A write whose address is put together from parts. It is sent with a key: sent again with the same key and body, it is
 * answered as it was, and not carried out again.
 * @throws ProblemError
 */
export async function write(
  address: string,
  body: unknown,
  { key, method, signature }: Writing,
): Promise<unknown> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': currentLanguage(),
    'Idempotency-Key': key,
    Prefer: 'wait=10',
  };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (signature !== undefined) headers['Act-Signature'] = signature;
  const response = await fetch(address, {
    method: method ?? 'POST',
    headers,
    signal: AbortSignal.timeout(MOST_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw connectionLost();
  });
  const said = await saidBy(response);
  if (!response.ok) throw told(problemOf(said, response));
  return said;
}
