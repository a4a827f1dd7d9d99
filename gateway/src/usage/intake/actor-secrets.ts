// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { madeOnce } from '../../support/made-once.js';

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
  const file = path.join(folder, `${encodeURIComponent(organisation)}.key`);
  const secret = await madeOnce(file, () => randomBytes(SECRET_BYTES));
  if (secret.length !== SECRET_BYTES) throw new Error('An actor secret file does not hold 32 bytes.');
  return secret;
}
