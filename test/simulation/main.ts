// SPDX-License-Identifier: Apache-2.0
/** `make simulate SEED=… COUNT=…`: runs seeds one after the other; what fails is told with its seed and its lines. */
import './world/virtual-time.js';
import { hrtime } from 'node:process';
import { foundLedger } from './chain/founded.js';
import { simulate, type Beginnings, type Run } from './simulate.js';
import { makeEmptyStores } from './store/empty-stores.js';
import { beginTime, timePasses } from './world/virtual-time.js';
import { Chance } from './world/chance.js';

const FOUNDED = Date.UTC(2026, 2, 1);

async function begin(): Promise<Beginnings> {
  beginTime(FOUNDED, new Chance(0));
  return timePasses(async () => {
    const { disk, ledger } = await foundLedger();
    return { founded: disk, stores: await makeEmptyStores(ledger) };
  });
}

/** A variable that make passes on though nobody has set it is empty. */
const numberOf = (name: string, otherwise: number): number => {
  const given = process.env[name] ?? '';
  return given === '' ? otherwise : Number(given);
};

function tell({ seed, lines, faults }: Run): void {
  process.stdout.write(
    `seed ${seed}: ${faults.length} faults\n${lines.map((line) => `  ${line}\n`).join('')}`,
  );
}

const [seed, count] = [numberOf('SEED', 1), numberOf('COUNT', 300)];
const isTold = process.env['LINES'] === '1';
const untilFirst = process.env['FIRST'] === '1';
const began = hrtime.bigint();
const beginnings = await begin();
let [failed, ran] = [0, 0];
for (let n = seed; n < seed + count; n += 1) {
  const run = await simulate(n, beginnings);
  ran += 1;
  if (run.faults.length > 0) failed += 1;
  if (run.faults.length > 0 || isTold) tell(run);
  if (failed > 0 && untilFirst) break;
}
const seconds = Number(hrtime.bigint() - began) / 1e9;
process.stdout.write(`${ran} seeds from ${seed} on, ${failed} failed, ${seconds.toFixed(1)} s\n`);
process.exit(failed > 0 ? 1 : 0);
