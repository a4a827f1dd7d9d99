// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { ConfigError, type Config } from '../../config.js';
import { readProfile, type FabricProfile } from './profile.js';

/** The file holds private keys. */
const OTHERS = 0o077;

/**
 * The Fabric profile that the configuration names, with the identities of the organisations served and no others.
 * @throws ConfigError when it cannot be read, others may read it, or an organisation is not in it
 */
export function readFabricSettings({
  fabricProfile = '',
  organisations,
}: Pick<Config, 'fabricProfile' | 'organisations'>): FabricProfile {
  const profile = readable(fabricProfile);
  const served = organisations === '*' ? [] : organisations;
  const members = profile.members.filter(({ mspId }) => served.includes(mspId));
  const missing = served.filter((id) => !members.some(({ mspId }) => mspId === id));
  if (missing.length > 0)
    throw new ConfigError([`ORGANISATIONS: the Fabric profile has no identities of ${missing.join(', ')}`]);
  return { ...profile, members };
}

function readable(file: string): FabricProfile {
  try {
    if ((statSync(file).mode & OTHERS) !== 0)
      throw new Error('only its owner may read it: it holds private keys (mode 0600)');
    return readProfile(file);
  } catch (error) {
    throw new ConfigError([`FABRIC_PROFILE: ${reasonOf(error)}`]);
  }
}

/** Never what the file holds: the parser's own message would quote it. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'is not JSON';
  if ((error as NodeJS.ErrnoException).code !== undefined) return 'cannot be read';
  return error instanceof Error ? error.message : 'is not usable';
}
