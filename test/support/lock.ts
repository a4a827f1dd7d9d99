// SPDX-License-Identifier: Apache-2.0
/** A lock between the processes of one checkout: a folder that only one can make, with the owner's process id in it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '@catalog-chain/network/engine/wait';
import { generated } from '@catalog-chain/network/paths';

/** Whoever holds a lock may be building images that this machine does not have yet. */
const TIMEOUT_MS = 20 * 60_000;

/** Runs the step while no other process runs one under this name; a lock whose owner has died is taken over. */
export async function alone<T>(name: string, step: () => Promise<T>): Promise<T> {
  const lock = path.join(generated, `${name}.lock`);
  mkdirSync(generated, { recursive: true });
  await eventually(
    `the lock ${name}`,
    () =>
      Promise.resolve().then(() => {
        take(lock);
      }),
    {
      timeoutMs: TIMEOUT_MS,
      everyMs: 250,
    },
  );
  try {
    return await step();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock: string): void {
  try {
    mkdirSync(lock);
  } catch (taken) {
    if (ownerLives(lock)) throw taken;
    rmSync(lock, { recursive: true, force: true });
    mkdirSync(lock);
  }
  writeFileSync(path.join(lock, 'pid'), String(process.pid));
}

function ownerLives(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(path.join(lock, 'pid'), 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
