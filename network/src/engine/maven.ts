// SPDX-License-Identifier: Apache-2.0
/** Artifacts from Maven, which is brought along from Debian where a Docker engine would be. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackages, mayInstallPackages } from './debian-packages.js';
import { run, succeeds } from './shell.js';

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:2.8';
const MAVEN_MS = 900_000;

/** What Maven knows an artifact by, and the SHA-256 that it must have. */
export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly type: 'zip';
  readonly sha256: string;
}

async function ensureMaven(): Promise<void> {
  const isThere = (): Promise<boolean> => succeeds('mvn', ['-v']);
  if (await isThere()) return;
  if (!mayInstallPackages())
    throw new Error('Maven is missing: install it (Debian’s package maven), and try again.');
  await installPackages(['maven'], isThere);
}

/**
 * Unpacks an artifact into a folder.
 * @throws Error when what was fetched is not what was pinned
 */
export async function unpackArtifact(artifact: Artifact, folder: string): Promise<void> {
  await ensureMaven();
  const { group, name, version, type, sha256 } = artifact;
  const named = `-Dartifact=${group}:${name}:${version}:${type}`;
  const ask = (goal: string): string[] => [
    '-q',
    '-B',
    `${PLUGIN}:${goal}`,
    named,
    `-DoutputDirectory=${folder}`,
  ];
  // It leaves notes of its own in the folder that it is called in.
  const options = { timeoutMs: MAVEN_MS, cwd: folder };
  await mkdir(folder, { recursive: true });
  await run('mvn', ask('copy'), options);
  const file = join(folder, `${name}-${version}.${type}`);
  const found = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (found !== sha256) throw new Error(`${name} ${version} is not what was pinned: SHA-256 ${found}`);
  await run('mvn', ask('unpack'), options);
  await rm(file);
}
