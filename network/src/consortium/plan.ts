// SPDX-License-Identifier: Apache-2.0

/** How the orderers agree: crash fault tolerant, or Byzantine fault tolerant. */
export type Ordering = 'raft' | 'bft';

/** What a network is made of; decided before it starts. */
export interface NetworkSettings {
  /** Prefix of containers, volumes and networks, and folder below .network/. Lower case letters, digits, hyphens. */
  readonly name: string;
  readonly ordering: Ordering;
  /** First of the published ports; the organisation in place n has portBase + 100 n to portBase + 100 n + 99. */
  readonly portBase: number;
  /** A second peer for the provider, for failing over. */
  readonly secondPeer: boolean;
  /** Founders beside the three: each with a peer and no orderer, as those have who audit and arbitrate. */
  readonly peerOnly: readonly string[];
}

/** A peer or an orderer: its Compose service and the ports that it has inside and on 127.0.0.1. */
export interface NodePlan {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly operationsPort: number;
}

/** An orderer also has a port on which its owner joins it to channels. */
export interface OrdererPlan extends NodePlan {
  readonly adminPort: number;
}

/** One organisation's part of the network. */
export interface OrganisationPlan {
  readonly name: string;
  readonly mspId: string;
  /** The first of the organisation's hundred ports. */
  readonly portBase: number;
  readonly caPort: number;
  readonly gatewayPort: number;
  readonly peers: readonly NodePlan[];
  readonly orderers: readonly OrdererPlan[];
}

/** The channel and the chaincode; the same in every network. */
export const channelName = 'catalog';
export const chaincodeName = 'catalog';

/** Who founds the consortium, in the order of their ports. */
export const founders = ['provider', 'consumer', 'manager'] as const;

/** The users that every organisation enrols; each carries its name as the attribute `catalog.role`. */
export const userNames = ['officer', 'submitter', 'auditor', 'arbitrator', 'admin'] as const;
export type UserName = (typeof userNames)[number];

/** The name of an organisation's Compose project. */
export const projectOf = (settings: NetworkSettings, organisation: string): string =>
  `${settings.name}-${organisation}`;

/** `provider` → `ProviderMSP`, `tax-office` → `TaxOfficeMSP`. */
export function mspIdOf(organisation: string): string {
  const words = organisation.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}MSP`;
}

const PORTS_EACH = 100;

/** The founders. SmartBFT takes four orderers (3f + 1): the manager runs the fourth. */
export function planFounders(settings: NetworkSettings): OrganisationPlan[] {
  const ordering = founders.map((name, place) => {
    const peers = name === 'provider' && settings.secondPeer ? 2 : 1;
    const orderers = name === 'manager' && settings.ordering === 'bft' ? 2 : 1;
    return planOrganisation(name, settings.portBase + PORTS_EACH * place, peers, orderers);
  });
  const others = settings.peerOnly.map((name, index) =>
    planPeerOnly(settings, name, founders.length + index),
  );
  return [...ordering, ...others];
}

/** An organisation with a peer and no orderer, its ports the hundred of that place, counted from 0. */
export function planPeerOnly(settings: NetworkSettings, name: string, place: number): OrganisationPlan {
  return planOrganisation(name, settings.portBase + PORTS_EACH * place, 1, 0);
}

/** Which hundred of ports an organisation has, counted from 0. */
export const placeOf = (settings: NetworkSettings, plan: OrganisationPlan): number =>
  (plan.portBase - settings.portBase) / PORTS_EACH;

function planOrganisation(name: string, base: number, peers: number, orderers: number): OrganisationPlan {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  return {
    name,
    mspId: mspIdOf(name),
    portBase: base,
    caPort: base + 54,
    gatewayPort: base + 80,
    peers: numbers(peers).map((number) => ({
      service: `peer-${number}`,
      host: `peer-${number}-${name}`,
      port: base + 50 + number,
      operationsPort: base + 60 + number,
    })),
    orderers: numbers(orderers).map((number) => ({
      service: `orderer-${number}`,
      host: `orderer-${number}-${name}`,
      port: base + 30 + number,
      operationsPort: base + 40 + number,
      adminPort: base + 35 + number,
    })),
  };
}

/**
 * The organisation's ports as the variables that compose.yaml and configtx.yaml name: those of all that the
 * files define, whether or not this organisation runs it.
 */
export function portVariables({
  name,
  portBase,
  caPort,
  gatewayPort,
}: OrganisationPlan): Record<string, string> {
  const { peers, orderers } = planOrganisation(name, portBase, 2, 2);
  const ports = [
    { name: 'CA_PORT', port: caPort },
    { name: 'GATEWAY_PORT', port: gatewayPort },
    ...[...peers, ...orderers].flatMap((node) => [
      { name: `${variable(node)}_PORT`, port: node.port },
      { name: `${variable(node)}_OPERATIONS_PORT`, port: node.operationsPort },
    ]),
    ...orderers.map((node) => ({ name: `${variable(node)}_ADMIN_PORT`, port: node.adminPort })),
  ];
  return Object.fromEntries(ports.map((entry) => [entry.name, String(entry.port)]));
}

const variable = ({ service }: NodePlan): string => service.toUpperCase().replace('-', '_');
