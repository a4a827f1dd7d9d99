// SPDX-License-Identifier: Apache-2.0
/** An organisation joins the running channel; a join that broke off goes on or is begun anew. */
import { join } from 'node:path';
import { packageOf } from '../consortium/chaincode-package.js';
import { organisationYaml } from '../consortium/channel.js';
import { ChannelUpdate } from '../consortium/channel-update.js';
import { writePrivate } from '../consortium/files.js';
import { Lifecycle } from '../consortium/lifecycle.js';
import type { OrganisationPlan } from '../consortium/plan.js';
import { inside, Tools } from '../consortium/tools.js';
import { exclusively } from '../engine/lock.js';
import { Member } from '../member.js';
import { planJoiner } from '../ports.js';
import { quiet, type Report, timed } from '../report.js';
import { StartedNetwork } from '../started/started-network.js';
import { type Joining, loadState, type NetworkState, saveState } from '../state.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Adds an organisation to the running channel: its certificate authority and users, a channel update signed by
 * a majority of the members, its peer, and its approval of the chaincode in force. Gives the network
 * as it then is, every peer ready. The name becomes its MSP id (`tax-office`: TaxOfficeMSP).
 *
 * One join at a time: another waits, here or in another process. One that broke off, however, goes on where it stopped
 * when it is asked for again, or is undone and begun anew where the channel cannot know of it yet; it keeps nobody
 * else from joining. Throws when the name is taken or is no name.
 */
export async function addOrganisation(
  network: StartedNetwork,
  name: string,
  report: Report = quiet,
): Promise<StartedNetwork> {
  const { name: networkName } = network.state.settings;
  return exclusively(networkName, `org ${name}`, report, async () => {
    const state = loadState(networkName);
    refuseUnusable(name, state);
    const { plan, enrolled } = await begun(state, name, report);
    const joiner = new Joiner(networkName, plan, report);
    if (!enrolled) await joiner.enrol();
    await joiner.join();
    const joined = StartedNetwork.attach(networkName);
    await timed(report, 'every peer ready', () => joined.ready());
    return joined;
  });
}

function refuseUnusable(name: string, { organisations }: NetworkState): void {
  if (!NAME.test(name) || name.length > 30) {
    throw new Error('an organisation’s name is up to 30 lower case letters, digits and single hyphens');
  }
  if (organisations.some((member) => member.name === name)) throw new Error(`${name} is a member already`);
}

/** The join as far as an earlier call brought it, or a new one with ports of its own; it is in the state from now on. */
async function begun(state: NetworkState, name: string, report: Report): Promise<Joining> {
  const { settings, organisations, joining = [] } = state;
  const earlier = joining.find(({ plan }) => plan.name === name);
  if (earlier?.enrolled === true) {
    report(`${name}: going on with the join that broke off`);
    return earlier;
  }
  if (earlier !== undefined) {
    report(`${name}: the join that broke off is undone and begun anew`);
    await new Member(settings, earlier.plan).undo();
  }
  const others = joining.filter((one) => one !== earlier);
  const known = [...organisations, ...others.map(({ plan }) => plan)];
  const next: Joining = { plan: await planJoiner(settings, name, known), enrolled: false };
  saveState({ ...state, joining: [...others, next] });
  return next;
}

/** One organisation on its way in. Every step may be repeated. */
class Joiner {
  readonly #member: Member;

  constructor(
    readonly network: string,
    readonly plan: OrganisationPlan,
    readonly report: Report,
  ) {
    this.#member = new Member(loadState(network).settings, plan);
  }

  async enrol(): Promise<void> {
    const { images } = loadState(this.network);
    await timed(this.report, `${this.plan.name} enrolled`, () => this.#member.enrol(images));
    this.#save((state, others) => ({ ...state, joining: [...others, { plan: this.plan, enrolled: true }] }));
  }

  async join(): Promise<void> {
    const state = loadState(this.network);
    const tools = new Tools(this.network, new StartedNetwork(state).folder, state.images);
    const { orderer } = Lifecycle.through(tools, state.organisations);
    const onTheWay = (state.joining ?? []).filter(({ enrolled }) => enrolled).map(({ plan }) => plan);
    // The channel counts everyone it has admitted, so those on their way may have to sign as well.
    const update = new ChannelUpdate(tools, state.organisations, orderer, onTheWay);
    const since = await timed(this.report, 'channel updated', () => this.#admit(update, tools));
    await timed(this.report, 'peer joined', () => this.#bring(update, since, state, tools));
    this.#save((now, others) => ({
      ...now,
      organisations: [...now.organisations, this.plan],
      joining: others,
    }));
  }

  /** Puts the organisation's certificates and policies into the channel's configuration; gives its number from then on. */
  async #admit(update: ChannelUpdate, tools: Tools): Promise<number> {
    const { name, mspId } = this.plan;
    writePrivate(join(tools.folder, name, 'configtx/configtx.yaml'), organisationYaml(this.plan, '../msp'));
    const place = ['-configPath', `${inside}/${name}/configtx`];
    const group: unknown = JSON.parse(await tools.run('configtxgen', '-printOrg', mspId, ...place));
    return update.apply(({ channel_group: { groups } }) => {
      groups.Application.groups[mspId] ??= group;
    });
  }

  async #bring(update: ChannelUpdate, since: number, state: NetworkState, tools: Tools): Promise<void> {
    const { version, slot } = state.chaincode;
    const chaincode = packageOf(version, slot);
    await this.#member.startNodes(chaincode, slot, state.images.chaincode);
    await this.#member.joinPeers(tools);
    // Until its own peer has read the block that admits it, the peer takes the organisation for a stranger.
    await update.arrival(this.plan, since);
    const lifecycle = Lifecycle.through(tools, state.organisations);
    await lifecycle.install(this.plan, chaincode);
    await lifecycle.approve(this.plan, state.chaincode, chaincode.id);
  }

  #save(change: (state: NetworkState, others: readonly Joining[]) => NetworkState): void {
    const state = loadState(this.network);
    const others = (state.joining ?? []).filter(({ plan }) => plan.name !== this.plan.name);
    saveState(change(state, others));
  }
}
