// SPDX-License-Identifier: Apache-2.0
/** A real Keycloak in a container, with our realm: what an agency has. */
import { randomBytes } from 'node:crypto';
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { ensureKeycloakImage } from '@catalog-chain/network/images/images';
import { KeycloakAdministration } from '@catalog-chain/network/sign-in/administration';
import { CLAIMS, CLIENT, REALM, realmOf, type RealmUser } from '@catalog-chain/network/sign-in/realm';
import { engineMissing, labels, report } from './containers.js';
import { freePort } from './demo-process.js';
import { alone } from './lock.js';

/** Java on a busy machine. */
const START_MS = 600_000;
const ADMINISTRATOR = { name: 'admin', password: randomBytes(18).toString('base64url') };

export class TestKeycloak implements AsyncDisposable {
  readonly clientSecret = randomBytes(18).toString('base64url');
  readonly password = randomBytes(18).toString('base64url');
  readonly administration: KeycloakAdministration;
  private container: StartedTestContainer | undefined;

  private constructor(private readonly port: number) {
    this.administration = new KeycloakAdministration(this.url, ADMINISTRATOR);
  }

  /**
   * @param gateway origin of the gateway that people come from
   * @returns a Keycloak that answers; undefined, with a reason given, where no container can run
   */
  static async start(gateway: string, users: readonly RealmUser[]): Promise<TestKeycloak | string> {
    const missing = await engineMissing();
    if (missing !== undefined) return missing;
    const image = await alone('test-keycloak-image', () => ensureKeycloakImage(report));
    const keycloak = new TestKeycloak(await freePort());
    await keycloak.run(image, gateway, users);
    return keycloak;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get environment(): NodeJS.ProcessEnv {
    const issuer = `${this.url}/realms/${REALM}`;
    return {
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: CLIENT,
      OIDC_JWKS_URI: `${issuer}/protocol/openid-connect/certs`,
      OIDC_ORGANISATION_CLAIM: CLAIMS.organisation,
      OIDC_ROLE_CLAIM: CLAIMS.role,
      OIDC_CLIENT_ID: CLIENT,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.container?.stop({ timeout: 0 });
  }

  private async run(image: string, gateway: string, users: readonly RealmUser[]): Promise<void> {
    const { clientSecret, password } = this;
    const realm = realmOf({ gateways: [gateway], clientSecret, users, password });
    this.container = await new GenericContainer(image)
      .withLabels(labels)
      .withCommand(['start', '--optimized', '--import-realm'])
      .withEnvironment({
        KC_HTTP_ENABLED: 'true',
        KC_HTTP_HOST: '127.0.0.1',
        KC_HTTP_PORT: String(this.port),
        KC_HOSTNAME: this.url,
        KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR.name,
        KC_BOOTSTRAP_ADMIN_PASSWORD: ADMINISTRATOR.password,
      })
      .withCopyContentToContainer([
        {
          content: JSON.stringify(realm),
          target: '/opt/keycloak/data/import/catalog-realm.json',
          mode: 0o644,
        },
      ])
      // On the loopback and nowhere else, which a published port would not be.
      .withNetworkMode('host')
      .withWaitStrategy(Wait.forLogMessage('Listening on').withStartupTimeout(START_MS))
      .start();
  }
}
