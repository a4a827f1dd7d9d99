// SPDX-License-Identifier: Apache-2.0
import type { Identity } from '../consortium/ca-client.js';
import type { Slot } from '../consortium/chaincode-package.js';
import type { ComposeProject } from '../consortium/compose-project.js';
import type { Material } from '../consortium/material.js';
import { type OrganisationPlan, type UserName, userNames } from '../consortium/plan.js';
import { StartedContainer, StartedOrderer, StartedPeer } from './started-node.js';

/** One organisation of a running network, with all that its gateway needs. */
export class StartedOrganisation {
  readonly name: string;
  readonly mspId: string;
  /** Fabric CA's REST API on this machine; its TLS certificate comes from caPem and names `localhost`. */
  readonly caUrl: string;
  /** The authority's certificate: root of the organisation's identities and TLS. */
  readonly caPem: string;
  readonly peers: readonly StartedPeer[];
  readonly orderers: readonly StartedOrderer[];
  readonly users: Readonly<Record<UserName, Identity>>;

  constructor(
    readonly plan: OrganisationPlan,
    readonly material: Material,
    readonly project: ComposeProject,
    readonly slot: Slot,
  ) {
    this.name = plan.name;
    this.mspId = plan.mspId;
    this.caUrl = `https://127.0.0.1:${plan.caPort}`;
    const caPem = (this.caPem = material.caPem);
    const container = (service: string): string => project.containerOf(service);
    this.peers = plan.peers.map((node) => new StartedPeer(container(node.service), node, caPem));
    this.orderers = plan.orderers.map((node) => new StartedOrderer(container(node.service), node, caPem));
    this.users = Object.fromEntries(userNames.map((user) => [user, material.user(user)])) as Record<
      UserName,
      Identity
    >;
  }

  /** The organisation's chaincode service. */
  get chaincode(): StartedContainer {
    return new StartedContainer(this.project.containerOf(`chaincode-${this.slot}`));
  }

  /** Runs another image as this organisation's chaincode, under the same package id. */
  async replaceChaincode(image: string): Promise<void> {
    this.project.setVariables({ [`CHAINCODE_${this.slot.toUpperCase()}_IMAGE`]: image });
    await this.project.up(`chaincode-${this.slot}`);
  }
}
