// SPDX-License-Identifier: Apache-2.0
import type { Principal } from '../../usecases/principal.js';

/** Tells who bears a token. */
export interface Authenticator {
  /** @throws HttpError `UNAUTHENTICATED`, `TOKEN_EXPIRED`, `AUTHENTICATION_UNAVAILABLE` */
  authenticate(token: string): Promise<Principal>;
}
