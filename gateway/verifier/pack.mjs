// SPDX-License-Identifier: Apache-2.0
/**
 * Packs the verifier for those who run nothing else of this project: one program with all that it needs inside, so that
 * installing it brings no other package. Run by `make verifier`, after the build.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const here = import.meta.dirname;
const staged = path.join(here, 'dist/package');
const { name, version, description, license, engines } = JSON.parse(
  readFileSync(path.join(here, 'package.json'), 'utf8'),
);

rmSync(staged, { recursive: true, force: true });
mkdirSync(staged, { recursive: true });

const asProgram = { bundle: true, platform: 'node', format: 'esm' };

// What begins is a file of its own: a Node.js that cannot read the rest can read it, and says which one is needed.
await build({
  ...asProgram,
  entryPoints: [path.join(here, 'dist/command/main.js')],
  outfile: path.join(staged, 'catalog-chain-verify.mjs'),
  external: ['./run.js'],
  target: 'node16',
});

await build({
  ...asProgram,
  entryPoints: [path.join(here, 'dist/command/run.js')],
  outfile: path.join(staged, 'run.js'),
  target: 'node24',
  legalComments: 'linked',
  // Parts of the bundle are CommonJS and ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
});

const manifest = {
  name,
  version,
  description,
  license,
  engines,
  type: 'module',
  bin: { 'catalog-chain-verify': 'catalog-chain-verify.mjs' },
};
writeFileSync(path.join(staged, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(path.join(here, '../../LICENSE'), path.join(staged, 'LICENSE'));
copyFileSync(path.join(here, '../../docs/evidence-format.md'), path.join(staged, 'README.md'));

const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', path.join(here, 'dist')], {
  cwd: staged,
  encoding: 'utf8',
});
process.stdout.write(`${path.relative(process.cwd(), path.join(here, 'dist', packed.trim()))}\n`);
