// SPDX-License-Identifier: Apache-2.0
/**
 * Bearer tokens whose signature was just looked at. Whoever asks much asks with the same token: to verify it each time is
 * the dearest part of a small call, and lets its sender make others wait.
 */
import { hash } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Identity } from '../../usecases/principal.js';
import type { Authenticator, ProviderState } from './authenticator.js';

/** A key that the provider took back is believed so much longer. */
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 10_000;

export class RememberedTokens implements Authenticator {
  private readonly known = new Map<
    string,
    { readonly until: number; readonly identity: Promise<Identity> }
  >();

  /** @param now milliseconds since 1970, by which tokens expire */
  constructor(
    private readonly tokens: Authenticator,
    private readonly now: () => number,
  ) {}

  authenticate(token: string): Promise<Identity> {
    const now = this.now();
    const key = hash('sha256', token);
    const known = this.known.get(key);
    if (known && known.until > now) return known.identity;
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    const identity = this.tokens.authenticate(token);
    this.known.set(key, { until: Math.min(now + REMEMBERED_MS, expiryOf(token)), identity });
    // What was refused is looked at again: the reason may have been the provider's.
    identity.catch(() => this.known.delete(key));
    return identity;
  }

  provider(): Promise<ProviderState> {
    return this.tokens.provider?.() ?? Promise.resolve('answers');
  }
}

/** Milliseconds since 1970, as the token has it; 0 where it says nothing that can be read. */
function expiryOf(token: string): number {
  try {
    return (decodeJwt(token).exp ?? 0) * 1_000;
  } catch {
    return 0;
  }
}
