// SPDX-License-Identifier: Apache-2.0
/**
 * The organisation's identity provider, as a relying party meets it: authorization code with PKCE (RFC 7636), refreshing,
 * introspection (RFC 7662) and signing out (OpenID Connect RP-Initiated Logout). It is looked up when first needed, so a
 * provider that is away does not keep the gateway from starting.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  clockTolerance,
  type Configuration,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  ResponseBodyError,
  tokenIntrospection,
  type TokenEndpointResponse,
} from 'openid-client';

export interface RelyingParty {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, which PKCE alone protects. A secret. */
  readonly clientSecret?: string;
  readonly scopes: string;
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
  /** Where it sends them once they have signed out. */
  readonly signedOutUri: string;
}

/** What a browser keeps between leaving for the provider and coming back. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken?: string;
  readonly refreshToken?: string;
  /** The provider's name for its own session. */
  readonly sid?: string;
}

/** The provider says that it does not stand by this person, code or token (any longer). */
export class NotVouched extends Error {
  override readonly name = 'NotVouched';
}

/** What sessions need of whoever vouches for people. */
export type PersonProvider = Pick<IdentityProvider, 'begin' | 'finish' | 'refresh' | 'signOutUrl'>;

const TOLERANCE_SECONDS = 30;
const TIMEOUT_SECONDS = 5;
/** After a provider could not be looked up. */
const PAUSE_MS = 5_000;

export class IdentityProvider {
  private found: Promise<Configuration> | undefined;
  private failed = Number.NEGATIVE_INFINITY;
  private failure: unknown;

  constructor(private readonly settings: RelyingParty) {}

  /** @returns where to send the browser, and what it must bring back */
  async begin(): Promise<{ readonly url: URL; readonly pending: PendingSignIn }> {
    const verifier = randomPKCECodeVerifier();
    const pending = { state: randomState(), nonce: randomNonce(), verifier };
    const url = buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: this.settings.redirectUri,
      scope: this.settings.scopes,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { url, pending };
  }

  /** @throws NotVouched when the answer is not to this question, or a refusal */
  async finish(query: URLSearchParams, { state, nonce, verifier }: PendingSignIn): Promise<Tokens> {
    const configuration = await this.configuration();
    const url = new URL(this.settings.redirectUri);
    url.search = query.toString();
    return vouched(async () =>
      tokensOf(
        await authorizationCodeGrant(configuration, url, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        }),
      ),
    );
  }

  /** @throws NotVouched when the person may no longer sign in; any other error when the provider cannot be asked */
  async refresh(refreshToken: string): Promise<Tokens> {
    const configuration = await this.configuration();
    try {
      return tokensOf(await refreshTokenGrant(configuration, refreshToken));
    } catch (cause) {
      if (cause instanceof ResponseBodyError && cause.status < 500) throw new NotVouched('', { cause });
      throw cause;
    }
  }

  /** @returns whether the provider still stands by a token */
  async isActive(token: string): Promise<boolean> {
    return (await tokenIntrospection(await this.configuration(), token)).active;
  }

  /** @returns where to send the browser so that the provider's own session ends too; undefined where it offers none */
  async signOutUrl(idToken: string | undefined): Promise<string | undefined> {
    const configuration = await this.configuration().catch(() => undefined);
    if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
    return buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: this.settings.signedOutUri,
      ...(idToken !== undefined && { id_token_hint: idToken }),
    }).href;
  }

  /** Looks the provider up once; a failure is remembered for a moment, so that a crowd does not ask again and again. */
  private async configuration(): Promise<Configuration> {
    if (performance.now() - this.failed < PAUSE_MS) throw this.failure;
    this.found ??= this.lookUp().catch((error: unknown) => {
      this.found = undefined;
      this.failed = performance.now();
      this.failure = error;
      throw error;
    });
    return this.found;
  }

  private lookUp(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    // The settings let plain HTTP pass to this very machine only, for which the library has this alone.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
    const metadata = { [clockTolerance]: TOLERANCE_SECONDS };
    const options = { execute, timeout: TIMEOUT_SECONDS };
    return discovery(new URL(issuer), clientId, metadata, authentication, options);
  }
}

async function vouched<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    // Without an answer of the provider (a connection that failed, say) nothing is known of the person.
    if (cause instanceof TypeError || (cause as Error).name === 'TimeoutError') throw cause;
    throw new NotVouched('', { cause });
  }
}

function tokensOf(
  tokens: TokenEndpointResponse & { claims(): Readonly<Record<string, unknown>> | undefined },
): Tokens {
  const sid = tokens.claims()?.['sid'];
  return {
    accessToken: tokens.access_token,
    ...(tokens.id_token !== undefined && { idToken: tokens.id_token }),
    ...(tokens.refresh_token !== undefined && { refreshToken: tokens.refresh_token }),
    ...(typeof sid === 'string' && { sid }),
  };
}
