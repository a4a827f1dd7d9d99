// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdirSync } from 'node:fs';
import { run, succeeds } from './shell.js';

/** Programs to compile from a module whose go.mod and go.sum (or whole source) lie in a directory. */
export interface GoBuild {
  readonly directory: string;
  readonly packages: readonly string[];
  readonly ldflags?: string;
  readonly tags?: string;
  readonly cgo?: boolean;
}

/** The machine has neither Go nor an image of it. */
export class GoMissing extends Error {
  override readonly name = 'GoMissing';
}

/**
 * Compiles the programs into a directory as static programs for Linux: with this machine's Go, or where it has none in
 * the official Go image. Two jobs at most, so that a small machine stays usable.
 */
export async function goBuild(build: GoBuild, into: string, dockerfile: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  if (await succeeds('go', ['version'])) await withHostGo(build, into);
  else await withGoImage(build, into, dockerfile);
}

async function withHostGo(build: GoBuild, into: string): Promise<void> {
  const { directory, packages, ldflags = '', tags = '', cgo = false } = build;
  const args = ['build', '-p', '2', '-trimpath', '-tags', tags, '-ldflags', `-s -w ${ldflags}`];
  const env = { CGO_ENABLED: cgo ? '1' : '0', GOOS: 'linux', GOFLAGS: '-buildvcs=false' };
  await run('go', [...args, '-o', `${into}/`, ...packages], { cwd: directory, env });
}

async function withGoImage(build: GoBuild, into: string, dockerfile: string): Promise<void> {
  const { directory, packages, ldflags = '', tags = '', cgo = false } = build;
  const settings = {
    PACKAGES: packages.join(' '),
    LDFLAGS: `-s -w ${ldflags}`,
    TAGS: tags,
    CGO_ENABLED: cgo ? '1' : '0',
    GOPROXY: process.env['GOPROXY'] ?? '',
    GOSUMDB: process.env['GOSUMDB'] ?? '',
  };
  const args = Object.entries(settings).flatMap(([name, value]) =>
    value === '' ? [] : ['--build-arg', `${name}=${value}`],
  );
  const image = (
    await run('docker', ['build', '-q', ...args, '-f', dockerfile, directory]).catch(noGo)
  ).trim();
  const container = (await run('docker', ['create', image])).trim();
  try {
    await run('docker', ['cp', `${container}:/out/.`, into]);
  } finally {
    await run('docker', ['rm', container]);
  }
}

function noGo(cause: unknown): never {
  throw new GoMissing(
    'This machine has no Go and no image of it can be pulled. Install Go 1.24 or newer and run the command again.',
    { cause },
  );
}

/** Copies a module's folder (as Fabric's sampleconfig) out of the module cache. */
export async function copyFromModule(
  directory: string,
  module: string,
  folder: string,
  into: string,
): Promise<void> {
  const root = (await run('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd: directory })).trim();
  // The module cache is read-only; the copy must not be.
  cpSync(`${root}/${folder}`, into, { recursive: true, mode: 0 });
  await run('chmod', ['-R', 'u+w', into]);
}
