// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { genesisFile } from '../consortium/channel.js';
import { ComposeProject } from '../consortium/compose-project.js';
import { leaderAmong } from '../consortium/health.js';
import { Material } from '../consortium/material.js';
import { channelName, chaincodeName } from '../consortium/plan.js';
import { endorses, ENOUGH } from '../consortium/probe.js';
import { stopNetwork } from '../stop-network.js';
import type { StartedOrderer } from './started-node.js';
import { StartedOrganisation } from './started-organisation.js';
import { folderOf, loadState, type NetworkState } from '../state.js';

/** A running consortium: what adapters connect to and what tests disturb. */
export class StartedNetwork implements AsyncDisposable {
  readonly channel = channelName;
  readonly chaincodeName = chaincodeName;
  readonly organisations: readonly StartedOrganisation[];

  constructor(readonly state: NetworkState) {
    this.organisations = state.organisations.map((plan) => {
      const root = join(this.folder, plan.name);
      const project = new ComposeProject(state.settings, plan, root);
      return new StartedOrganisation(plan, new Material(root, plan), project, state.chaincode.slot);
    });
  }

  /** A network that another process started from this folder. Throws where there is none of that name. */
  static attach(name: string): StartedNetwork {
    return new StartedNetwork(loadState(name));
  }

  /** Where the network's certificates, keys and blocks lie. */
  get folder(): string {
    return folderOf(this.state.settings.name);
  }

  /** The channel's first block, as configtxgen wrote it. */
  get genesisBlockFile(): string {
    return join(this.folder, genesisFile);
  }

  /** An organisation by its name. Throws for one that is not a member. */
  organisation(name: string): StartedOrganisation {
    const found = this.organisations.find((organisation) => organisation.name === name);
    if (found === undefined) throw new Error(`${name} is no member of ${this.state.settings.name}`);
    return found;
  }

  /** Every orderer of every organisation. */
  get orderers(): readonly StartedOrderer[] {
    return this.organisations.flatMap(({ orderers }) => orderers);
  }

  /** Waits until one orderer leads the channel and gives it. */
  async leader(timeoutMs?: number): Promise<StartedOrderer> {
    const plans = this.orderers.map(({ node }) => node);
    const found = await leaderAmong(plans, timeoutMs);
    return this.orderers.find(({ node }) => node.host === found.host) as StartedOrderer;
  }

  /**
   * Waits until a call through each peer is endorsed by every organisation: by those named, or by all. The call
   * changes nothing. Throws after the time given, in milliseconds, naming the peer that was not ready.
   */
  async ready(
    options: { readonly organisations?: readonly string[]; readonly timeoutMs?: number } = {},
  ): Promise<void> {
    const { organisations: names, timeoutMs } = options;
    const members = this.organisations.filter(({ name }) => names?.includes(name) ?? true);
    const mspIds = members.map(({ mspId }) => mspId);
    await Promise.all(
      members.flatMap(({ mspId, caPem, users, peers }) =>
        peers.map(({ node }) =>
          endorses({ mspId, node, caPem, users: Object.values(users) }, mspIds, timeoutMs),
        ),
      ),
    );
  }

  /**
   * Waits until a call through each peer of one organisation is endorsed by as many as the channel wants: what the
   * organisation needs to work, whatever peers of others are at.
   */
  async usableBy(name: string, timeoutMs?: number): Promise<void> {
    const { mspId, caPem, users, peers } = this.organisation(name);
    const asked = peers.map(({ node }) => ({ mspId, node, caPem, users: Object.values(users) }));
    await Promise.all(asked.map((target) => endorses(target, ENOUGH, timeoutMs)));
  }

  /** Removes containers, volumes, networks, certificates and keys. Images stay. */
  async stop(): Promise<void> {
    await stopNetwork(this.state.settings.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
