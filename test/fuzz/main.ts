// SPDX-License-Identifier: Apache-2.0
/**
 * `make fuzz`: everything that strangers write, changed by a seed, for so many minutes. What is found is told with what finds it
 * again: `SEED=… MINUTES=… make fuzz`.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fuzzArguments } from './arguments.js';
import { fuzzBundles } from './bundles.js';
import { fuzzDecisions } from './decisions.js';
import { CALLERS, fuzzApi, fuzzRows, fuzzStreams } from './http.js';
import { fuzzSignIn } from './sign-in.js';
import { missingSchemathesis } from './schemathesis.js';

const WORKSPACE = path.resolve(import.meta.dirname, '../..');
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');

/** A variable that make passes on though nobody has set it is empty. */
const numberOf = (name: string, otherwise: number): number => {
  const given = Number(process.env[name] ?? '');
  return given > 0 ? given : otherwise;
};

/** Properties over files of other systems, and over what reading costs, as tests have them. */
function suites(seed: number, ...parts: readonly string[]): string[] {
  const { status } = spawnSync(process.execPath, [JEST, '-c', 'jest.config.js', ...parts], {
    cwd: WORKSPACE,
    env: { ...process.env, FC_SEED: String(seed) },
    stdio: 'inherit',
  });
  return status === 0 ? [] : [`${parts.join(', ')}, FC_SEED=${seed}: see above`];
}

const seed = numberOf('SEED', 1 + randomInt(2 ** 31 - 1));
const minutes = numberOf('MINUTES', 10);
const found: string[] = [];

async function round(name: string, work: () => string[] | Promise<string[]>): Promise<void> {
  const began = performance.now();
  const faults = await work();
  found.push(...faults);
  console.log(`${name}: ${faults.length} found, ${Math.round((performance.now() - began) / 1000)} s`);
}

console.log(`seed ${seed}, about ${minutes} minutes`);
await round('cost of reading, and files of imports', () =>
  suites(seed, 'gateway/fuzz-cost', 'gateway/import/mangled'),
);
await round('arguments of contracts', async () => {
  const { calls, accepted, faults } = await fuzzArguments(seed, Math.ceil(minutes * 20));
  console.log(`  ${calls} calls, ${accepted} accepted`);
  return [...faults];
});
await round('bundles', async () => {
  const { tried, verdicts, faults } = await fuzzBundles(seed, Math.ceil(minutes * 100), Math.ceil(minutes));
  console.log(`  ${tried} bundles: ${JSON.stringify(verdicts)}`);
  return [...faults];
});
await round('streams of events', () => fuzzStreams(seed, Math.ceil(minutes * 20)));
await round('streams of rows', () => fuzzRows(seed, Math.ceil(minutes * 60)));
await round('decisions that persons sign', async () => {
  const { written, found: faults } = await fuzzDecisions(seed, Math.ceil(minutes * 100));
  console.log(`  ${written} written`);
  return faults;
});
await round('doors of sessions', () => fuzzSignIn(seed, Math.ceil(minutes * 100)));
const why = missingSchemathesis();
if (why !== undefined) console.log(`the API: left out, ${why}`);
/** Three quarters of the time, and at least what one chain takes. */
const seconds = {
  apart: Math.ceil((minutes * 30) / CALLERS.length),
  chained: Math.ceil((minutes * 15) / CALLERS.length) + 3,
};
for (const as of why === undefined ? CALLERS : [])
  await round(`the API as ${as?.join('/') ?? 'nobody'}`, () => fuzzApi(as, seed, seconds));
for (const one of found) console.log(one);
console.log(found.length === 0 ? 'nothing was found' : `${found.length} found with SEED=${seed}`);
process.exit(found.length === 0 ? 0 : 1);
