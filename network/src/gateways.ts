// SPDX-License-Identifier: Apache-2.0
import { eventually } from './engine/wait.js';
import { writeConnections } from './connection.js';
import { ensureGatewayImage } from './images/images.js';
import { quiet, type Report, timed } from './report.js';
import type { StartedNetwork } from './started-network.js';
import type { StartedOrganisation } from './started-organisation.js';

/** The gateway's URL on this machine. */
export const gatewayUrl = ({ plan }: StartedOrganisation): string => `http://127.0.0.1:${plan.gatewayPort}`;

/** Starts a gateway for every organisation, on its own peers, and waits until each can take requests. */
export async function startGateways(network: StartedNetwork, report: Report = quiet): Promise<void> {
  const image = await ensureGatewayImage(report);
  await timed(report, 'gateways ready', () =>
    Promise.all(network.organisations.map((organisation) => start(organisation, image))),
  );
}

async function start(organisation: StartedOrganisation, image: string): Promise<void> {
  writeConnections(organisation);
  organisation.project.setVariables({ GATEWAY_IMAGE: image });
  await organisation.project.up('gateway');
  const look = async (): Promise<void> => {
    const answer = await fetch(`${gatewayUrl(organisation)}/readyz`, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  };
  await eventually(`the gateway of ${organisation.name}`, look, { timeoutMs: 60_000 });
}
