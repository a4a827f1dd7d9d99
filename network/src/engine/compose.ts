// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from './lock.js';
import { images } from '../paths.js';
import { type Report, timed } from '../report.js';
import { goBuild } from './go.js';
import { run, succeeds } from './shell.js';

const VERSION = 'v2.40.3';

/** Makes sure that `docker compose` (version 2) works, compiling the pinned module where it is missing. */
export async function ensureCompose(report: Report): Promise<void> {
  const isThere = (): Promise<boolean> => succeeds('docker', ['compose', 'version']);
  if (await isThere()) return;
  await exclusively('compose', 'compiling Docker Compose', report, async () => {
    if (!(await isThere())) await bringAlong(report);
  });
}

async function bringAlong(report: Report): Promise<void> {
  const plugins = join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'cli-plugins');
  report(`Docker Compose is missing: compiling ${VERSION} into ${plugins}`);
  await timed(report, 'Docker Compose compiled', () => install(plugins));
}

async function install(plugins: string): Promise<void> {
  mkdirSync(plugins, { recursive: true });
  const work = mkdtempSync(join(plugins, '.build-'));
  try {
    await goBuild(
      {
        directory: join(images, 'compose'),
        packages: ['github.com/docker/compose/v2/cmd'],
        ldflags: `-X github.com/docker/compose/v2/internal.Version=${VERSION}`,
      },
      work,
      join(images, 'Dockerfile.go'),
    );
    chmodSync(join(work, 'cmd'), 0o755);
    renameSync(join(work, 'cmd'), join(plugins, 'docker-compose'));
  } finally {
    rmSync(work, { recursive: true });
  }
  await run('docker', ['compose', 'version']);
}
