// SPDX-License-Identifier: Apache-2.0
/**
 * `make simulate PATCHES=1`: puts faults that were mended back, one by one, into a copy of the product, and runs seeds
 * until each is found. A fault that no seed finds shows that the simulation is not worth what it costs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PATCHES = path.join(ROOT, 'test/simulation/patches');
const WORKSPACES = ['chaincode', 'gateway', 'network', 'test'];
const MOST_SEEDS = '2000';
const OURS = '@catalog-chain';

/** Sources and what was compiled of them, so that only what a patch touches is compiled again. */
function copyOfProduct(folder: string): void {
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.base.json', ...WORKSPACES])
    cpSync(path.join(ROOT, name), path.join(folder, name), {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
      filter: (source) => path.basename(source) !== 'node_modules',
    });
  for (const name of ['', ...WORKSPACES, 'gateway/verifier']) {
    const modules = path.join(ROOT, name, 'node_modules');
    if (existsSync(modules)) linkModules(modules, path.join(folder, name, 'node_modules'));
  }
}

/** Libraries are those of the product; its own packages are the copy's. */
function linkModules(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === OURS)
      cpSync(path.join(from, name), path.join(to, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(path.join(from, name), path.join(to, name));
  }
}

/** @returns the line that tells of the first seed that found the fault; undefined when none did */
function foundWith(patch: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-patched-'));
  try {
    copyOfProduct(folder);
    execFileSync('git', ['apply', '--unsafe-paths', path.join(PATCHES, patch)], { cwd: folder });
    const compiler = path.join(ROOT, 'node_modules/.bin/tsc');
    execFileSync(process.execPath, [compiler, '-b', 'test'], { cwd: folder, stdio: 'inherit' });
    const env = { ...process.env, COUNT: MOST_SEEDS, FIRST: '1' };
    const main = path.join(folder, 'test/dist/simulation/main.js');
    const { stdout } = spawnSync(process.execPath, [main], { env, encoding: 'utf8', maxBuffer: 2 ** 28 });
    const seed = /^seed \d+/m.exec(stdout)?.[0];
    const fault = /FAULT (.*)$/m.exec(stdout)?.[1];
    return seed === undefined ? undefined : `${seed}: ${fault ?? ''}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let missed = 0;
for (const patch of readdirSync(PATCHES).sort()) {
  const found = foundWith(patch);
  if (found === undefined) missed += 1;
  process.stdout.write(`${patch}: ${found ?? `not found in ${MOST_SEEDS} seeds`}\n`);
}
process.exit(missed > 0 ? 1 : 0);
