// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { readFile } from 'node:fs/promises';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { FileFault, refusedOf, RowError, type Language, type RefusedRow } from '../../../import/faults.js';
import { refusalOfReporter, UseJudge, type JudgedUse } from '../../../import/uses/judge-uses.js';
import { XRoadPlanner, XRoadUses } from '../../../import/uses/plan-xroad.js';
import { readUses, type UsageReading, type UseRead } from '../../../import/uses/read-uses.js';
import { Repeats } from '../../../import/uses/repeats.js';
import { readSharedParams, type XRoadMember } from '../../../import/uses/shared-params.js';
import type { Source } from '../../../import/source/open-source.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';
import { type Import, type ImportOptions } from './import-command.js';
import { importing } from './importing.js';

export interface UsageImportOptions extends ImportOptions {
  readonly side: Side;
  /** X-Road records only: create the members, systems, services and grants that the records presuppose. */
  readonly createGrants?: boolean;
  /** X-Road registry (`shared-params.xml`) that names the members. */
  readonly registry?: string;
}

interface Survey {
  readonly source: Source;
  readonly planner: XRoadPlanner;
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

/** Judges what is read of a file, alike each time that it is read: whatever is refused, nothing is made for its sake. */
class Screen {
  private readonly uses: UseJudge;
  private readonly made = new XRoadUses();

  constructor(
    private readonly planner: XRoadPlanner,
    private readonly language: Language,
  ) {
    this.uses = new UseJudge(language);
  }

  /** @returns the use, or why it cannot be reported, whatever the ledger holds */
  judged(one: UseRead): JudgedUse | RefusedRow {
    if ('error' in one) return refusedOf(one.row, one.error, this.language);
    if ('use' in one) return refusalOfReporter(one.use) ?? this.uses.judged(one.use);
    const { xroad } = one;
    const fault = this.planner.faultOf(xroad);
    return fault ? { row: xroad.row, ...fault } : this.uses.judged(this.made.of(xroad));
  }
}

/** Reads the whole file before anything is sent, and keeps of it what the uses presuppose and what is refused. */
async function survey(run: Import, options: UsageImportOptions): Promise<Survey> {
  const planner = new XRoadPlanner(await membersIn(options.registry));
  const screen = new Screen(planner, run.language);
  const repeats = new Repeats();
  const { tally } = run.around;
  const found = { rows: 0, usable: 0, isXRoad: false };
  const source = await run.source(false);
  for await (const one of readUses(source, readingOf(run, options))) {
    found.rows += 1;
    found.isXRoad ||= 'xroad' in one || 'isXRoad' in one;
    const judged = screen.judged(one);
    if ('read' in judged) found.usable += 1;
    else tally.refuse(judged);
    if ('read' in judged && 'xroad' in one) {
      planner.add(one.xroad);
      if (repeats.has(one.xroad))
        tally.note(refusedOf(one.xroad.row, new RowError('USE_REPEATED'), run.language));
    }
    run.ensureUsable(found.rows);
  }
  run.say(source.besides());
  return { source, planner, ...found };
}

/** The uses that the survey took for usable. */
async function* usesIn(
  run: Import,
  options: UsageImportOptions,
  planner: XRoadPlanner,
): AsyncGenerator<JudgedUse> {
  const screen = new Screen(planner, run.language);
  for await (const one of readUses(await run.source(false), readingOf(run, options))) {
    const judged = screen.judged(one);
    if ('read' in judged) yield judged;
  }
}

/** Each use that can be reported goes on; a rehearsal only counts them. Other logs' uses without a grant are reported: the ledger records them as what they are. */
async function report(run: Import, options: UsageImportOptions, found: Survey): Promise<void> {
  await run.report(usesIn(run, options, found.planner), found.usable, found.isXRoad);
}

/** Members, systems, services and grants that the records presuppose. */
async function prepare(run: Import, { planner }: Survey): Promise<void> {
  run.around.tally.refuse(...planner.refused.map((fault) => ({ row: 0, ...fault })));
  await run.carrier.carryOut(planner.plan());
}

/** Usage rows or X-Road records → usage events of both sides. @returns the exit code */
export const usageImport = (file: string, options: UsageImportOptions, terminal: Terminal): Promise<number> =>
  importing('uses', file, options, terminal, async (run) => {
    const found = await survey(run, options);
    const { source } = found;
    const format = found.isXRoad ? 'x-road' : 'uses';
    const { syntax, encoding } = source;
    const head = { file, format, syntax, encoding, count: found.rows };
    terminal.out(said('{file}: {format} ({syntax}, {encoding}), {count} rows', head));
    await run.begin(source, format);
    if (options.createGrants && found.isXRoad) await prepare(run, found);
    if (found.usable > 0) await report(run, options, found);
    return await run.finish();
  });

/** The first half alone: what X-Road records presuppose. @returns the exit code */
export const xroadPrepare = (
  file: string,
  options: UsageImportOptions,
  terminal: Terminal,
): Promise<number> =>
  importing('uses', file, options, terminal, async (run) => {
    const found = await survey(run, options);
    if (!found.isXRoad)
      throw new FileFault('FILE_FORMAT', { found: 'something else', wanted: 'an X-Road log' });
    await run.begin(found.source, 'x-road');
    await prepare(run, found);
    const code = await run.finish();
    return found.usable === 0 ? EXIT.failed : code;
  });
