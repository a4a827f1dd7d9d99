// SPDX-License-Identifier: Apache-2.0
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaincodePackage, Slot } from './consortium/chaincode-package.js';
import { genesisFile, joinOrderer } from './consortium/channel.js';
import { ComposeProject } from './consortium/compose-project.js';
import { healthy } from './consortium/health.js';
import { Material } from './consortium/material.js';
import type { NetworkSettings, OrganisationPlan } from './consortium/plan.js';
import type { Tools } from './consortium/tools.js';
import { CommandFailed } from './engine/shell.js';
import { eventually } from './engine/wait.js';
import type { ImageSet } from './images/images.js';
import { folderOf } from './state.js';

const JOINED_ALREADY = /ledger \[\S+\] already exists with state \[ACTIVE\]/;

/** An organisation on its way into the network: each step needs the one before. */
export class Member {
  readonly material: Material;
  readonly project: ComposeProject;

  constructor(
    readonly settings: NetworkSettings,
    readonly plan: OrganisationPlan,
  ) {
    const root = join(folderOf(settings.name), plan.name);
    this.material = new Material(root, plan);
    this.project = new ComposeProject(settings, plan, root);
  }

  /** Starts the certificate authority and enrols the organisation's users and nodes with it. */
  async enrol(images: ImageSet): Promise<void> {
    this.material.prepareCa();
    this.project.prepare(images);
    await this.project.up('ca');
    await eventually(`the authority of ${this.plan.name}`, () => this.material.reachCa(), {
      timeoutMs: 60_000,
      everyMs: 100,
    });
    await this.material.enrolAll();
  }

  /** Starts orderers and peers, and chaincode for the package in the slot; waits until the nodes are well. */
  async startNodes(chaincode: ChaincodePackage, slot: Slot, image: string): Promise<void> {
    const { peers, orderers } = this.plan;
    this.placeChaincode(chaincode, slot, image);
    const nodes = [...peers, ...orderers];
    await this.project.up(...nodes.map(({ service }) => service), `chaincode-${slot}`);
    await Promise.all(nodes.map((node) => healthy(node)));
  }

  /** Says what the slot's chaincode service is to run. */
  placeChaincode(chaincode: ChaincodePackage, slot: Slot, image: string): void {
    const name = `CHAINCODE_${slot.toUpperCase()}`;
    this.project.setVariables({ [`${name}_IMAGE`]: image, [`${name}_ID`]: chaincode.id });
  }

  /** Joins the organisation's orderers to the channel. */
  async joinOrderers(): Promise<void> {
    const { administrator, caPem } = this.material;
    for (const orderer of this.plan.orderers) {
      await joinOrderer(orderer, administrator, caPem, folderOf(this.settings.name));
    }
  }

  /** Joins the organisation's peers to the channel, from its first block; those that have joined stay as they are. */
  async joinPeers(tools: Tools): Promise<void> {
    for (const peer of this.plan.peers) {
      await tools
        .peer(this.plan, peer, 'channel', 'join', '--blockpath', genesisFile)
        .catch((error: unknown) => {
          if (!(error instanceof CommandFailed && JOINED_ALREADY.test(error.stderr))) throw error;
        });
    }
  }

  /** Removes what was started for the organisation, and its certificates and keys. */
  async undo(): Promise<void> {
    await this.project.removeAll();
    rmSync(this.material.root, { recursive: true, force: true });
  }
}
