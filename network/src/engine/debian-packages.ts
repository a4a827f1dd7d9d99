// SPDX-License-Identifier: Apache-2.0
/** Debian's packages, brought along onto a machine where nobody has to be asked. */
import { existsSync } from 'node:fs';
import { exclusively } from './lock.js';
import { quiet } from '../report.js';
import { run } from './shell.js';

const INSTALL_MS = 900_000;

// Whoever else updates Debian's lists is refused at once, so one at a time does.
const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  exclusively('debian-packages', 'installing Debian’s packages', quiet, work);

/** Whether packages may be installed here at all: as root on Debian, and not with CATALOG_INSTALL_ENGINE=0. */
export const mayInstallPackages = (): boolean =>
  process.platform === 'linux' &&
  existsSync('/etc/debian_version') &&
  process.getuid?.() === 0 &&
  process.env['CATALOG_INSTALL_ENGINE'] !== '0';

/** A machine that has just been made knows no packages yet. */
export async function updatePackageLists(): Promise<void> {
  await inTurn(() => run('apt-get', ['update', '-q']));
}

/**
 * Installs packages unless another has meanwhile.
 * @param isThere whether what they bring is there already
 */
export async function installPackages(
  packages: readonly string[],
  isThere: () => Promise<boolean>,
): Promise<void> {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: INSTALL_MS };
  await inTurn(async () => {
    if (await isThere()) return;
    await updatePackageLists();
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
  });
}
