// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addOrganisation } from './add-organisation.js';
import { type NetworkSettings, type Ordering, userNames } from './consortium/plan.js';
import { run } from './engine/shell.js';
import { hasGateways, startGateways } from './gateways.js';
import { defaultSettings, Network } from './network.js';
import { removeEverything } from './remove.js';
import { repository } from './paths.js';
import { renewCertificates } from './renew-certificates.js';
import { revokeUser } from './revoke-user.js';
import { reportToStderr } from './report.js';
import { StartedNetwork } from './started-network.js';
import { deleteFolder, knownNetworks } from './state.js';
import { upgradeChaincode } from './upgrade-chaincode.js';

const USAGE = `usage: network <command>
  up                start a consortium (ORDERING=raft|bft, CATALOG_IMAGES=official|build,
                    CATALOG_GATEWAYS=0 to leave the gateways out)
  status            what runs, and where
  org NAME          add an organisation to the running consortium
  renew NAME        renew an organisation's certificates
  revoke NAME USER  revoke a user's certificates
  upgrade VERSION   run the chaincode as it is compiled now, as this version
  down              remove containers, volumes, networks, certificates and keys
CATALOG_NETWORK names the network (default ${defaultSettings.name}); CATALOG_PORT_BASE is the first of its
ports (default ${defaultSettings.portBase}).
`;

const name = process.env['CATALOG_NETWORK'] ?? defaultSettings.name;

function settings(): NetworkSettings {
  const ordering = process.env['ORDERING'] ?? 'raft';
  if (ordering !== 'raft' && ordering !== 'bft') throw new Error(`ORDERING is raft or bft, not ${ordering}`);
  const portBase = Number(process.env['CATALOG_PORT_BASE'] ?? defaultSettings.portBase);
  return { name, ordering: ordering satisfies Ordering, portBase, secondPeer: false };
}

async function up(): Promise<void> {
  const network = await new Network(settings()).start(reportToStderr);
  const gateways = process.env['CATALOG_GATEWAYS'] !== '0';
  const places = gateways ? await startGateways(network, reportToStderr) : undefined;
  await status();
  const fill = join(repository, 'gateway/dist/demo/consortium.js');
  if (places !== undefined && existsSync(fill))
    process.stdout.write(await run(process.execPath, [fill, places]));
}

async function down(): Promise<void> {
  await removeEverything(name);
  deleteFolder(name);
}

async function org([joiner]: string[]): Promise<void> {
  if (joiner === undefined) throw new Error('say which organisation: make org NAME=tax');
  const grown = await addOrganisation(StartedNetwork.attach(name), joiner, reportToStderr);
  if (hasGateways(grown)) await startGateways(grown, reportToStderr);
  await status();
}

async function upgrade([version]: string[]): Promise<void> {
  if (version === undefined) throw new Error('say which version: upgrade 2.0');
  await upgradeChaincode(StartedNetwork.attach(name), version, reportToStderr);
}

async function renew([member]: string[]): Promise<void> {
  if (member === undefined) throw new Error('say whose certificates: renew provider');
  await renewCertificates(StartedNetwork.attach(name), member, reportToStderr);
  const renewed = StartedNetwork.attach(name);
  if (hasGateways(renewed)) await startGateways(renewed, reportToStderr);
}

async function revoke([member, user]: string[]): Promise<void> {
  const known = userNames.find((candidate) => candidate === user);
  if (member === undefined || known === undefined) {
    throw new Error(`say whose: revoke provider ${userNames.join('|')}`);
  }
  await revokeUser(StartedNetwork.attach(name), member, known);
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
  const title = `${state.settings.name}: channel ${channel}, chaincode ${version} (${sequence}), ${state.settings.ordering}`;
  process.stdout.write([title, ...lines, `  certificates and keys  ${folder}`, ''].join('\n'));
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
