// SPDX-License-Identifier: Apache-2.0
/**
 * Imports of large files through the command line into a demo of its own: how many a second, and what the importer has in
 * memory at most. `RECORDS` (default 100,000) of a log, `ENTRIES` (default 2,000) of a catalogue;
 * 0 leaves either out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { writeCatalogue, writeLog } from '../support/big-files.js';
import { DemoProcess } from '../support/demo-process.js';
import { residentMiB } from '../support/process-memory.js';
import { report } from './measure.js';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../../gateway/dist/cli/main.js');
const RECORDS = Number(process.env['RECORDS'] ?? 100_000);
const ENTRIES = Number(process.env['ENTRIES'] ?? 2_000);
/** What an import of any size may take. */
const MOST_MIB = 512;
const WATCH_MS = 200;

interface Course {
  readonly seconds: number;
  readonly mostMiB: number;
}

/** Runs an import to its end and watches it. @throws Error where it does not end well */
async function course(demo: DemoProcess, ...words: readonly string[]): Promise<Course> {
  const begun = performance.now();
  const child = spawn(process.execPath, [COMMAND_LINE, ...words], {
    env: {
      PATH: process.env['PATH'],
      CATALOG_CHAIN_LOGINS: path.join(demo.home, 'info.json'),
      CATALOG_CHAIN_DEMO_KEY: path.join(demo.home, 'state', 'demo-token-key.json'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let mostMiB = 0;
  const watch = setInterval(() => {
    if (child.pid === undefined || child.exitCode !== null) return;
    mostMiB = Math.max(mostMiB, residentMiB(child.pid, 'VmHWM') || 0);
  }, WATCH_MS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`The import ended with ${code}.`);
  return { seconds: (performance.now() - begun) / 1000, mostMiB };
}

function tell(name: string, rows: number, { seconds, mostMiB }: Course): void {
  report(`imports: ${name}`, Math.round(rows / seconds), `of ${rows} per second`);
  report(`imports: ${name}, importer's memory`, mostMiB, 'MiB', MOST_MIB);
}

export async function benchImports(): Promise<void> {
  await using demo = await DemoProcess.start();
  const catalogue = path.join(demo.home, 'catalogue.json');
  const log = path.join(demo.home, 'log.json');
  if (ENTRIES > 0) {
    await writeCatalogue(catalogue, ENTRIES);
    tell('catalogue entries', ENTRIES, await course(demo, 'catalog', 'import', catalogue));
    tell('catalogue entries again', ENTRIES, await course(demo, 'catalog', 'import', catalogue));
  }
  if (RECORDS > 0) {
    await writeLog(log, RECORDS);
    tell('uses', RECORDS, await course(demo, 'usage', 'import', log, '--create-grants'));
    tell('uses again', RECORDS, await course(demo, 'usage', 'import', log, '--create-grants'));
  }
}
