// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { readFile } from 'node:fs/promises';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { UseReporter } from '../../../import/carry-out/report-uses.js';
import { FileFault, refusedOf } from '../../../import/faults.js';
import { merged, type Plan, type PlannedUse } from '../../../import/plan/plan.js';
import { XRoadPlanner, XRoadUses } from '../../../import/uses/plan-xroad.js';
import { readUses, type UsageReading, type UseRead } from '../../../import/uses/read-uses.js';
import { readSharedParams, type XRoadMember } from '../../../import/uses/shared-params.js';
import type { Source } from '../../../import/source/open-source.js';
import { EXIT } from '../exit.js';
import { Import, telling, type ImportOptions } from './import-command.js';
import { proposeMapping } from './propose.js';

export interface UsageImportOptions extends ImportOptions {
  readonly side: Side;
  /** X-Road records only: create the members, systems, services and grants that the records presuppose. */
  readonly createGrants?: boolean;
  /** X-Road registry (`shared-params.xml`) that names the members. */
  readonly registry?: string;
}

interface Survey {
  readonly source: Source;
  readonly plan: Plan;
  readonly isXRoad: boolean;
  readonly rows: number;
  readonly usable: number;
}

async function membersIn(registry: string | undefined): Promise<XRoadMember[]> {
  if (registry === undefined) return [];
  const xml = await readFile(registry, 'utf8').catch((cause: unknown) => {
    throw new FileFault('FILE_UNREADABLE', {}, {}, { cause });
  });
  return readSharedParams(xml);
}

const readingOf = (run: Import, { side }: UsageImportOptions): UsageReading => ({
  defaults: { side, ...(run.session.own !== undefined && { organisation: run.session.own }) },
  ...(run.mapping && { mapping: run.mapping }),
});

async function readings(run: Import, options: UsageImportOptions): Promise<AsyncIterable<UseRead>> {
  return readUses(await run.source(false), readingOf(run, options));
}

/** Reads the whole file before anything is sent, and keeps of it what the uses presuppose and what is refused. */
async function survey(run: Import, options: UsageImportOptions): Promise<Survey> {
  const planner = new XRoadPlanner(await membersIn(options.registry));
  let [rows, usable, xroad] = [0, 0, 0];
  const source = await run.source(false);
  for await (const one of readUses(source, readingOf(run, options))) {
    rows += 1;
    if ('error' in one) run.around.tally.refuse(refusedOf(one.row, one.error, run.language));
    else usable += 1;
    run.ensureUsable(rows);
    if (!('xroad' in one)) continue;
    xroad += 1;
    planner.add(one.xroad);
  }
  run.say(source.besides());
  return { source, plan: xroad > 0 ? planner.plan() : merged([]), isXRoad: xroad > 0, rows, usable };
}

async function* usesIn(run: Import, options: UsageImportOptions): AsyncGenerator<PlannedUse> {
  const made = new XRoadUses();
  for await (const one of await readings(run, options)) {
    if ('xroad' in one) yield made.of(one.xroad);
    else if ('use' in one) yield one.use;
  }
}

async function report(run: Import, options: UsageImportOptions, { usable, isXRoad }: Survey): Promise<void> {
  const { around, carrier, terminal } = run;
  if (around.rehearse) {
    terminal.out(`usage events: ${usable} to be sent; those that the ledger has already are left`);
    return;
  }
  around.progress.start('usage events', usable);
  const reporter = new UseReporter(around);
  for await (const use of usesIn(run, options))
    if (!isXRoad || (await carrier.covers(use))) await reporter.add(use);
  await reporter.end();
  around.progress.stop('usage events: done');
}

/** Usage rows or X-Road records → usage events of both sides. @returns the exit code */
export const usageImport = (file: string, options: UsageImportOptions, terminal: Terminal): Promise<number> =>
  telling(file, terminal, async () => {
    const { proposeMap } = options;
    if (proposeMap !== undefined)
      return proposeMapping('uses', file, { ...options, proposeMap }, {}, terminal);
    using run = await Import.open('uses', file, options, terminal);
    const found = await survey(run, options);
    const { source } = found;
    const format = found.isXRoad ? 'x-road' : 'uses';
    terminal.out(`${file}: ${format} (${source.syntax}, ${source.encoding}), ${found.rows} rows`);
    if (options.createGrants) await run.carrier.carryOut(found.plan);
    if (found.usable > 0) await report(run, options, found);
    return await run.finish(source, format);
  });

/** The first half alone: what X-Road records presuppose. @returns the exit code */
export const xroadPrepare = (
  file: string,
  options: UsageImportOptions,
  terminal: Terminal,
): Promise<number> =>
  telling(file, terminal, async () => {
    using run = await Import.open('uses', file, options, terminal);
    const found = await survey(run, options);
    if (!found.isXRoad)
      throw new FileFault('FILE_FORMAT', { found: 'something else', wanted: 'an X-Road log' });
    await run.carrier.carryOut(found.plan);
    const code = await run.finish(found.source, 'x-road');
    return found.usable === 0 ? EXIT.failed : code;
  });
