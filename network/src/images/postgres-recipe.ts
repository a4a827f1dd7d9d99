// SPDX-License-Identifier: Apache-2.0
/** PostgreSQL as an image, from Debian's packages: where no registry answers, this machine's archive does. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../engine/shell.js';
import { addPackages, currentVersion } from './debian.js';
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
  // The package of no version depends on the one of the current version.
  const version = await currentVersion('postgresql', /postgresql-(\d+)/);
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

async function packagesOf(version: string): Promise<string[]> {
  const server = `postgresql-${version}`;
  const listed = await run('apt-cache', ['depends', '--recurse', ...EXACTLY, server]);
  const libraries = listed
    .split('\n')
    .filter((line) => (line.startsWith('lib') || line === 'zlib1g') && !UNNEEDED.test(line));
  return [...new Set([server, 'dash', 'tzdata', ...libraries])];
}
