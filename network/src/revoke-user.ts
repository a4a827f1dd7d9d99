// SPDX-License-Identifier: Apache-2.0
import { CaClient } from './consortium/ca-client.js';
import { ChannelUpdate, type MspGroup } from './consortium/channel-update.js';
import { Lifecycle } from './consortium/lifecycle.js';
import { Tools } from './consortium/tools.js';
import type { UserName } from './consortium/plan.js';
import type { StartedNetwork } from './started-network.js';

/**
 * Revokes every certificate of a user and publishes the authority's list of revoked certificates in the channel's
 * configuration, from when on no peer and no orderer accepts them. Takes the organisation's own signature only.
 */
export async function revokeUser(network: StartedNetwork, name: string, user: UserName): Promise<void> {
  const { material, mspId, plan, caPem } = network.organisation(name);
  const { state, folder } = network;
  const registrar = await material.registrar();
  const list = await new CaClient(plan.caPort, caPem).revoke(registrar, user);
  const encoded = Buffer.from(list).toString('base64');
  const others = state.organisations.filter((member) => member.name !== name);
  const tools = new Tools(state.settings.name, folder, state.images);
  const { orderer } = Lifecycle.through(tools, state.organisations);
  // The organisation's identities are defined where it is a peer organisation and where it is an orderer's.
  await new ChannelUpdate(tools, [plan, ...others], orderer).apply(({ channel_group: { groups } }) => {
    for (const kind of [groups.Application, groups.Orderer]) {
      const definition = kind.groups[mspId] as MspGroup | undefined;
      if (definition !== undefined) definition.values.MSP.value.config.revocation_list = [encoded];
    }
  });
}
