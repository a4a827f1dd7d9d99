// SPDX-License-Identifier: Apache-2.0
/** Debian's packages, unpacked into an image: where no registry answers, this machine's archive does. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { updatePackageLists } from '../engine/debian-packages.js';
import { run } from '../engine/shell.js';

/**
 * The version that a package of no version of its own depends on.
 * @param pattern its first group is the version
 */
export async function currentVersion(of: string, pattern: RegExp): Promise<string> {
  const asked = (): Promise<string> => run('apt-cache', ['depends', of]);
  const found = (text: string): string | undefined => pattern.exec(text)?.[1];
  const version = found(await asked().catch(() => '')) ?? found(await updatePackageLists().then(asked));
  if (version === undefined) throw new Error(`Debian’s archive has no package ${of}`);
  return version;
}

/** Their files, without what is there to be read by people. */
export async function addPackages(
  context: string,
  rootfs: string,
  packages: readonly string[],
): Promise<void> {
  const work = mkdtempSync(join(context, 'debian-'));
  await run('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages], { cwd: work });
  for (const file of readdirSync(work)) await run('dpkg-deb', ['-x', join(work, file), rootfs]);
  for (const folder of ['doc', 'man', 'locale']) {
    rmSync(join(rootfs, 'usr/share', folder), { recursive: true, force: true });
  }
  rmSync(work, { recursive: true });
}
