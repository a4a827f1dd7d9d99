// SPDX-License-Identifier: Apache-2.0
/** What the importing commands share: surroundings, a report, refused rows, an exit code, the gateway's record of it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import { Carrier } from '../../../import/carry-out/carry-out.js';
import { UseReporter } from '../../../import/carry-out/report-uses.js';
import { UseGate } from '../../../import/carry-out/use-gate.js';
import type { PlannedUse } from '../../../import/plan/plan.js';
import type { Surroundings } from '../../../import/carry-out/surroundings.js';
import { Tally } from '../../../import/carry-out/tally.js';
import { EXIT } from '../exit.js';
import { FileFault, refusedOf, type RowError } from '../../../import/faults.js';
import { languageOf } from '@catalog-chain/verifier/command/language';
import type { MappedKind } from '../../../import/mapping/headings.js';
import {
  ensureConfirmed,
  ensureFits,
  readMapping,
  unsettled,
  type Mapping,
} from '../../../import/mapping/mapping.js';
import { openSource, type Source } from '../../../import/source/open-source.js';
import type { Encoding } from '../../../import/source/text.js';
import { Members } from '../../../import/plan/members.js';
import type { Member } from '../../../import/plan/plan.js';
import { sha256 } from '../../digests.js';
import { progressFor } from '../../progress.js';
import { Places } from '../../../import/source/places.js';
import { columnsOf } from './columns.js';
import { FileTeller } from './teller.js';
import { LinesFile } from './lines-file.js';
import { countLines, firstOf, thingLines } from './summary.js';
import { said } from '../../wording/say.js';
import { VOCABULARIES } from './vocabularies.js';
import { openSession, type Session, type SessionOptions } from '../../client/session.js';

export interface ImportOptions extends SessionOptions {
  readonly concurrency: number;
  /** File for the rows that were refused, in the order in which that was found. */
  readonly refused?: string;
  /** File for all things that are created, changed, different or gone. */
  readonly changes?: string;
  readonly dryRun?: boolean;
  readonly encoding?: Encoding;
  /** A confirmed mapping. */
  readonly map?: string;
  /** Where a proposal is written. */
  readonly proposeMap?: string;
}

/** What the gateway remembers of one import. */
const MOST_OWNERS = 1000;

/** Per cent by which the heap may grow between two full collections. */
const HEAP_GROWTH = 50;
/** So many rows are refused before a file is given up of which hardly any is used. */
const MANY_REFUSED = 100_000;
const FEW_USED = 0.1;

/** One import of one file, from its options to its end. Disposing writes out what was refused. */
export class Import implements Disposable {
  readonly language = languageOf();
  readonly carrier: Carrier;
  private readonly begun = new Date();

  private constructor(
    readonly file: string,
    readonly options: ImportOptions,
    readonly terminal: Terminal,
    readonly session: Session,
    readonly around: Surroundings,
    readonly mapping: Mapping | undefined,
    private readonly reports: readonly (LinesFile | undefined)[],
    private readonly places: Places,
  ) {
    this.carrier = new Carrier(around);
  }

  /** @throws UsageError; FileFault for a mapping that is not as it should be, or not confirmed */
  static async open(
    kind: MappedKind,
    file: string,
    options: ImportOptions,
    terminal: Terminal,
  ): Promise<Import> {
    // The heap would double before it is cleaned; what an import holds is a small part of it.
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
    const session = await openSession(options);
    await ensureSpeaker(session);
    const mapping = options.map === undefined ? undefined : await mappingAt(options.map, kind, options);
    const open = (): Promise<Source> => sourceOf(file, options, true);
    const besides = mapping ? ensureFits(mapping, await columnsOf(open)) : [];
    const places = new Places();
    const refused = linesFile('--refused', options.refused, file);
    const changes = linesFile('--changes', options.changes, file);
    const surroundings = surroundingsOf(
      session,
      options,
      terminal,
      new Tally(
        refused && {
          write: (row, taken) => {
            refused.write(taken ? { ...row, taken } : row);
          },
        },
        new FileTeller(languageOf(), places, mapping),
        changes,
      ),
    );
    const around = { ...surroundings, members: await membersFor(session) };
    const run = new Import(file, options, terminal, session, around, mapping, [refused, changes], places);
    if (mapping) run.say([...unsettled(mapping), ...besides]);
    return run;
  }

