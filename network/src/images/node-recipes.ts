// SPDX-License-Identifier: Apache-2.0
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { goBuild } from '../engine/go.js';
import { run } from '../engine/shell.js';
import { images, repository } from '../paths.js';
import { runs } from './content-hash.js';
import { makeWritable } from './writable.js';
import type { Recipe } from './recipe.js';
import { type ImageSource, official } from './source.js';

// What the Node binary links to; nothing else of a distribution is needed to run it.
const LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1'];
const LOCKED = ['package.json', 'package-lock.json', '.npmrc'];
const WORKSPACES = ['chaincode', 'gateway/verifier', 'gateway/console', 'gateway', 'network', 'test'];

/** A workspace as an image: what it was compiled to, and its production dependencies. */
export interface NodeImage {
  readonly workspace: 'chaincode' | 'gateway';
  /** Other workspaces that it imports. */
  readonly uses: readonly string[];
  /** Folders, relative to the repository, that the program reads when it runs. */
  readonly folders: readonly string[];
}

/** The image that a workspace's image builds on: Node and the production dependencies, which change seldom. */
export function dependenciesRecipe({ workspace, uses }: NodeImage, source: ImageSource): Recipe {
  return {
    name: `${workspace}-dependencies`,
    dockerfile: 'Dockerfile.node',
    args: { BASE: source === 'official' ? official.node : 'scratch', WORKSPACE: workspace },
    inputs: [
      ...LOCKED.map((file) => join(repository, file)),
      ...WORKSPACES.map((name) => join(repository, name, 'package.json')),
      join(images, 'helper'),
      join(images, 'node'),
    ],
    async stage(context) {
      const rootfs = join(context, 'rootfs');
      makeWritable(join(rootfs, 'data'));
      await addHealthcheck(rootfs);
      if (source === 'build') await addNode(context, rootfs);
      await addDependencies([workspace, ...uses], join(context, 'app'));
    },
  };
}

/** A workspace's image: what it was compiled to, on its dependencies. */
export function workspaceRecipe({ workspace, folders }: NodeImage, dependencies: string): Recipe {
  return {
    name: workspace,
    dockerfile: 'Dockerfile.workspace',
    args: { BASE: dependencies },
    inputs: folders.map((folder) => join(repository, folder)),
    stage(context) {
      mkdirSync(join(context, 'app'));
      for (const folder of folders.filter((name) => existsSync(join(repository, name)))) {
        const filter = (path: string): boolean => runs(relative(repository, path));
        cpSync(join(repository, folder), join(context, 'app', folder), { recursive: true, filter });
      }
      return Promise.resolve();
    },
  };
}

async function addHealthcheck(rootfs: string): Promise<void> {
  const bin = join(rootfs, 'usr/local/bin');
  await goBuild({ directory: join(images, 'helper'), packages: ['.'] }, bin, join(images, 'Dockerfile.go'));
  symlinkSync('helper', join(bin, 'healthcheck'));
}

/** Node from npm (pinned by a lockfile) and the C library from this machine's Debian archive. */
async function addNode(context: string, rootfs: string): Promise<void> {
  const work = mkdtempSync(join(context, 'node-'));
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(images, 'node', file), join(work, file));
  }
  await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: work });
  const bin = join(rootfs, 'usr/local/bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(join(work, `node_modules/node-linux-${process.arch}/bin/node`), join(bin, 'node'));
  await addLibraries(work, rootfs);
  makeWritable(join(rootfs, 'tmp'));
  rmSync(work, { recursive: true });
}

async function addLibraries(work: string, rootfs: string): Promise<void> {
  const unsandboxed = ['-o', 'APT::Sandbox::User=root'];
  await run('apt-get', ['download', '-q', ...unsandboxed, ...LIBRARIES], { cwd: work });
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', join(work, file), rootfs]);
  }
  rmSync(join(rootfs, 'usr/share'), { recursive: true, force: true });
}

async function addDependencies(workspaces: readonly string[], app: string): Promise<void> {
  mkdirSync(app);
  for (const file of LOCKED) copyFileSync(join(repository, file), join(app, file));
  for (const name of WORKSPACES) {
    mkdirSync(join(app, name), { recursive: true });
    copyFileSync(join(repository, name, 'package.json'), join(app, name, 'package.json'));
  }
  const quietly = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  const chosen = workspaces.map((workspace) => `--workspace=${workspace}`);
  await run('npm', ['ci', ...chosen, ...quietly], { cwd: app });
}
