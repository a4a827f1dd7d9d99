// SPDX-License-Identifier: Apache-2.0
/**
 * Bearer tokens of a demo whose people sign in at a real provider: its programs go on bearing tokens that the demo signs
 * for itself. Each is checked by whom it names as its issuer, and by nobody else.
 */
import { decodeJwt } from 'jose';
import type { Identity } from '../../usecases/principal.js';
import type { Authenticator, ProviderState } from './authenticator.js';
import { DEMO_ISSUER } from './demo-tokens.js';

/** What a token says of its issuer, believed by nobody yet. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

export class DemoOrProvider implements Authenticator {
  constructor(
    private readonly demo: Authenticator,
    private readonly tokens: Authenticator,
  ) {}

  authenticate(token: string): Promise<Identity> {
    return (issuerOf(token) === DEMO_ISSUER ? this.demo : this.tokens).authenticate(token);
  }

  provider(): Promise<ProviderState> {
    return this.tokens.provider?.() ?? Promise.resolve('answers');
  }
}
