// SPDX-License-Identifier: Apache-2.0
import type { Identity } from '../../usecases/principal.js';

/** Tells who bears a token. */
export interface Authenticator {
  /** @throws HttpError `UNAUTHENTICATED`, `TOKEN_EXPIRED`, `AUTHENTICATION_UNAVAILABLE` */
  authenticate(token: string): Promise<Identity>;
  /** How the provider does, where there is one. */
  provider?(): Promise<ProviderState>;
}

/** `silent`: it does not answer, and what it said before still serves; `unknown`: it never answered, and nobody can be told apart. */
export type ProviderState = 'answers' | 'silent' | 'unknown';
