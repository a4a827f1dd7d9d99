// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Identity } from './ca-client.js';
import { fillTemplate, writePrivate } from './files.js';
import {
  channelName,
  type NetworkSettings,
  type OrdererPlan,
  type OrganisationPlan,
  portVariables,
} from './plan.js';
import { eventually } from '../engine/wait.js';
import type { Tools } from './tools.js';

const CREATED = 201;
const MEMBER_ALREADY = 405;

/** The channel's first block, in a network's folder. Its hash is what tells this channel from any other. */
export const genesisFile = `${channelName}.block`;

/** Writes configtx.yaml for these organisations and has configtxgen make the channel's first block. */
export async function makeGenesis(
  settings: NetworkSettings,
  organisations: readonly OrganisationPlan[],
  folder: string,
  tools: Tools,
): Promise<void> {
  const variables = organisations.flatMap((plan) =>
    Object.entries(portVariables(plan)).map(([name, value]): [string, string] => [
      `${plan.name.toUpperCase()}_${name}`,
      value,
    ]),
  );
  const peerOnly = organisations.filter(({ orderers }) => orderers.length === 0);
  const text = fillTemplate('configtx.yaml', {
    ...Object.fromEntries(variables),
    PEER_ONLY: peerOnly.map((plan) => `\n${asListItem(plan)}`).join(''),
    PEER_ONLY_NAMES: peerOnly.map(({ name }) => `\n    - *${name}`).join(''),
  });
  writePrivate(join(folder, 'configtx.yaml'), text);
  const what = ['-profile', settings.ordering, '-channelID', channelName, '-outputBlock', genesisFile];
  await tools.run('configtxgen', '-configPath', '.', ...what);
}

/** configtx.organisation.yaml for an organisation whose certificates lie in that folder, as configtxgen sees it. */
export function organisationYaml(plan: OrganisationPlan, mspFolder: string): string {
  const variables = { ORG: plan.name, MSP_ID: plan.mspId, MSP_DIR: mspFolder, ...portVariables(plan) };
  return fillTemplate('configtx.organisation.yaml', variables);
}

/** The same without its last line's end, as an item of another file's list, under the organisation's name as its YAML anchor. */
function asListItem(plan: OrganisationPlan): string {
  const [, item = ''] = organisationYaml(plan, `${plan.name}/msp`).split(/^Organizations:\n/m);
  return item.trimEnd().replace(/^ {2}- /, `  - &${plan.name}\n    `);
}

/** Joins an orderer to the channel through its administration port (what `osnadmin channel join` does). */
export async function joinOrderer(
  orderer: OrdererPlan,
  administrator: Identity,
  caPem: string,
  folder: string,
): Promise<void> {
  const form = new FormData();
  form.set('config-block', new Blob([readFileSync(join(folder, genesisFile))]), genesisFile);
  const encoded = new Response(form);
  const request = {
    type: encoded.headers.get('content-type') ?? '',
    body: Buffer.from(await encoded.arrayBuffer()),
  };
  // Its health page may be there a moment before its administration port.
  const attempt = (): Promise<number> => send(orderer, administrator, caPem, request);
  const status = await eventually(`${orderer.host} to take orders`, attempt, { timeoutMs: 30_000 });
  if (status !== CREATED && status !== MEMBER_ALREADY) {
    throw new Error(`${orderer.host} answered ${status} when told to join the channel`);
  }
}

function send(
  orderer: OrdererPlan,
  administrator: Identity,
  caPem: string,
  form: { readonly type: string; readonly body: Buffer },
): Promise<number> {
  const tls = { ca: caPem, cert: administrator.certificatePem, key: administrator.privateKeyPem };
  const target = { host: '127.0.0.1', servername: 'localhost', port: orderer.adminPort };
  const headers = { 'content-type': form.type, 'content-length': form.body.length };
  return new Promise((resolve, reject) => {
    const path = '/participation/v1/channels';
    const sent = request(
      { ...target, ...tls, path, method: 'POST', headers, timeout: 30_000 },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${orderer.host} did not answer in time`)));
    sent.on('error', reject);
    sent.end(form.body);
  });
}
