// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writePrivate } from './consortium/files.js';
import { eventually } from './engine/wait.js';
import { containerProfileOf } from './started/fabric-profile.js';
import { ensureGatewayImage } from './images/images.js';
import { quiet, type Report, timed } from './report.js';
import { signInVariables } from './sign-in/identity.js';
import type { StartedNetwork } from './started/started-network.js';
import type { StartedOrganisation } from './started/started-organisation.js';

const START_MS = 120_000;

const placesFile = (network: StartedNetwork): string => join(network.folder, 'gateways.json');

/** True when the network's gateways were started. */
export const hasGateways = (network: StartedNetwork): boolean => existsSync(placesFile(network));

/** True when the organisation is a member and its gateway was never started, though those of others were. */
export function lacksGateway(network: StartedNetwork, name: string): boolean {
  const member = network.organisations.find((organisation) => organisation.name === name);
  if (member === undefined || !hasGateways(network)) return false;
  return !placesOf(network).some(({ organisation }) => organisation === member.mspId);
}

/** Where the gateways are that were started so far. */
function placesOf(network: StartedNetwork): readonly GatewayPlace[] {
  if (!hasGateways(network)) return [];
  const content = readFileSync(placesFile(network), 'utf8');
  return (JSON.parse(content) as { readonly gateways: readonly GatewayPlace[] }).gateways;
}

/** Where an organisation's gateway is: its MSP id, its URL on this machine, and the folder of its state. */
export interface GatewayPlace {
  readonly organisation: string;
  readonly url: string;
  readonly state: string;
}

/**
 * Starts a gateway in a container for every organisation, or for those named, on its own peers, and waits until each can
 * take requests. Gateways of organisations that are not named run on as they are; what they would need to know of
 * the others they read when they start the next time.
 * Gives the path of a file that says where all of them are: `{"gateways": [GatewayPlace]}`.
 */
export async function startGateways(
  network: StartedNetwork,
  report: Report = quiet,
  names?: readonly string[],
): Promise<string> {
  const image = await ensureGatewayImage(report);
  for (const organisation of network.organisations) writeProfile(network, organisation);
  const started = network.organisations.filter(({ name }) => names?.includes(name) ?? true);
  await timed(report, 'gateways ready', () =>
    Promise.all(
      started.map((organisation) => start(organisation, image, signInVariables(network, organisation))),
    ),
  );
  const places = started.map((organisation) => placeOf(organisation));
  const others = placesOf(network).filter(
    ({ organisation }) => !places.some((place) => place.organisation === organisation),
  );
  const gateways = [...others, ...places];
  const file = placesFile(network);
  writePrivate(file, `${JSON.stringify({ gateways }, null, 2)}\n`);
  return file;
}

function writeProfile(network: StartedNetwork, { name, material }: StartedOrganisation): void {
  const profile = containerProfileOf(network, name);
  writePrivate(join(material.root, 'gateway/profile.json'), JSON.stringify(profile, null, 2));
}

const placeOf = ({ mspId, plan, material }: StartedOrganisation): GatewayPlace => ({
  organisation: mspId,
  url: `http://127.0.0.1:${plan.gatewayPort}`,
  state: join(material.root, 'gateway-state'),
});

async function start(
  organisation: StartedOrganisation,
  image: string,
  signIn: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, project } = organisation;
  const { url, state } = placeOf(organisation);
  makeFolder(state);
  project.setVariables({ GATEWAY_IMAGE: image, ...signIn });
  // Recreated always: a gateway reads its profile once, when it starts.
  await project.up('--force-recreate', 'gateway');
  await eventually(`the gateway of ${name}`, () => ready(url), { timeoutMs: START_MS });
}

async function ready(url: string): Promise<void> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}
