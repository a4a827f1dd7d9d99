// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that tests need and Debian has. They are brought along as the Docker engine is: where this is root on Debian
 * with nobody to ask, and never with CATALOG_INSTALL_ENGINE=0.
 */
import { installPackages, mayInstallPackages } from '@catalog-chain/network/engine/debian-packages';
import { succeeds } from '@catalog-chain/network/engine/shell';

const mayInstall = (): boolean => mayInstallPackages() && !(process.stdin.isTTY && process.stdout.isTTY);

/** @returns why the program is not there; undefined when it is (brought along where we may) */
export async function programMissing(
  program: string,
  packages: readonly string[],
): Promise<string | undefined> {
  const isThere = (): Promise<boolean> => succeeds('which', [program]);
  if (await isThere()) return undefined;
  const names = packages.join(' ');
  if (!mayInstall()) return `no ${program} here: install Debian’s ${names}`;
  await installPackages(packages, isThere);
  return undefined;
}
