// SPDX-License-Identifier: Apache-2.0
/**
 * Bearer tokens that the provider is asked about: a token whose person was locked out would else be good until it
 * expires. What it said is believed for a while, so that most requests cost no question.
 */
import { hash } from 'node:crypto';
import type { Identity } from '../../usecases/principal.js';
import { HttpError } from '../problems/problem.js';
import type { Authenticator, ProviderState } from './authenticator.js';

/** With what the provider takes to answer, well within a minute. */
const BELIEVED_MS = 40_000;
const MOST_KNOWN = 20_000;

export class CheckedTokens implements Authenticator {
  private readonly known = new Map<string, { readonly until: number; readonly active: Promise<boolean> }>();

  /** @param ask whether the provider still stands by a token */
  constructor(
    private readonly tokens: Authenticator,
    private readonly ask: (token: string) => Promise<boolean>,
    private readonly now: () => number,
  ) {}

  async authenticate(token: string): Promise<Identity> {
    // What is no token of the provider at all is never asked about.
    const identity = await this.tokens.authenticate(token);
    if (!(await this.isActive(token)))
      throw new HttpError('UNAUTHENTICATED', { detail: 'The provider no longer stands by the token.' });
    return identity;
  }

  provider(): Promise<ProviderState> {
    return this.tokens.provider?.() ?? Promise.resolve('answers');
  }

  private isActive(token: string): Promise<boolean> {
    const now = this.now();
    const key = hash('sha256', token);
    const known = this.known.get(key);
    if (known && known.until > now) return known.active;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const active = this.ask(token).catch((cause: unknown) => {
      this.known.delete(key);
      throw new HttpError('AUTHENTICATION_UNAVAILABLE', {}, { cause });
    });
    this.known.set(key, { until: now + BELIEVED_MS, active });
    return active;
  }
}