  /** A rehearsal by a mapping that an import would refuse. */
  private get isUnsettled(): boolean {
    return this.mapping !== undefined && unsettled(this.mapping).length > 0;
  }

  /** The file from its beginning. @throws FileFault */
  async source(multiline: boolean): Promise<Source> {
    return this.places.of(await sourceOf(this.file, this.options, multiline));
  }

  /** Says what the file is besides its rows, aloud and among the notes. */
  say(besides: readonly RowError[]): void {
    for (const error of besides) {
      const said = refusedOf(0, error, this.language);
      this.around.tally.note(said);
      this.terminal.err(`${this.file}: ${said.code}: ${said.message}`);
    }
  }

  /** A file of which next to nothing can be used is something else. @throws FileFault `FILE_REFUSED` */
  ensureUsable(rows: number): void {
    const { count, first } = this.around.tally.refused;
    if (count < MANY_REFUSED || rows - count > rows * FEW_USED) return;
    throw new FileFault('FILE_REFUSED', { rows, refused: count, code: first?.code ?? '' });
  }

  /**
   * Sends the uses that can be reported; a rehearsal counts them.
   * @param total of them, at most
   * @param needsGrant a use without a grant would be a violation of the import's making
   */
  async report(
    uses: AsyncIterable<PlannedUse> | Iterable<PlannedUse>,
    total: number,
    needsGrant: boolean,
  ): Promise<void> {
    const { around } = this;
    const gate = new UseGate(around, this.carrier, needsGrant);
    const reporter = new UseReporter(around);
    const sides = { claim: 0, attestation: 0 };
    if (!around.rehearse) around.progress.start(said('usage events'), total);
    for await (const use of uses) {
      const admitted = await gate.admitted(use);
      if (!admitted) continue;
      sides[use.side] += 1;
      await reporter.add(admitted);
    }
    await reporter.end();
    if (!around.rehearse) around.progress.stop(said('usage events: done'));
    else {
      const { claim, attestation } = sides;
      this.terminal.out(
        said(
          'usage events: {count} to be sent (claims {claims}, attestations {attestations}); those that the ledger has already are left',
          { count: claim + attestation, claims: claim, attestations: attestation },
        ),
      );
    }
  }

  [Symbol.dispose](): void {
    for (const report of this.reports) report?.[Symbol.dispose]();
  }

  /** Prints the tally, leaves a record with the gateway. @returns the exit code */
  async finish(source: Source, format: string, owners?: ReadonlySet<string>): Promise<number> {
    const { around, options, terminal } = this;
    const { tally } = around;
    if (options.dryRun) terminal.out(said('dry run: nothing is written; this is what an import would do'));
    [...countLines(tally), ...thingLines(tally)].forEach(terminal.out);
    for (const [what, told] of [
      ['refused', tally.refused],
      ['noted', tally.noted],
    ] as const)
      for (const one of told.byCode.values()) terminal.err(firstOf(what, one, options.refused === undefined));
    if (!options.dryRun) await this.record(source, format, owners);
    return tally.isClean && !this.isUnsettled ? EXIT.ok : EXIT.someRefused;
  }

  /**
   * Whose entries the last import of this catalogue held; nobody's where there was none. It is this catalogue where the
   * file has the same name, or most of its owners are there again: exports are often named after their day.
   */
  async ownersBefore(format: string, owners: ReadonlySet<string>): Promise<readonly string[]> {
    const { who } = this;
    if (who === undefined) return [];
    const former = await this.session.api.imports(who);
    const isSame = ({ file, owners: theirs = [] }: (typeof former)[number]): boolean =>
      file === this.fileName || theirs.filter((one) => owners.has(one)).length * 2 > theirs.length;
    return former.find((one) => one.format === format && isSame(one))?.owners ?? [];
  }

