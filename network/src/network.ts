// SPDX-License-Identifier: Apache-2.0
import { type ChaincodePackage, packageOf } from './consortium/chaincode-package.js';
import { makeGenesis } from './consortium/channel.js';
import { makeFolder } from './consortium/files.js';
import { leaderAmong } from './consortium/health.js';
import { Lifecycle } from './consortium/lifecycle.js';
import { type NetworkSettings, type OrganisationPlan, planFounders } from './consortium/plan.js';
import { Tools } from './consortium/tools.js';
import { ensureCompose } from './engine/compose.js';
import { ensureEngine } from './engine/engine.js';
import { ensureImages, type ImageSet } from './images/images.js';
import { exclusively } from './engine/lock.js';
import { Member } from './member.js';
import { generated } from './paths.js';
import { createSharedNetwork, removeEverything } from './remove.js';
import { quiet, type Report, timed } from './report.js';
import { StartedNetwork } from './started/started-network.js';
import { deleteFolder, folderOf, type NetworkState, saveState } from './state.js';

const FIRST = { version: '1.0', sequence: 1, slot: 'a' } as const;

/** What a network is where nothing else is said. */
export const defaultSettings: NetworkSettings = {
  name: 'catalog',
  ordering: 'raft',
  portBase: 7_000,
  secondPeer: false,
  peerOnly: [],
};

/**
 * A consortium that can be started: provider, consumer and manager on one channel, others beside them where the
 * settings say so, with the chaincode committed.
 */
export class Network {
  readonly settings: NetworkSettings;

  constructor(settings: Partial<NetworkSettings> = {}) {
    this.settings = { ...defaultSettings, ...settings };
  }

  /**
   * Starts the network and gives it once a call through every peer is endorsed by every organisation. What an
   * earlier start of the same name left is removed first. Starts the engine and builds images where they are
   * missing. When it fails, containers are left for a look; the next start or `down` removes them.
   */
  async start(report: Report = quiet): Promise<StartedNetwork> {
    await ensureEngine(generated, report);
    await ensureCompose(report);
    const images = await ensureImages(report);
    return exclusively(this.settings.name, 'up', report, async () => {
      await this.#clear();
      return timed(report, 'network up', () => this.#start(images, report));
    });
  }

  async #clear(): Promise<void> {
    const { name } = this.settings;
    await removeEverything(name);
    deleteFolder(name);
    makeFolder(folderOf(name));
    await createSharedNetwork(name);
  }

  async #start(images: ImageSet, report: Report): Promise<StartedNetwork> {
    const organisations = planFounders(this.settings);
    const state: NetworkState = { settings: this.settings, images, organisations, chaincode: FIRST };
    const members = organisations.map((plan) => new Member(this.settings, plan));
    const tools = new Tools(this.settings.name, folderOf(this.settings.name), images);
    const chaincode = packageOf(FIRST.version, FIRST.slot);
    await timed(report, 'everyone enrolled', () => each(members, (member) => member.enrol(images)));
    await timed(report, 'nodes started', async () => {
      const nodes = each(members, (member) => member.startNodes(chaincode, FIRST.slot, images.chaincode));
      await Promise.all([makeGenesis(this.settings, organisations, tools.folder, tools), nodes]);
    });
    await timed(report, 'channel joined', () => joinAll(members, tools));
    await timed(report, 'chaincode committed', () => deploy(organisations, chaincode, tools));
    saveState(state);
    const network = new StartedNetwork(state);
    await timed(report, 'every peer ready', () => network.ready());
    return network;
  }
}

async function joinAll(members: readonly Member[], tools: Tools): Promise<void> {
  await each(members, (member) => member.joinOrderers());
  await each(members, (member) => member.joinPeers(tools));
  await leaderAmong(members.flatMap(({ plan }) => plan.orderers));
}

async function deploy(
  organisations: readonly OrganisationPlan[],
  chaincode: ChaincodePackage,
  tools: Tools,
): Promise<void> {
  const lifecycle = Lifecycle.through(tools, organisations);
  await each(organisations, (organisation) => lifecycle.install(organisation, chaincode));
  await each(organisations, (organisation) => lifecycle.approve(organisation, FIRST, chaincode.id));
  await lifecycle.commit(organisations, FIRST);
}

async function each<T>(items: readonly T[], step: (item: T) => Promise<void>): Promise<void> {
  await Promise.all(items.map(step));
}
