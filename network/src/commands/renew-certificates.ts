// SPDX-License-Identifier: Apache-2.0
/** An organisation's certificates are renewed before they run out, or after one was revoked. */
import { type BlockValidation, ChannelUpdate, type ConsenterMapping } from '../consortium/channel-update.js';
import { Lifecycle } from '../consortium/lifecycle.js';
import { Tools } from '../consortium/tools.js';
import type { FailedRenewal } from '../consortium/material.js';
import type { UserName } from '../consortium/plan.js';
import { exclusively } from '../engine/lock.js';
import { quiet, type Report, timed } from '../report.js';
import { StartedNetwork } from '../started/started-network.js';
import type { StartedOrganisation } from '../started/started-organisation.js';

/**
 * Renews an organisation's certificates with its own authority, keys kept: all of them, or one user's. A certificate
 * that was revoked or has run out gets a successor (a user with a new key), and what fails for one holder hinders no
 * other. With all of them, nodes are restarted one after the other so that they read theirs; the channel
 * goes on, since the other organisations' nodes do. Raft knows orderers by their keys, so nothing else changes;
 * SmartBFT knows them by their certificates, so there a majority signs a channel update as well. The organisation's peers
 * are ready when it ends.
 * @throws Error at the end, when a holder's certificates could not be renewed; it names them
 */
export async function renewCertificates(
  network: StartedNetwork,
  name: string,
  report: Report = quiet,
  user?: UserName,
): Promise<void> {
  const { name: networkName } = network.state.settings;
  await exclusively(networkName, `renew ${name}`, report, async () => {
    const now = StartedNetwork.attach(networkName);
    const organisation = now.organisation(name);
    const { renewed, failed } = await timed(report, 'certificates renewed', () =>
      organisation.material.renew(user),
    );
    for (const { holder, caId, succeeded } of renewed) {
      if (succeeded) report(`${holder}: the authority no longer took the certificate; ${caId} succeeds it`);
    }
    if (user === undefined) await restartNodes(now, organisation, report);
    if (failed.length > 0) throw unrenewed(name, failed);
  });
}

function unrenewed(name: string, failed: readonly FailedRenewal[]): Error {
  const holders = failed.map(({ holder }) => holder).join(', ');
  return new Error(`${name}: these have their old certificates still: ${holders}`, {
    cause: failed[0]?.error,
  });
}

/** Has every node of the organisation read its new certificates. */
async function restartNodes(
  network: StartedNetwork,
  organisation: StartedOrganisation,
  report: Report,
): Promise<void> {
  if (network.state.settings.ordering === 'bft' && organisation.orderers.length > 0) {
    await timed(report, 'channel updated', () => introduce(network, organisation));
  }
  await timed(report, 'nodes restarted', async () => {
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
  });
  // Its users' new certificates are read when the network is looked at anew.
  const renewed = StartedNetwork.attach(network.state.settings.name);
  await timed(report, 'its peers ready', () => renewed.usableBy(organisation.name));
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
