// SPDX-License-Identifier: Apache-2.0
/** An image that several ask for at once is made once, since Go programs take minutes to compile. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureEngine } from '@catalog-chain/network/engine/engine';
import { run } from '@catalog-chain/network/engine/shell';
import { ensureImage, imageName, type Recipe } from '@catalog-chain/network/images/recipe';
import { generated } from '@catalog-chain/network/paths';
import { quiet } from '@catalog-chain/network/report';
import { test } from '../support/testing.js';

test('an image that two ask for at once is built once', async (t) => {
  await ensureEngine(generated, quiet);
  let stagings = 0;
  const recipe: Recipe = {
    name: `made-once-${process.pid}`,
    dockerfile: 'Dockerfile.fabric',
    args: {},
    inputs: [],
    stage: async (context) => {
      stagings += 1;
      mkdirSync(path.join(context, 'rootfs'));
      writeFileSync(path.join(context, 'rootfs', 'file'), 'x');
      await delay(500);
    },
  };
  t.after(async () => {
    await run('docker', ['rmi', '-f', imageName(recipe)]);
    for (const end of ['lock', 'lock-owner'])
      rmSync(path.join(generated, `image-${recipe.name}.${end}`), { force: true });
  });
  const names = await Promise.all([1, 2, 3].map(() => ensureImage(recipe, quiet)));
  assert.deepEqual(names, Array<string>(3).fill(imageName(recipe)));
  assert.equal(stagings, 1);
});
