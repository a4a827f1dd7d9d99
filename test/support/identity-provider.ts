// SPDX-License-Identifier: Apache-2.0
/**
 * A real identity provider (OpenID Connect) on the loopback, whose people need no password: whoever is expected next is
 * signed in. Agencies bring their own; what the gateway asks of it is the same.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';

/** A person, as the provider's directory knows them. */
export interface Person {
  readonly organisation: string;
  readonly roles: readonly string[];
}

/** The package's types leave this out. */
interface LogoutTeller {
  backchannelLogout(user: string, sid: string): Promise<void>;
}

const AUDIENCE = 'https://gateway.test';
const CLIENT = 'catalog-chain';
const SECRET = 'a-secret-of-the-tests-only';

export class TestProvider implements AsyncDisposable {
  /** Who signs in next; undefined: whoever tries declines. */
  expected: string | undefined;

  /** The last session of each person, as this provider names it. */
  private readonly sids = new Map<string, string>();

  private constructor(
    readonly port: number,
    readonly people: Map<string, Person>,
    private readonly provider: Provider,
    private server: Server,
  ) {}

  /** @param origins of the gateways that people come from */
  static async start(port: number, ...origins: readonly string[]): Promise<TestProvider> {
    const issuer = `http://127.0.0.1:${port}`;
    const people = new Map<string, Person>();
    const provider = new Provider(issuer, await configurationOf(origins, people));
    const server = createServer();
    const all: TestProvider = new TestProvider(port, people, provider, server);
    provider.use(async (context, next) => {
      if (!context.path.startsWith('/interaction/')) {
        await next();
        return;
      }
      await all.interact(context.req, context.res);
      context.respond = false;
    });
    provider.on('authorization.success', ({ oidc: { session } }) => {
      const sid = session?.sidFor(CLIENT);
      if (session?.accountId !== undefined && sid !== undefined) all.sids.set(session.accountId, sid);
    });
    await all.resume();
    return all;
  }

  get environment(): NodeJS.ProcessEnv {
    const issuer = `http://127.0.0.1:${this.port}`;
    return {
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_JWKS_URI: `${issuer}/jwks`,
      OIDC_ORGANISATION_CLAIM: 'catalog.organisation',
      OIDC_ROLE_CLAIM: 'catalog.roles',
      OIDC_CLIENT_ID: CLIENT,
    };
  }

  get secret(): string {
    return SECRET;
  }

  /** Answers nobody any more. */
  async pause(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    if (this.server.listening) await once(this.server, 'close');
  }

  async resume(): Promise<void> {
    this.server = createServer((request, response) => {
      void this.provider.callback()(request, response);
    });
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  /** Tells the gateway that the person's last session is over, as providers do when they end it. */
  async tellSignedOut(user: string): Promise<void> {
    const client = (await this.provider.Client.find(CLIENT)) as unknown as LogoutTeller;
    await client.backchannelLogout(user, this.sids.get(user) ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pause();
  }

  private async interact(
    request: Parameters<Provider['interactionDetails']>[0],
    response: Parameters<Provider['interactionDetails']>[1],
  ): Promise<void> {
    const { prompt, session } = await this.provider.interactionDetails(request, response);
    if (this.expected === undefined) {
      await this.provider.interactionFinished(request, response, { error: 'access_denied' });
      return;
    }
    if (prompt.name === 'login') {
      await this.provider.interactionFinished(request, response, { login: { accountId: this.expected } });
      return;
    }
    const grant = new this.provider.Grant({
      ...(session?.accountId !== undefined && { accountId: session.accountId }),
      clientId: CLIENT,
    });
    grant.addOIDCScope('openid');
    grant.addResourceScope(AUDIENCE, 'openid');
    const grantId = await grant.save();
    await this.provider.interactionFinished(
      request,
      response,
      { consent: { grantId } },
      { mergeWithLastSubmission: true },
    );
  }
}

async function configurationOf(
  origins: readonly string[],
  people: ReadonlyMap<string, Person>,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'first', alg: 'ES256', use: 'sig' };
  return {
    // The package refuses addresses of this machine, where the gateway under test is.
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as unknown as RequestInit),
    jwks: { keys: [key] as never[] },
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: origins.map((origin) => `${origin}/session/callback`),
        post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        backchannel_logout_uri: `${origins[0]}/session/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    cookies: { keys: ['of-the-tests-only'] },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    findAccount: (_context, accountId) =>
      people.has(accountId) ? { accountId, claims: () => Promise.resolve({ sub: accountId }) } : undefined,
    extraTokenClaims: (_context, token) => {
      const person = 'accountId' in token ? people.get(token.accountId) : undefined;
      return { catalog: { organisation: [person?.organisation], roles: person?.roles } };
    },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      IdToken: 300,
      Grant: 3_600,
      Interaction: 600,
      Session: 3_600,
      RefreshToken: 3_600,
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'openid',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    pkce: { required: () => true },
  };
}
