// SPDX-License-Identifier: Apache-2.0
import { type ChaincodePackage, packageOf, type Slot } from '../consortium/chaincode-package.js';
import { type Definition, Lifecycle } from '../consortium/lifecycle.js';
import { Tools } from '../consortium/tools.js';
import { ensureImages } from '../images/images.js';
import { exclusively } from '../engine/lock.js';
import { Member } from '../member.js';
import { quiet, type Report, timed } from '../report.js';
import { StartedNetwork } from '../started/started-network.js';
import { type NetworkState, saveState } from '../state.js';

/**
 * Runs the chaincode as it is compiled now (or another image of it) as a new version on the running network. The
 * new chaincode starts beside the old one; every organisation installs and approves; the commit
 * switches them all at one block; then the old chaincode is removed. State stays as it is, and nothing stops.
 * Gives the network as it then is, every peer ready.
 */
export async function upgradeChaincode(
  network: StartedNetwork,
  version: string,
  report: Report = quiet,
  image?: string,
): Promise<StartedNetwork> {
  const { name } = network.state.settings;
  const chosen = image ?? (await ensureImages(report)).chaincode;
  return exclusively(name, `upgrade ${version}`, report, () => upgrade(name, version, report, chosen));
}

async function upgrade(
  name: string,
  version: string,
  report: Report,
  chosen: string,
): Promise<StartedNetwork> {
  const { state, folder } = StartedNetwork.attach(name);
  const slot: Slot = state.chaincode.slot === 'a' ? 'b' : 'a';
  const next = { version, sequence: state.chaincode.sequence + 1, slot };
  const members = state.organisations.map((plan) => new Member(state.settings, plan));
  const tools = new Tools(state.settings.name, folder, state.images);
  const chaincode = packageOf(version, slot);
  await timed(report, 'new chaincode beside the old', () => place(members, chaincode, slot, chosen));
  await timed(report, `version ${version} committed`, () => agree(members, chaincode, next, tools));
  const upgraded: NetworkState = {
    ...state,
    images: { ...state.images, chaincode: chosen },
    chaincode: next,
  };
  saveState(upgraded);
  const running = new StartedNetwork(upgraded);
  await timed(report, 'every peer ready', () => running.ready());
  await Promise.all(members.map(({ project }) => project.remove(`chaincode-${state.chaincode.slot}`)));
  return running;
}

async function place(
  members: readonly Member[],
  chaincode: ChaincodePackage,
  slot: Slot,
  image: string,
): Promise<void> {
  await Promise.all(
    members.map(async (member) => {
      member.placeChaincode(chaincode, slot, image);
      await member.project.up(`chaincode-${slot}`);
    }),
  );
}

async function agree(
  members: readonly Member[],
  chaincode: ChaincodePackage,
  definition: Definition,
  tools: Tools,
): Promise<void> {
  const organisations = members.map(({ plan }) => plan);
  const lifecycle = Lifecycle.through(tools, organisations);
  await Promise.all(
    organisations.map(async (organisation) => {
      await lifecycle.install(organisation, chaincode);
      await lifecycle.approve(organisation, definition, chaincode.id);
    }),
  );
  await lifecycle.commit(organisations, definition);
}
