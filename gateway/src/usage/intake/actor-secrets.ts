// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The secret under which an organisation's actors become pseudonyms: 32 bytes. */
export interface ActorSecrets {
  of(organisation: string): Promise<Uint8Array>;
}

const SECRET_BYTES = 32;

/** Secrets as files of a folder, readable by their owner only, made when first asked for. */
export function fileActorSecrets(folder: string): ActorSecrets {
  const known = new Map<string, Promise<Uint8Array>>();
  return {
    of: (organisation) => {
      const secret = known.get(organisation) ?? load(folder, organisation);
      known.set(organisation, secret);
      secret.catch(() => known.delete(organisation));
      return secret;
    },
  };
}

async function load(folder: string, organisation: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${encodeURIComponent(organisation)}.key`);
  await create(file);
  const secret = await readFile(file);
  if (secret.length !== SECRET_BYTES) throw new Error('An actor secret file does not hold 32 bytes.');
  return secret;
}

/** Writes a new secret unless there is one; on the disk before it is used. */
async function create(file: string): Promise<void> {
  try {
    await using handle = await open(file, 'wx', 0o600);
    await handle.writeFile(randomBytes(SECRET_BYTES));
    await handle.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
