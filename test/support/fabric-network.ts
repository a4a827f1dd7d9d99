// SPDX-License-Identifier: Apache-2.0
/**
 * One real Fabric network for all test files of a run: whoever needs it first starts it, the others wait for it and
 * use it too. It is removed when the run ends (jest/global-teardown.ts). With CATALOG_KEEP_NETWORK=1 it stays for the
 * next run and is used again while the chaincode’s image is the same.
 * CATALOG_TEST_NETWORK and CATALOG_TEST_PORT_BASE let two checkouts share one engine.
 */
import { ensureImages } from '@catalog-chain/network/images/images';
import { Network } from '@catalog-chain/network/network';
import { removeEverything } from '@catalog-chain/network/remove';
import type { Report } from '@catalog-chain/network/report';
import { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { deleteFolder, knownNetworks } from '@catalog-chain/network/state';
import { alone } from './lock.js';

/** Name and first port of the run's network. */
export const name = process.env['CATALOG_TEST_NETWORK'] ?? 'catalog-test';
export const portBase = Number(process.env['CATALOG_TEST_PORT_BASE'] ?? 27_000);
/**
 * A network that is not ready for so long is started anew, which takes it away from whoever uses it: much longer than
 * a busy machine needs to answer.
 */
const UNUSABLE_MS = 180_000;
const kept = process.env['CATALOG_KEEP_NETWORK'] === '1';

// To the error stream, so that a long first start (images are built) is seen to go on.
const report: Report = (line) => process.stderr.write(`# network: ${line}\n`);

/** The run's network, every peer ready. Call it once, at the top of a test file. */
export function sharedNetwork(): Promise<StartedNetwork> {
  return alone('test-network-start', async () => (await running()) ?? (await start()));
}

/** Removes the run's network, if there is one. */
export async function removeSharedNetwork(): Promise<void> {
  if (kept || !knownNetworks().includes(name)) return;
  await removeEverything(name);
  deleteFolder(name);
}

async function running(): Promise<StartedNetwork | undefined> {
  if (!knownNetworks().includes(name)) return undefined;
  const network = StartedNetwork.attach(name);
  const { chaincode } = await ensureImages(report);
  if (chaincode !== network.state.images.chaincode) return undefined;
  return network.ready({ timeoutMs: UNUSABLE_MS }).then(
    () => network,
    () => undefined,
  );
}

function start(): Promise<StartedNetwork> {
  return new Network({ name, portBase, secondPeer: true }).start(report);
}
