// SPDX-License-Identifier: Apache-2.0
/** One command at a time changes a network: a lock between processes. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from './wait.js';
import { generated } from '../paths.js';
import type { Report } from '../report.js';

/** What a command may take before one that waits for it gives up. */
const PATIENCE_MS = 20 * 60_000;
const BUSY = 5;

// The networks that the running call has locked already, so that a command may be made of others.
const held = new AsyncLocalStorage<readonly string[]>();

/**
 * Does the work while nobody else changes this network, in this process or another; waits for them first and says so.
 * Whoever gets the lock must read the network's state again: the one before may have changed it.
 * The lock is one of the operating system on an open file, so it ends with its owner, however that ends.
 * @param what names the command to those who wait for it
 * @throws Error after twenty minutes, naming the command that was waited for
 */
export async function exclusively<T>(
  name: string,
  what: string,
  report: Report,
  work: () => Promise<T>,
): Promise<T> {
  const before = held.getStore() ?? [];
  if (before.includes(name)) return work();
  mkdirSync(generated, { recursive: true });
  const lock = await taken(name, what, report);
  try {
    return await held.run([...before, name], work);
  } finally {
    lock[Symbol.dispose]();
  }
}

async function taken(name: string, what: string, report: Report): Promise<Disposable> {
  // Beside the network's folder, which `down` deletes.
  const note = join(generated, `${name}.lock-owner`);
  const file = new DatabaseSync(join(generated, `${name}.lock`));
  let told: string | undefined;
  const attempt = (): Promise<void> => {
    if (locks(file)) return Promise.resolve();
    const owner = ownerOf(note);
    if (told !== owner) report(`waiting for ${owner}, which is changing ${name}`);
    told = owner;
    return Promise.reject(new Error(`${owner} is still at work`));
  };
  try {
    await eventually(`the turn to change ${name}`, attempt, { timeoutMs: PATIENCE_MS });
  } catch (error) {
    file.close();
    throw error;
  }
  writeFileSync(note, `“${what}” (process ${process.pid})`, { mode: 0o600 });
  return {
    [Symbol.dispose]: () => {
      rmSync(note, { force: true });
      file.close();
    },
  };
}

/** Takes SQLite's exclusive lock on a file that nothing is ever written to. */
function locks(file: DatabaseSync): boolean {
  try {
    file.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode === BUSY) return false;
    throw error;
  }
}

/** Only words for those who wait: whether there is an owner, the lock alone says. */
function ownerOf(note: string): string {
  try {
    return readFileSync(note, 'utf8');
  } catch {
    return 'another command';
  }
}
