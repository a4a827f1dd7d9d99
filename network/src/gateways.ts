// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writePrivate } from './consortium/files.js';
import { eventually } from './engine/wait.js';
import { containerProfileOf } from './fabric-profile.js';
import { ensureGatewayImage } from './images/images.js';
import { quiet, type Report, timed } from './report.js';
import type { StartedNetwork } from './started-network.js';
import type { StartedOrganisation } from './started-organisation.js';

const placesFile = (network: StartedNetwork): string => join(network.folder, 'gateways.json');

/** True when the network's gateways were started. */
export const hasGateways = (network: StartedNetwork): boolean => existsSync(placesFile(network));

/** Where an organisation's gateway is: its MSP id, its URL on this machine, and the folder of its state. */
export interface GatewayPlace {
  readonly organisation: string;
  readonly url: string;
  readonly state: string;
}

/**
 * Starts a gateway in a container for every organisation, on its own peers, and waits until each can take requests.
 * Gives the path of a file that says where they are: `{"gateways": [GatewayPlace]}`.
 */
export async function startGateways(network: StartedNetwork, report: Report = quiet): Promise<string> {
  const image = await ensureGatewayImage(report);
  const gateways = await timed(report, 'gateways ready', () =>
    Promise.all(network.organisations.map((organisation) => start(network, organisation, image))),
  );
  const file = placesFile(network);
  writePrivate(file, `${JSON.stringify({ gateways }, null, 2)}\n`);
  return file;
}

async function start(
  network: StartedNetwork,
  { name, mspId, plan, material, project }: StartedOrganisation,
  image: string,
): Promise<GatewayPlace> {
  const state = join(material.root, 'gateway-state');
  makeFolder(state);
  writePrivate(
    join(material.root, 'gateway/profile.json'),
    JSON.stringify(containerProfileOf(network, name), null, 2),
  );
  project.setVariables({ GATEWAY_IMAGE: image });
  // Recreated always: a gateway reads its profile once, when it starts.
  await project.up('--force-recreate', 'gateway');
  const url = `http://127.0.0.1:${plan.gatewayPort}`;
  await eventually(`the gateway of ${name}`, () => ready(url), { timeoutMs: 60_000 });
  return { organisation: mspId, url, state };
}

async function ready(url: string): Promise<void> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}
