// SPDX-License-Identifier: Apache-2.0
/** A user of an organisation is shut out of the channel. */
import 'reflect-metadata';
import { X509Crl, type X509CrlEntry } from '@peculiar/x509';
import { CaClient } from '../consortium/ca-client.js';
import { ChannelUpdate, type MspGroup } from '../consortium/channel-update.js';
import { Lifecycle } from '../consortium/lifecycle.js';
import { Tools } from '../consortium/tools.js';
import type { OrganisationPlan, UserName } from '../consortium/plan.js';
import { exclusively } from '../engine/lock.js';
import { quiet, type Report, timed } from '../report.js';
import { StartedNetwork } from '../started/started-network.js';

/**
 * Revokes every certificate of a user and publishes the authority's list of revoked certificates in the channel's
 * configuration, from when on no peer and no orderer accepts them. Takes the organisation's own signature only. May be
 * repeated. `renew` of the organisation enrols a successor.
 */
export async function revokeUser(
  network: StartedNetwork,
  name: string,
  user: UserName,
  report: Report = quiet,
): Promise<void> {
  const { name: networkName } = network.state.settings;
  await exclusively(networkName, `revoke ${name} ${user}`, report, async () => {
    const now = StartedNetwork.attach(networkName);
    const { material, plan, caPem } = now.organisation(name);
    const registrar = await material.registrar();
    const list = await new CaClient(plan.caPort, caPem).revoke(registrar, material.caIdOf(user));
    await timed(report, 'channel updated', () => publish(now, plan, list));
  });
}

async function publish(
  { state, folder }: StartedNetwork,
  plan: OrganisationPlan,
  list: string,
): Promise<void> {
  const encoded = Buffer.from(list).toString('base64');
  const others = state.organisations.filter(({ name }) => name !== plan.name);
  const tools = new Tools(state.settings.name, folder, state.images);
  const { orderer } = Lifecycle.through(tools, state.organisations);
  // The organisation's identities are defined where it is a peer organisation and where it is an orderer's.
  await new ChannelUpdate(tools, [plan, ...others], orderer).apply(({ channel_group: { groups } }) => {
    for (const kind of [groups.Application, groups.Orderer]) {
      const definition = kind.groups[plan.mspId] as MspGroup | undefined;
      if (definition === undefined) continue;
      const { config } = definition.values.MSP.value;
      if (!names(config.revocation_list ?? [], list)) config.revocation_list = [encoded];
    }
  }, 'of the submitter');
}

/** Whether the channel's lists name every certificate of this one already: a list made anew differs in its date only. */
function names(published: readonly string[], list: string): boolean {
  const known = published.map((one) => new X509Crl(Buffer.from(one, 'base64').toString()));
  const isKnown = ({ serialNumber }: X509CrlEntry): boolean =>
    known.some((crl) => crl.findRevoked(serialNumber) !== null);
  return new X509Crl(list).entries.every(isKnown);
}
