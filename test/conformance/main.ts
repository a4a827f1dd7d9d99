// SPDX-License-Identifier: Apache-2.0
/**
 * Tries any verifier: `node test/dist/conformance/main.js COMMAND [ARGUMENT...]` runs `COMMAND [ARGUMENT...] BUNDLE
 * [TRUST]` for every case and prints a line for each that it got wrong. Without a command it writes the cases into a
 * folder, with a list of what each is. Exit status: 0 all right, 1 something wrong.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeBundles } from './bundles.js';
import { cases } from './cases.js';
import { Layout, wrong, type Answer, type Laid } from './protocol.js';

const [command, ...words] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-conformance-'));
const layout = new Layout(folder);
let count = 0;
let failed = 0;

function asked({ bundle, trust }: Laid): Answer {
  const { status, stdout } = spawnSync(
    command ?? '',
    [...words, bundle, ...(trust === undefined ? [] : [trust])],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return { exit: status, proved: stdout.split('\n').filter((line) => line.startsWith('proved ')) };
}

for await (const one of cases(await makeBundles())) {
  const laid = layout.lay(one);
  count += 1;
  if (command === undefined) {
    const { name, exit, reason = '' } = one;
    process.stdout.write(`${[laid.bundle, laid.trust ?? '', exit, reason, name].join('\t')}\n`);
    continue;
  }
  const found = wrong(one, asked(laid));
  rmSync(laid.bundle);
  if (found === undefined) continue;
  failed += 1;
  process.stdout.write(`${one.name}: ${found}\n`);
}
if (command !== undefined) {
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${count} cases, ${failed} wrong\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
