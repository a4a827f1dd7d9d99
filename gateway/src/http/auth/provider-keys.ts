// SPDX-License-Identifier: Apache-2.0
/**
 * The keys of an identity provider (RFC 7517), fetched one at a time and with a pause between, whoever asks and
 * however often: a token names the key that it wants, and a stranger's token may name any.
 */
import {
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import { HttpError } from '../problems/problem.js';
import type { ProviderState } from './authenticator.js';

const TIMEOUT_MS = 5_000;
/** After every attempt, successful or not. */
const PAUSE_MS = 30_000;
/** Keys older than this are asked for anew, in the background; a provider that is away does not lock anybody out. */
const FRESH_MS = 600_000;
const MAX_BYTES = 1_048_576;

type FindKey = ReturnType<typeof createLocalJWKSet>;

const unavailable = (cause?: unknown): HttpError =>
  new HttpError('AUTHENTICATION_UNAVAILABLE', {}, { cause });

export class ProviderKeys {
  private find: FindKey | undefined;
  private fetched = Number.NEGATIVE_INFINITY;
  private tried = Number.NEGATIVE_INFINITY;
  private failure: unknown;
  private fetching: Promise<void> | undefined;

  /** @param now milliseconds that only grow */
  constructor(
    private readonly url: URL,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws HttpError `AUTHENTICATION_UNAVAILABLE` while the provider has given no keys; JOSE's own for no such key */
  readonly key: JWTVerifyGetKey = async (header, token) => {
    if (!this.find) await this.fetchOnce();
    if (!this.find) throw unavailable(this.failure);
    if (this.now() - this.fetched > FRESH_MS) void this.fetchOnce();
    return this.known(this.find, header, token);
  };

  /** How the provider did when it was last asked; it is asked again now and then. */
  async state(): Promise<ProviderState> {
    if (!this.find || this.failure !== undefined || this.now() - this.fetched > FRESH_MS)
      await this.fetchOnce();
    if (!this.find) return 'unknown';
    return this.failure === undefined ? 'answers' : 'silent';
  }

  private async known(find: FindKey, header: JWSHeaderParameters, token: FlattenedJWSInput) {
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.fetchOnce();
      return await (this.find ?? find)(header, token);
    }
  }

  /** Joins a fetch that is under way; without effect within the pause after one. */
  private async fetchOnce(): Promise<void> {
    if (!this.fetching && this.now() - this.tried < PAUSE_MS) return;
    this.fetching ??= this.fetch().finally(() => {
      this.tried = this.now();
      this.fetching = undefined;
    });
    await this.fetching;
  }

  private async fetch(): Promise<void> {
    try {
      const keys = await download(this.url);
      this.find = createLocalJWKSet(keys);
      this.fetched = this.now();
      this.failure = undefined;
    } catch (cause) {
      this.failure = cause;
    }
  }
}

async function download(url: URL): Promise<JSONWebKeySet> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`The identity provider answered ${response.status}.`);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BYTES) throw new Error('The identity provider sent too much.');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as JSONWebKeySet;
}
