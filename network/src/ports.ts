// SPDX-License-Identifier: Apache-2.0
/** Finds ports for an organisation that joins. */
import { createServer } from 'node:net';
import { type NetworkSettings, type OrganisationPlan, placeOf, planPeerOnly } from './consortium/plan.js';

const LAST_PORT = 65_535;
const PLACES = 100;

/**
 * The plan of a joiner in the first place whose ports are nobody's: of no organisation given, whether a member or on its
 * way, and of no other program on this machine.
 * @throws Error when there is no such place
 */
export async function planJoiner(
  settings: NetworkSettings,
  name: string,
  known: readonly OrganisationPlan[],
  isFree: (port: number) => Promise<boolean> = canListen,
): Promise<OrganisationPlan> {
  const taken = new Set(known.map((plan) => placeOf(settings, plan)));
  for (let place = 0; place < PLACES; place += 1) {
    const plan = planPeerOnly(settings, name, place);
    const ports = portsOf(plan);
    if (taken.has(place) || Math.max(...ports) > LAST_PORT) continue;
    const free = await Promise.all(ports.map(isFree));
    if (!free.includes(false)) return plan;
  }
  throw new Error(`no ports are left for ${name} from ${settings.portBase} on`);
}

/** Every port that the organisation publishes. */
export function portsOf({ caPort, gatewayPort, peers, orderers }: OrganisationPlan): number[] {
  const nodes = [...peers, ...orderers].flatMap(({ port, operationsPort }) => [port, operationsPort]);
  return [caPort, gatewayPort, ...nodes, ...orderers.map(({ adminPort }) => adminPort)];
}

/** True when nothing on the loopback has the port. */
function canListen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer();
  probe.once('error', () => {
    resolve(false);
  });
  probe.listen({ port, host: '127.0.0.1' }, () => {
    probe.close(() => {
      resolve(true);
    });
  });
  return promise;
}
