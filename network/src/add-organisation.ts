// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { packageOf } from './consortium/chaincode-package.js';
import { ChannelUpdate } from './consortium/channel-update.js';
import { fillTemplate, writePrivate } from './consortium/files.js';
import { Lifecycle } from './consortium/lifecycle.js';
import { type OrganisationPlan, planJoiner, portVariables } from './consortium/plan.js';
import { inside, Tools } from './consortium/tools.js';
import { Member } from './member.js';
import { quiet, type Report, timed } from './report.js';
import { StartedNetwork } from './started-network.js';
import { type NetworkState, saveState } from './state.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Adds an organisation to the running channel: its certificate authority and users, a channel update signed by
 * a majority of the members, its peer, and its approval of the chaincode in force. Gives the network
 * as it then is, every peer ready. The name becomes its MSP id (`tax-office`: TaxOfficeMSP).
 * Throws when the name is taken or is no name; what is done up to a failure stays, and the name stays free.
 */
export async function addOrganisation(
  network: StartedNetwork,
  name: string,
  report: Report = quiet,
): Promise<StartedNetwork> {
  const { state, folder } = network;
  refuseUnusable(name, state);
  const plan = planJoiner(state.settings, name, state.organisations.length);
  const member = new Member(state.settings, plan);
  const tools = new Tools(state.settings.name, folder, state.images);
  await timed(report, `${name} enrolled`, () => member.enrol(state.images));
  await timed(report, 'channel updated', () => admit(plan, state, tools));
  await timed(report, 'peer joined', () => bring(member, state, tools));
  const grown: NetworkState = { ...state, organisations: [...state.organisations, plan] };
  saveState(grown);
  const joined = new StartedNetwork(grown);
  await timed(report, 'every peer ready', () => joined.ready());
  return joined;
}

function refuseUnusable(name: string, { organisations }: NetworkState): void {
  if (!NAME.test(name) || name.length > 30) {
    throw new Error('an organisation’s name is up to 30 lower case letters, digits and single hyphens');
  }
  if (organisations.some((member) => member.name === name)) throw new Error(`${name} is a member already`);
}

/** Puts the organisation's certificates and policies into the channel's configuration. */
async function admit(plan: OrganisationPlan, state: NetworkState, tools: Tools): Promise<void> {
  const variables = { ORG: plan.name, MSP_ID: plan.mspId, ...portVariables(plan) };
  const definition = fillTemplate('configtx.organisation.yaml', variables);
  writePrivate(join(tools.folder, plan.name, 'configtx/configtx.yaml'), definition);
  const place = ['-configPath', `${inside}/${plan.name}/configtx`];
  const group: unknown = JSON.parse(await tools.run('configtxgen', '-printOrg', plan.mspId, ...place));
  const { orderer } = Lifecycle.through(tools, state.organisations);
  await new ChannelUpdate(tools, state.organisations, orderer).apply((config) => {
    config.channel_group.groups.Application.groups[plan.mspId] = group;
  });
}

async function bring(member: Member, state: NetworkState, tools: Tools): Promise<void> {
  const { version, slot } = state.chaincode;
  const chaincode = packageOf(version, slot);
  await member.startNodes(chaincode, slot, state.images.chaincode);
  await member.joinPeers(tools);
  const lifecycle = Lifecycle.through(tools, state.organisations);
  await lifecycle.install(member.plan, chaincode);
  await lifecycle.approve(member.plan, state.chaincode, chaincode.id);
}