  private get who(): string | undefined {
    return this.session.manager ?? this.session.own;
  }

  private get fileName(): string {
    return path.basename(this.file).slice(0, 200);
  }

  private async record(source: Source, format: string, owners?: ReadonlySet<string>): Promise<void> {
    const { session, around, terminal, who } = this;
    if (who === undefined) return;
    const body = {
      file: this.fileName,
      digest: await source.digest(),
      format,
      encoding: source.encoding,
      begun: this.begun.toISOString(),
      totals: around.tally.totals(),
      refused: around.tally.refused.count,
      noted: around.tally.noted.count,
      touched: around.tally.touched.map(({ first, ...of }) => ({ ...of, ids: first.map(({ id }) => id) })),
      ...(this.options.map !== undefined && { mapping: await sha256(this.options.map) }),
      ...(owners !== undefined && owners.size <= MOST_OWNERS && { owners: [...owners].sort() }),
    };
    try {
      const { id } = await session.api.recordImport(who, body);
      terminal.out(said('import: {id}', { id }));
    } catch {
      // What was imported is on the ledger; that nobody noted who did it is said, and fails nothing.
      terminal.err(said('the gateway took no record of this import'));
    }
  }
}

/** Who imports speaks for an organisation: a fault of the call is told once, and not of every row. @throws UsageError */
async function ensureSpeaker({ api, own = '', everyone }: Session): Promise<void> {
  if (everyone) return;
  if (own === '')
    throw new UsageError(
      'Imports are made by an officer or the software of an organisation: this token is none of theirs.',
    );
  if (!(await api.canRead(own))) throw new UsageError(`No login of ${own} was given that imports.`);
}

async function mappingAt(file: string, kind: MappedKind, options: ImportOptions): Promise<Mapping> {
  const mapping = await readMapping(file, kind, VOCABULARIES[kind]);
  if (!options.dryRun) ensureConfirmed(mapping, VOCABULARIES[kind]);
  return mapping;
}

const linesFile = (option: string, path: string | undefined, input: string): LinesFile | undefined =>
  path === undefined ? undefined : LinesFile.create(option, path, input);

export const sourceOf = (file: string, options: ImportOptions, multiline: boolean): Promise<Source> =>
  openSource(file, { multiline, ...(options.encoding !== undefined && { encoding: options.encoding }) });

/** Members, where this import may register further ones. */
async function membersFor({ api, manager }: Session): Promise<Members> {
  if (manager === undefined) return new Members();
  const members: Member[] = [];
  for await (const member of api.organisations(manager)) members.push(member);
  return new Members(members);
}

function surroundingsOf(
  session: Session,
  options: ImportOptions,
  terminal: Terminal,
  tally: Tally,
): Omit<Surroundings, 'members'> {
  return {
    api: session.api,
    manager: session.manager,
    tally,
    progress: progressFor(terminal.isTerminal, terminal.err),
    concurrency: options.concurrency,
    rehearse: options.dryRun === true,
    language: languageOf(),
  };
}

/** `CODE`s of the file go to standard error in the reader's language. @returns the exit code */
export async function telling(
  file: string,
  terminal: Terminal,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    terminal.err(error.line(file, languageOf()));
    return EXIT.failed;
  }
}

/** Writes a proposal. @returns the exit code: a person has to go on */
export async function writeProposal(file: string, mapping: Mapping, terminal: Terminal): Promise<number> {
  await writeFile(file, `${JSON.stringify(mapping, null, 2)}\n`);
  terminal.out(
    said('{file}: a mapping is proposed; read it, decide what is null, set "confirmed" to true', { file }),
  );
  return EXIT.ok;
}

/** Groups of rows as they come. */
export async function* grouped<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
