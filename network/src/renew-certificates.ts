// SPDX-License-Identifier: Apache-2.0
import { type BlockValidation, ChannelUpdate, type ConsenterMapping } from './consortium/channel-update.js';
import { Lifecycle } from './consortium/lifecycle.js';
import { Tools } from './consortium/tools.js';
import { quiet, type Report, timed } from './report.js';
import type { StartedNetwork } from './started-network.js';
import type { StartedOrganisation } from './started-organisation.js';

/**
 * Renews every certificate of an organisation with its own authority, keys kept, and restarts its nodes one after
 * the other so that they read them. The channel goes on, since the other organisations' nodes do. Raft knows orderers
 * by their keys, so nothing else changes; SmartBFT knows them by their certificates, so there a majority signs a
 * channel update as well. Every peer is ready when it ends.
 */
export async function renewCertificates(
  network: StartedNetwork,
  name: string,
  report: Report = quiet,
): Promise<void> {
  const organisation = network.organisation(name);
  await timed(report, 'certificates renewed', () => organisation.material.renewAll());
  if (network.state.settings.ordering === 'bft') {
    await timed(report, 'channel updated', () => introduce(network, organisation));
  }
  for (const orderer of organisation.orderers) {
    await orderer.restart();
    await orderer.healthy();
    await network.leader();
  }
  await organisation.chaincode.restart();
  for (const peer of organisation.peers) {
    await peer.restart();
    await peer.healthy();
  }
  await timed(report, 'every peer ready', () => network.ready());
}

/** Writes the orderers' new certificates into the channel's configuration. */
async function introduce(
  { state, folder }: StartedNetwork,
  organisation: StartedOrganisation,
): Promise<void> {
  const tools = new Tools(state.settings.name, folder, state.images);
  const { orderer } = Lifecycle.through(tools, state.organisations);
  await new ChannelUpdate(tools, state.organisations, orderer).apply(({ channel_group: { groups } }) => {
    const orderers = groups.Orderer.values['Orderers'] as ConsenterMapping;
    const signers = groups.Orderer.policies['BlockValidation'] as BlockValidation;
    for (const { node } of organisation.orderers) {
      const entry = orderers.value.consenter_mapping.find(({ host }) => host === node.host);
      if (entry === undefined) throw new Error(`the channel does not know ${node.host}`);
      const { identity, tls } = organisation.material.certificatesOf(node.service);
      for (const { principal } of signers.policy.value.identities) {
        if (principal.id_bytes === entry.identity) principal.id_bytes = base64(identity);
      }
      entry.identity = base64(identity);
      entry.client_tls_cert = entry.server_tls_cert = base64(tls);
    }
  });
}

const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
