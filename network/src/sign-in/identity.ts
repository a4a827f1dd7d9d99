// SPDX-License-Identifier: Apache-2.0
/**
 * The identity provider of a consortium that was started for trying things out: a Keycloak with a person per organisation
 * and role. Browsers and gateways know it as identity.localhost, which is this machine for the ones (RFC 6761 §6.3) and
 * a name of the shared network for the others.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAs, writePrivate } from '../consortium/files.js';
import { userNames } from '../consortium/plan.js';
import { run } from '../engine/shell.js';
import { eventually } from '../engine/wait.js';
import { ensureKeycloakImage } from '../images/images.js';
import { workspace } from '../paths.js';
import { type Report, timed } from '../report.js';
import type { StartedNetwork } from '../started/started-network.js';
import type { StartedOrganisation } from '../started/started-organisation.js';
import { KeycloakAdministration } from './administration.js';
import { CLAIMS, CLIENT, REALM, realmOf, type RealmUser } from './realm.js';

/** Java on a busy machine. */
const START_MS = 900_000;
const COMPOSE_MS = 300_000;
/** Among the hundred ports of the first organisation. */
const PORT_OFFSET = 90;
const SECRET_BYTES = 18;
const ADMINISTRATOR = 'admin';

interface Secrets {
  readonly administrator: string;
  readonly client: string;
  readonly people: string;
}

const linesOf = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const secretOf = (): string => randomBytes(SECRET_BYTES).toString('base64url');

const folderOf = (network: StartedNetwork): string => join(network.folder, 'sign-in');
const secretsFile = (network: StartedNetwork): string => join(folderOf(network), 'secrets.json');
const passwordFile = (network: StartedNetwork): string => join(folderOf(network), 'password');
const portOf = ({ state }: StartedNetwork): number => state.settings.portBase + PORT_OFFSET;

/** True when the network's gateways sign people in. */
export const hasIdentity = (network: StartedNetwork): boolean => existsSync(secretsFile(network));

const secretsOf = (network: StartedNetwork): Secrets =>
  JSON.parse(readFileSync(secretsFile(network), 'utf8')) as Secrets;

/** A person per role, named after both. */
const peopleOf = ({ name, mspId }: StartedOrganisation): RealmUser[] =>
  userNames.map((role) => ({ name: `${name}-${role}`, organisation: mspId, roles: [role] }));

/** Each gateway has a name of its own, since a browser gives the cookies of a name to all of its ports. */
export const originOf = (name: string, port: number): string => `http://${name}.localhost:${port}`;

/** Starts the provider, and waits until it answers. */
export async function startIdentity(network: StartedNetwork, report: Report): Promise<void> {
  const image = await ensureKeycloakImage(report);
  const secrets = { administrator: secretOf(), client: secretOf(), people: secretOf() };
  const folder = folderOf(network);
  writePrivate(join(folder, 'import/catalog-realm.json'), JSON.stringify(realm(network, secrets)));
  const administrator = {
    KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR,
    KC_BOOTSTRAP_ADMIN_PASSWORD: secrets.administrator,
  };
  writePrivate(join(folder, 'administrator.env'), linesOf(administrator));
  writePrivate(passwordFile(network), secrets.people);
  const variables = {
    CONSORTIUM_NETWORK: network.state.settings.name,
    IDENTITY_IMAGE: image,
    IDENTITY_PORT: String(portOf(network)),
    IDENTITY_FOLDER: folder,
    RUN_AS: runAs,
  };
  writePrivate(join(folder, 'compose.env'), linesOf(variables));
  await timed(report, 'people can sign in', async () => {
    await compose(network, 'up', '--detach', '--no-build', '--quiet-pull');
    await eventually('the identity provider', () => answers(network), { timeoutMs: START_MS });
  });
  writePrivate(secretsFile(network), JSON.stringify(secrets));
}

function realm(network: StartedNetwork, { client, people }: Secrets): object {
  const members = network.organisations.map(({ name, plan }) => originOf(name, plan.gatewayPort));
  return realmOf({
    gateways: members,
    clientSecret: client,
    users: network.organisations.flatMap(peopleOf),
    password: people,
  });
}

async function answers(network: StartedNetwork): Promise<void> {
  const url = `http://127.0.0.1:${portOf(network)}/realms/${REALM}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

async function compose(network: StartedNetwork, ...words: readonly string[]): Promise<void> {
  const project = ['--project-name', `${network.state.settings.name}-identity`];
  const files = ['--file', join(workspace, 'sign-in/compose.yaml')];
  const variables = ['--env-file', join(folderOf(network), 'compose.env')];
  await run('docker', ['compose', ...project, ...files, ...variables, ...words], { timeoutMs: COMPOSE_MS });
}

/** The people of an organisation that joined, and its gateway. */
export async function addToIdentity(network: StartedNetwork, name: string): Promise<void> {
  const { administrator, people } = secretsOf(network);
  const url = `http://127.0.0.1:${portOf(network)}`;
  const keycloak = new KeycloakAdministration(url, { name: ADMINISTRATOR, password: administrator });
  const organisation = network.organisation(name);
  await keycloak.addGateway(originOf(name, organisation.plan.gatewayPort));
  for (const user of peopleOf(organisation)) await keycloak.addUser(user, people);
}

/** What an organisation's gateway must be told so that people sign in through it; its folder gets the client's secret. */
export function signInVariables(
  network: StartedNetwork,
  { name, plan, material }: StartedOrganisation,
): Readonly<Record<string, string>> {
  if (!hasIdentity(network)) return {};
  writePrivate(join(material.root, 'gateway/client-secret'), secretsOf(network).client);
  const issuer = `${originOf('identity', portOf(network))}/realms/${REALM}`;
  return {
    OIDC_ISSUER: issuer,
    OIDC_JWKS_URI: `${issuer}/protocol/openid-connect/certs`,
    OIDC_AUDIENCE: CLIENT,
    OIDC_CLIENT_ID: CLIENT,
    OIDC_CLIENT_SECRET_FILE: '/material/client-secret',
    OIDC_ORGANISATION_CLAIM: CLAIMS.organisation,
    OIDC_ROLE_CLAIM: CLAIMS.role,
    PUBLIC_URL: originOf(name, plan.gatewayPort),
  };
}

/** How to sign in, for the terminal. */
export function describeSignIn(network: StartedNetwork, names: readonly string[]): string {
  if (!hasIdentity(network)) return '';
  const members = network.organisations.filter(({ name }) => names.includes(name));
  const lines = members.map(
    ({ name, plan }) =>
      `  ${originOf(name, plan.gatewayPort)}/session/sign-in   as ${userNames.map((role) => `${name}-${role}`).join(', ')}`,
  );
  return [
    'Sign in with a browser (Keycloak; browsers know names below localhost by themselves):',
    ...lines,
    `  Everybody's password is in ${passwordFile(network)}; Keycloak's own administrator is ${ADMINISTRATOR}, with`,
    `  the password in ${join(folderOf(network), 'administrator.env')}: ${originOf('identity', portOf(network))}/admin`,
    '',
  ].join('\n');
}
