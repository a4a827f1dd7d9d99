// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that tests need and Debian has. They are brought along as the Docker engine is: where this is root on Debian
 * with nobody to ask, and never with CATALOG_INSTALL_ENGINE=0.
 */
import { existsSync } from 'node:fs';
import { run, succeeds } from '@catalog-chain/network/engine/shell';
import { alone } from './lock.js';

const INSTALL_MS = 600_000;

const quietly = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: INSTALL_MS } as const;

const mayInstall = (): boolean =>
  process.platform === 'linux' &&
  existsSync('/etc/debian_version') &&
  process.getuid?.() === 0 &&
  !(process.stdin.isTTY && process.stdout.isTTY) &&
  process.env['CATALOG_INSTALL_ENGINE'] !== '0';

/** @returns why the program is not there; undefined when it is (brought along where we may) */
export async function programMissing(
  program: string,
  packages: readonly string[],
): Promise<string | undefined> {
  const isThere = (): Promise<boolean> => succeeds('which', [program]);
  if (await isThere()) return undefined;
  const names = packages.join(' ');
  if (!mayInstall()) return `no ${program} here: install Debian’s ${names}`;
  return alone('test-debian-packages', async () => {
    if (await isThere()) return undefined;
    await run('apt-get', ['update', '-q'], quietly);
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], quietly);
    return undefined;
  });
}
