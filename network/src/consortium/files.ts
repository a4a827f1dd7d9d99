// SPDX-License-Identifier: Apache-2.0
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { workspace } from '../paths.js';

// Containers never run as root. Where this process does, what it writes for them belongs to user 1000.
const uid = process.getuid?.() ?? 1_000;
const gid = process.getgid?.() ?? 1_000;
const owner = uid === 0 ? { uid: 1_000, gid: 1_000 } : { uid, gid };

/** The user and group that containers run as, so that they can read what was generated for them. */
export const runAs = `${owner.uid}:${owner.gid}`;

function own(path: string): void {
  if (uid === 0) chownSync(path, owner.uid, owner.gid);
}

/** Makes a folder, and those above it that are missing, that only their owner can enter. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
  own(path);
}

/** Writes a file that only its owner can read, folder included: whole, or not at all when this process is killed. */
export function writePrivate(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  own(unfinished);
  renameSync(unfinished, path);
}

/** Fills `${NAME}` places of a file of this workspace. Throws when a variable is missing. */
export function fillTemplate(file: string, variables: Readonly<Record<string, string>>): string {
  return readFileSync(join(workspace, file), 'utf8').replace(/\$\{([A-Z0-9_]+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${file} names ${name}, which has no value`);
    return value;
  });
}
