// SPDX-License-Identifier: Apache-2.0
import { run } from './engine/shell.js';

const DOCKER_MS = 120_000;

// compose.yaml puts it on everything that it makes, with the network's name as its value.
const label = (name: string): string => `catalog-chain=${name}`;

/**
 * Removes every container, volume and network that belongs to a consortium: found by label, so that it works
 * in whatever state a start was broken off. Images stay.
 */
export async function removeEverything(name: string): Promise<void> {
  const containers = await labelled(name, 'ps', '--all');
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
  const volumes = await labelled(name, 'volume', 'ls');
  if (volumes.length > 0) await docker('volume', 'rm', '--force', ...volumes);
  const networks = await labelled(name, 'network', 'ls');
  if (networks.length > 0) await docker('network', 'rm', ...networks);
}

/** Creates the network on which the organisations meet. */
export async function createSharedNetwork(name: string): Promise<void> {
  await docker('network', 'create', '--label', label(name), name);
}

async function labelled(name: string, ...list: readonly string[]): Promise<string[]> {
  const found = await docker(...list, '--quiet', '--filter', `label=${label(name)}`);
  return found.split('\n').filter((line) => line !== '');
}

function docker(...args: readonly string[]): Promise<string> {
  return run('docker', args, { timeoutMs: DOCKER_MS });
}
