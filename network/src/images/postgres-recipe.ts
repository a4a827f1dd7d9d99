// SPDX-License-Identifier: Apache-2.0
/** PostgreSQL as an image, from Debian's packages: where no registry answers, this machine's archive does. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../engine/shell.js';
import { makeWritable } from './writable.js';
import type { Recipe } from './recipe.js';

// Pulled in by packages that only install or only compile expressions to machine code.
const UNNEEDED = /^lib(llvm|z3|perl|.*-perl$|debian-installer|newt|slang|textwrap|db5|semanage|sepol)/;
const EXACTLY = [
  '--no-recommends',
  '--no-suggests',
  '--no-conflicts',
  '--no-breaks',
  '--no-replaces',
  '--no-enhances',
];

/** The server of Debian's current PostgreSQL, with an empty cluster that trusts whoever reaches it. */
export async function postgresRecipe(): Promise<Recipe> {
  const version = await currentVersion();
  return {
    name: 'postgres',
    dockerfile: 'Dockerfile.postgres',
    args: { VERSION: version },
    inputs: [],
    async stage(context) {
      const rootfs = join(context, 'rootfs');
      for (const folder of ['data', 'tmp']) makeWritable(join(rootfs, folder));
      await addPackages(context, rootfs, await packagesOf(version));
      mkdirSync(join(rootfs, 'etc'), { recursive: true });
      // initdb asks for the name of the user that it runs as.
      writeFileSync(join(rootfs, 'etc/passwd'), 'postgres:x:1000:1000::/data:/bin/sh\n');
    },
  };
}

/** Debian's package `postgresql` depends on the one of its current version. */
async function currentVersion(): Promise<string> {
  const asked = (): Promise<string> => run('apt-cache', ['depends', 'postgresql']);
  const found = (text: string): string | undefined => /postgresql-(\d+)/.exec(text)?.[1];
  const version = found(await asked().catch(() => '')) ?? found(await updated(asked));
  if (version === undefined) throw new Error('Debian’s archive has no package postgresql');
  return version;
}

/** A machine that has just been made knows no packages yet. */
async function updated<T>(ask: () => Promise<T>): Promise<T> {
  await run('apt-get', ['update', '-q']);
  return ask();
}

async function packagesOf(version: string): Promise<string[]> {
  const server = `postgresql-${version}`;
  const listed = await run('apt-cache', ['depends', '--recurse', ...EXACTLY, server]);
  const libraries = listed
    .split('\n')
    .filter((line) => (line.startsWith('lib') || line === 'zlib1g') && !UNNEEDED.test(line));
  return [...new Set([server, 'dash', 'tzdata', ...libraries])];
}

async function addPackages(context: string, rootfs: string, packages: readonly string[]): Promise<void> {
  const work = mkdtempSync(join(context, 'debian-'));
  await run('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages], { cwd: work });
  for (const file of readdirSync(work)) await run('dpkg-deb', ['-x', join(work, file), rootfs]);
  for (const folder of ['doc', 'man', 'locale']) {
    rmSync(join(rootfs, 'usr/share', folder), { recursive: true, force: true });
  }
  rmSync(work, { recursive: true });
}
