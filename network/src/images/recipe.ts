// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeeds } from '../engine/shell.js';
import { exclusively } from '../engine/lock.js';
import { generated, images } from '../paths.js';
import { type Report, timed } from '../report.js';
import { contentHash } from './content-hash.js';

/** How one image comes about. */
export interface Recipe {
  readonly name: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  /** Files and folders that decide what is in the image. */
  readonly inputs: readonly string[];
  /** Fills the build context: rootfs/ and, for Node images, app/. */
  stage(context: string): Promise<void>;
}

/** The image's name; its tag is the hash of everything that goes into it, these recipes included. */
export function imageName(recipe: Recipe): string {
  const { name, args, inputs, dockerfile } = recipe;
  const hash = contentHash({ name, args, arch: process.arch }, [
    import.meta.dirname,
    join(images, dockerfile),
    ...inputs,
  ]);
  return `catalog-chain/${name}:${hash}`;
}

/**
 * Builds the image unless one of the same content is there already, and gives its name. Whoever asks while another
 * builds it waits for that one: what compiles for minutes is compiled once.
 */
export async function ensureImage(recipe: Recipe, report: Report): Promise<string> {
  const image = imageName(recipe);
  const isThere = (): Promise<boolean> => succeeds('docker', ['image', 'inspect', image]);
  if (await isThere()) return image;
  return exclusively(`image-${recipe.name}`, `build of ${image}`, report, async () => {
    if (!(await isThere())) await timed(report, `built ${image}`, () => build(recipe, image));
    return image;
  });
}

async function build(recipe: Recipe, image: string): Promise<void> {
  const parent = join(generated, 'images');
  mkdirSync(parent, { recursive: true });
  const context = mkdtempSync(join(parent, `${recipe.name}-`));
  try {
    await recipe.stage(context);
    const args = Object.entries(recipe.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    // The legacy builder is everywhere; BuildKit is not.
    const env = { DOCKER_BUILDKIT: '0' };
    const label = ['--label', 'catalog-chain.image=true'];
    const dockerfile = ['-f', join(images, recipe.dockerfile)];
    await run('docker', ['build', '-q', ...label, ...args, ...dockerfile, '-t', image, context], { env });
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}
