// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addOrganisation } from './commands/add-organisation.js';
import { type NetworkSettings, type Ordering, type UserName, userNames } from './consortium/plan.js';
import { run } from './engine/shell.js';
import { hasGateways, lacksGateway, startGateways } from './gateways.js';
import { exclusively } from './engine/lock.js';
import { defaultSettings, Network } from './network.js';
import { repository } from './paths.js';
import { renewCertificates } from './commands/renew-certificates.js';
import { revokeUser } from './commands/revoke-user.js';
import { reportToStderr, timed } from './report.js';
import { addToIdentity, describeSignIn, hasIdentity, startIdentity } from './sign-in/identity.js';
import { StartedNetwork } from './started/started-network.js';
import { knownNetworks } from './state.js';
import { stopNetwork } from './stop-network.js';
import { upgradeChaincode } from './commands/upgrade-chaincode.js';

const USAGE = `usage: network <command>
  up                start a consortium (ORDERING=raft|bft, CATALOG_IMAGES=official|build,
                    CATALOG_GATEWAYS=0 to leave the gateways out, CATALOG_SIGN_IN=0 the provider
                    at which people sign in)
  status            what runs, and where
  org NAME          add an organisation to the running consortium
  renew NAME [USER] renew an organisation's certificates, or one user's; who was revoked gets a successor
  revoke NAME USER  revoke a user's certificates
  upgrade VERSION   run the chaincode as it is compiled now, as this version
  down              remove containers, volumes, networks, certificates and keys
CATALOG_NETWORK names the network (default ${defaultSettings.name}); CATALOG_PORT_BASE is the first of its
ports (default ${defaultSettings.portBase}). CATALOG_INSTALL_ENGINE=0 never installs or starts a Docker engine, 1 does it without asking.
Commands that change a network wait for each other.
`;

const name = process.env['CATALOG_NETWORK'] ?? defaultSettings.name;
const FILL_MS = 600_000;

/** An auditor that also rules on disputes, and another that decides appeals; neither is ever a party. */
const OVERSEERS = ['auditor', 'arbiter'];

function settings(): NetworkSettings {
  const ordering = process.env['ORDERING'] ?? 'raft';
  if (ordering !== 'raft' && ordering !== 'bft') throw new Error(`ORDERING is raft or bft, not ${ordering}`);
  const portBase = Number(process.env['CATALOG_PORT_BASE'] ?? defaultSettings.portBase);
  return { ...defaultSettings, name, ordering: ordering satisfies Ordering, portBase, peerOnly: OVERSEERS };
}

async function up(): Promise<void> {
  const network = await new Network(settings()).start(reportToStderr);
  const gateways = process.env['CATALOG_GATEWAYS'] !== '0';
  if (gateways && process.env['CATALOG_SIGN_IN'] !== '0') await startIdentity(network, reportToStderr);
  const places = gateways ? await startGateways(network, reportToStderr) : undefined;
  await status();
  if (places === undefined) return;
  await tell('catalogue filled', 'consortium', places);
  tellSignIn(
    network,
    network.organisations.map(({ name: member }) => member),
  );
}

const tellSignIn = (network: StartedNetwork, members: readonly string[]): void =>
  void process.stdout.write(describeSignIn(network, members));

/** Runs a program of the gateway's demo, where it is there, and prints what it says. */
async function tell(what: string, program: string, ...args: readonly string[]): Promise<void> {
  const file = join(repository, 'gateway/dist/demo', `${program}.js`);
  if (!existsSync(file)) return;
  const said = await timed(reportToStderr, what, () =>
    run(process.execPath, [file, ...args], { timeoutMs: FILL_MS }),
  );
  process.stdout.write(said);
}

async function down(): Promise<void> {
  await stopNetwork(name, reportToStderr);
}

async function org([joiner]: string[]): Promise<void> {
  if (joiner === undefined) throw new Error('say which organisation: make org NAME=tax');
  await exclusively(name, `org ${joiner}`, reportToStderr, async () => {
    const before = StartedNetwork.attach(name);
    // A join may have broken off after the organisation was in, and before its gateway was.
    const goesOn = lacksGateway(before, joiner);
    const grown = goesOn ? before : await addOrganisation(before, joiner, reportToStderr);
    if (!hasGateways(grown)) return;
    if (hasIdentity(grown)) await addToIdentity(grown, joiner);
    const places = await startGateways(grown, reportToStderr, [joiner]);
    await status();
    await tell('logins made', 'joined', places, grown.organisation(joiner).mspId);
    tellSignIn(grown, [joiner]);
  });
}

async function upgrade([version]: string[]): Promise<void> {
  if (version === undefined) throw new Error('say which version: upgrade 2.0');
  await upgradeChaincode(StartedNetwork.attach(name), version, reportToStderr);
}

async function renew([member, user]: string[]): Promise<void> {
  if (member === undefined) throw new Error('say whose certificates: renew provider [USER]');
  const known = user === undefined ? undefined : userOf(user);
  await exclusively(name, `renew ${member}`, reportToStderr, async () => {
    await renewCertificates(StartedNetwork.attach(name), member, reportToStderr, known).finally(() =>
      restartGateway(member),
    );
  });
}

/** It reads its certificates when it starts. The others' go on. */
async function restartGateway(member: string): Promise<void> {
  const network = StartedNetwork.attach(name);
  if (hasGateways(network)) await startGateways(network, reportToStderr, [member]);
}

async function revoke([member, user]: string[]): Promise<void> {
  if (member === undefined || user === undefined) {
    throw new Error(`say whose: revoke provider ${userNames.join('|')}`);
  }
  await revokeUser(StartedNetwork.attach(name), member, userOf(user), reportToStderr);
  process.stderr.write(`  ${member} has no ${user} any more: renew ${member} ${user} enrols a successor\n`);
}

function userOf(text: string): UserName {
  const known = userNames.find((candidate) => candidate === text);
  if (known === undefined) throw new Error(`there is no user ${text}: ${userNames.join(', ')}`);
  return known;
}

function status(): Promise<void> {
  for (const known of knownNetworks()) print(StartedNetwork.attach(known));
  return Promise.resolve();
}

function print({ state, organisations, channel, folder }: StartedNetwork): void {
  const { version, sequence } = state.chaincode;
  const lines = organisations.flatMap(({ name: member, mspId, caUrl, peers, orderers, plan }) => [
    `  ${member} (${mspId})`,
    `    certificate authority  ${caUrl}`,
    ...peers.map(({ endpoint, tlsHostName }) => `    peer                   ${endpoint}  ${tlsHostName}`),
    ...orderers.map(({ endpoint, tlsHostName }) => `    orderer                ${endpoint}  ${tlsHostName}`),
    `    gateway                http://127.0.0.1:${plan.gatewayPort}`,
  ]);
  const broken = (state.joining ?? []).map(
    ({ plan }) => `  ${plan.name} is on its way in; if nobody is at it: org ${plan.name} goes on`,
  );
  const title = `${state.settings.name}: channel ${channel}, chaincode ${version} (${sequence}), ${state.settings.ordering}`;
  process.stdout.write([title, ...lines, ...broken, `  certificates and keys  ${folder}`, ''].join('\n'));
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n  because: ${explain(error.cause)}`;
}

const commands: Record<string, (args: string[]) => Promise<void>> = {
  up,
  down,
  org,
  upgrade,
  status,
  renew,
  revoke,
};

const { positionals } = parseArgs({ allowPositionals: true });
const [command = '', ...rest] = positionals;
const todo = commands[command];
if (todo === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await todo(rest).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  });
}
