// SPDX-License-Identifier: Apache-2.0
/**
 * One real Fabric network for all test files of a run: whoever needs it first starts it, the others wait for it and
 * use it too. The runner removes it at the end; a file that is run on its own removes it itself. With
 * CATALOG_KEEP_NETWORK=1 it stays for the next run and is used again while the chaincode’s image is the same.
 * CATALOG_TEST_NETWORK and CATALOG_TEST_PORT_BASE let two checkouts share one engine.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { eventually } from '@catalog-chain/network/engine/wait';
import { ensureImages } from '@catalog-chain/network/images/images';
import { Network } from '@catalog-chain/network/network';
import { generated } from '@catalog-chain/network/paths';
import { removeEverything } from '@catalog-chain/network/remove';
import type { Report } from '@catalog-chain/network/report';
import { StartedNetwork } from '@catalog-chain/network/started-network';
import { deleteFolder, knownNetworks } from '@catalog-chain/network/state';

/** Name and first port of the run's network. */
export const name = process.env['CATALOG_TEST_NETWORK'] ?? 'catalog-test';
export const portBase = Number(process.env['CATALOG_TEST_PORT_BASE'] ?? 27_000);
const lock = path.join(generated, 'test.lock');
const underRunner = process.env['CATALOG_TEST_RUN'] === '1';
const kept = process.env['CATALOG_KEEP_NETWORK'] === '1';

// To the error stream, so that a long first start (images are built) is seen to go on.
const report: Report = (line) => process.stderr.write(`# network: ${line}\n`);

/** The run's network, every peer ready. Call it once, at the top of a test file. */
export async function sharedNetwork(): Promise<StartedNetwork> {
  const release = await acquire();
  try {
    return (await running()) ?? (await start());
  } finally {
    release();
  }
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
  return network.ready({ timeoutMs: 20_000 }).then(
    () => network,
    () => undefined,
  );
}

async function start(): Promise<StartedNetwork> {
  if (!underRunner) after(removeSharedNetwork);
  return new Network({ name, portBase, secondPeer: true }).start(report);
}

/** A lock between processes: a folder that only one can make, with the owner's process id in it. */
async function acquire(): Promise<() => void> {
  mkdirSync(generated, { recursive: true });
  await eventually('the lock on the test network', () => Promise.resolve().then(take), {
    timeoutMs: 20 * 60_000,
    everyMs: 500,
  });
  return () => {
    rmSync(lock, { recursive: true, force: true });
  };
}

function take(): void {
  try {
    mkdirSync(lock);
  } catch (taken) {
    if (ownerLives()) throw taken;
    rmSync(lock, { recursive: true, force: true });
    mkdirSync(lock);
  }
  writeFileSync(path.join(lock, 'pid'), String(process.pid));
}

function ownerLives(): boolean {
  try {
    process.kill(Number(readFileSync(path.join(lock, 'pid'), 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
