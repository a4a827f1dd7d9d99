// SPDX-License-Identifier: Apache-2.0
/** What the importing commands share: surroundings, a report, refused rows, an exit code, the gateway's record of it. */
import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import { Carrier } from '../../../import/carry-out/carry-out.js';
import { UseReporter } from '../../../import/carry-out/report-uses.js';
import { UseGate } from '../../../import/carry-out/use-gate.js';
import type { JudgedUse } from '../../../import/uses/judge-uses.js';
import type { Surroundings } from '../../../import/carry-out/surroundings.js';
import { Tally } from '../../../import/carry-out/tally.js';
import { ensureGoing, Interrupted } from '../../../import/carry-out/interrupted.js';
import type { Ending, ImportEnding } from '../../../import/record/import-records.js';
import { ApiError, isPassing } from '../../client/api-client.js';
import { EXIT } from '../exit.js';
import { FileFault, refusedOf, RowError, type RowFaultCode } from '../../../import/faults.js';
import { languageOf } from '@catalog-chain/verifier/command/language';
import type { MappedKind } from '../../../import/mapping/headings.js';
import {
  ensureConfirmed,
  ensureFits,
  namingOf,
  readMapping,
  unsettled,
  type Mapping,
} from '../../../import/mapping/mapping.js';
import type { Naming } from '../../../import/mapping/naming.js';
import { stateOf } from '../../../import/source/bytes.js';
import { openSource, type Source } from '../../../import/source/open-source.js';
import type { Encoding } from '../../../import/source/text.js';
import { Members } from '../../../import/plan/members.js';
import type { Member } from '../../../import/plan/plan.js';
import { sha256 } from '../../digests.js';
import { progressFor, type Progress } from '../../progress.js';
import { Places } from '../../../import/source/places.js';
import { columnsOf } from './columns.js';
import { FileTeller } from './teller.js';
import { LinesFile } from './lines-file.js';
import { countLines, firstOf, thingLines } from './summary.js';
import { said } from '../../wording/say.js';
import { fileNameFor, RecordKeeper, type KeepingFault } from './record-keeper.js';
import { Stopping } from './stopping.js';
import { VOCABULARIES } from './vocabularies.js';
import { Patience } from '../../client/patience.js';
import { openSession, type Session, type SessionOptions } from '../../client/session.js';

export interface ImportOptions extends SessionOptions {
  readonly concurrency: number;
  /** Seconds to wait for a gateway that has answered before. */
  readonly wait: number;
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

/** As many as the gateway remembers of one import. */
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
  /** Of the file, when it was first read. */
  private firstState: string | undefined;
  private hasBegun = false;

  private constructor(
    readonly file: string,
    readonly options: ImportOptions,
    readonly terminal: Terminal,
    readonly session: Session,
    readonly around: Surroundings,
    readonly mapping: Mapping | undefined,
    private readonly reports: readonly (LinesFile | undefined)[],
    private readonly places: Places,
    private readonly keeper: RecordKeeper,
    private readonly stopping: Stopping,
    private readonly teller: FileTeller,
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
    const progress = progressFor(terminal.isTerminal, terminal.err);
    const patience = patienceOf(options, progress);
    const session = await openSession(options, patience);
    await ensureSpeaker(session);
    const mapping = options.map === undefined ? undefined : await mappingAt(options.map, kind, options);
    const open = (): Promise<Source> => sourceOf(file, options, true);
    const besides = mapping ? ensureFits(mapping, await columnsOf(open)) : [];
    const places = new Places();
    const refused = linesFile('--refused', options.refused, file);
    const changes = linesFile('--changes', options.changes, file, refused);
    const keeper = new RecordKeeper(session.api, whoOf(session), (fault) => {
      terminal.err(said(KEEPING_FAULTS[fault]));
    });
    const teller = new FileTeller(languageOf(), places, mapping ? namingOf(mapping) : () => undefined);
    const surroundings = surroundingsOf(
      session,
      options,
      progress,
      new Tally(
        refused && {
          write: (row, taken) => {
            refused.write(taken ? { ...row, taken } : row);
          },
        },
        teller,
        {
          write: (thing) => {
            changes?.write(thing);
            keeper.write(thing);
          },
        },
      ),
    );
    const members = await membersFor(session);
    const stopping = new Stopping();
    patience?.until(stopping.signal);
    const policy = options.dryRun ? await policyFor(session) : undefined;
    const around = { ...surroundings, members, signal: stopping.signal, ...(policy && { policy }) };
    const reports = [refused, changes];
    const run = new Import(
      file,
      options,
      terminal,
      session,
      around,
      mapping,
      reports,
      places,
      keeper,
      stopping,
      teller,
    );
    if (mapping) run.say([...unsettled(mapping), ...besides]);
    return run;
  }

  /** A rehearsal by a mapping that an import would refuse. */
  private get isUnsettled(): boolean {
    return this.mapping !== undefined && unsettled(this.mapping).length > 0;
  }

  /** The file from its beginning. @throws FileFault */
  async source(multiline: boolean): Promise<Source> {
    this.firstState ??= await stateOf(this.file);
    return this.places.of(await sourceOf(this.file, this.options, multiline));
  }

  /** Told once it is known what the file is: what is refused is told in its words. */
  calls(naming: Naming): void {
    this.teller.calls(naming);
  }

  /** What is told of it stands in no line of its own. */
  hasNoLines(): void {
    this.places.forget();
  }

  /** Says what the file is besides its rows, aloud and among the notes. */
  say(besides: readonly RowError[]): void {
    for (const error of besides) {
      const said = refusedOf(0, error, this.language);
      this.around.tally.note(said);
      this.terminal.err(`${this.file}: ${said.code}: ${said.message}`);
    }
  }

  /** A file of which next to nothing can be used is something else. @throws FileFault `FILE_REFUSED`; Interrupted */
  ensureUsable(rows: number): void {
    ensureGoing(this.around);
    const { count, first } = this.around.tally.refused;
    if (count < MANY_REFUSED || rows - count > rows * FEW_USED) return;
    throw new FileFault('FILE_REFUSED', { rows, refused: count, code: first?.code ?? '' });
  }

  /**
   * Sends the uses for which there are grants; a rehearsal counts them.
   * @param uses that the gateway would take
   * @param total of them, at most
   * @param needsGrant a use without a grant would be a violation of the import's making
   */
  async report(
    uses: AsyncIterable<JudgedUse> | Iterable<JudgedUse>,
    total: number,
    needsGrant: boolean,
  ): Promise<void> {
    const { around } = this;
    const gate = new UseGate(around, this.carrier, needsGrant);
    const reporter = new UseReporter(around);
    const sides = { claim: 0, attestation: 0 };
    if (!around.rehearse) around.progress.start(said('usage events'), total);
    try {
      for await (const judged of uses) {
        const admitted = await gate.admitted(judged);
        if (!admitted) continue;
        sides[admitted.side] += 1;
        await reporter.add(admitted);
      }
      await reporter.end();
    } finally {
      await reporter.land();
    }
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
    this.stopping[Symbol.dispose]();
    for (const report of this.reports) report?.[Symbol.dispose]();
  }

  /** Begins the gateway's record of it, before the first is written. A rehearsal leaves none. */
  async begin(source: Source, format: string): Promise<void> {
    const { options, keeper } = this;
    if (options.dryRun) return;
    this.hasBegun = true;
    await keeper.begin(async () => ({
      file: this.fileName,
      digest: await source.digest(),
      format,
      encoding: source.encoding,
      ...(options.map !== undefined && { mapping: await sha256(options.map) }),
    }));
  }

  /** Does the work, and says in the record when it could not be done. @returns the exit code */
  async through(work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Interrupted || this.isGivenUp(error)) return await this.interrupted();
      this.broken();
      await this.ended('failed', { code: codeOf(error) });
      throw error;
    }
  }

  /** Prints the tally, ends the gateway's record. @returns the exit code */
  async finish(owners?: ReadonlySet<string>): Promise<number> {
    const { tally } = this.around;
    if (this.options.dryRun)
      this.terminal.out(said('dry run: nothing is written; this is what an import would do'));
    if ((await stateOf(this.file)) !== this.firstState)
      tally.refuse(refusedOf(0, new RowError('FILE_CHANGED'), this.language));
    this.print();
    const isTold = owners !== undefined && owners.size <= MOST_OWNERS;
    await this.ended('finished', isTold ? { owners: [...owners].sort() } : {});
    return tally.isClean && !this.isUnsettled ? EXIT.ok : EXIT.someRefused;
  }

  /** Told to stop, it waits for no gateway that is away. */
  private isGivenUp(error: unknown): boolean {
    return this.around.signal?.aborted === true && error instanceof ApiError && isPassing(error);
  }

  /** Says what was done before it could not go on, and how to go on. */
  private broken(): void {
    if (!this.hasBegun) return;
    this.around.progress.stop(said('could not go on'));
    this.print();
    this.terminal.err(said(IMPORT_BROKEN));
  }

  /** Says what was done, and how to go on. @returns the exit code */
  private async interrupted(): Promise<number> {
    const { terminal, around } = this;
    around.progress.stop(said('interrupted'));
    this.print();
    await this.ended('interrupted', {});
    terminal.err(said(this.options.dryRun ? REHEARSAL_STOPPED : IMPORT_STOPPED));
    return EXIT.interrupted;
  }

  private print(): void {
    const { around, options, terminal } = this;
    const { tally } = around;
    [...countLines(tally), ...thingLines(tally)].forEach(terminal.out);
    for (const [what, told] of [
      ['refused', tally.refused],
      ['noted', tally.noted],
    ] as const)
      for (const one of told.byCode.values()) terminal.err(firstOf(what, one, options.refused === undefined));
  }

  private async ended(state: Ending, more: Pick<ImportEnding, 'owners' | 'code'>): Promise<void> {
    const { keeper, terminal, around } = this;
    const { tally } = around;
    if (keeper.id === undefined) return;
    const figures = { totals: tally.totals(), refused: tally.refused.count, noted: tally.noted.count };
    await keeper.end({ state, ...figures, ...more });
    terminal.out(said('import: {id}', { id: keeper.id }));
  }

  /**
   * Whose entries the last import of this catalogue held; nobody's where there was none. It is this catalogue where the
   * file has the same name, or most of its owners are there again: exports are often named after their day.
   */
  async ownersBefore(format: string, owners: ReadonlySet<string>): Promise<readonly string[]> {
    const who = whoOf(this.session);
    if (who === undefined) return [];
    const former = await this.session.api.imports(who);
    const isSame = ({ file, owners: theirs = [] }: (typeof former)[number]): boolean =>
      file === this.fileName || theirs.filter((one) => owners.has(one)).length * 2 > theirs.length;
    // One that never ended, this one among them, says nothing of owners.
    const told = former.filter(({ owners: theirs }) => theirs !== undefined);
    return told.find((one) => one.format === format && isSame(one))?.owners ?? [];
  }

  private get fileName(): string {
    return fileNameFor(this.file);
  }
}

const KEEPING_FAULTS = {
  none: 'the gateway took no record of this import',
  nobody: 'no record of this import is kept: say whose it is by --manager or --organisation',
  'in part': "the gateway's record of this import does not name all that it touched; what it counts is whole",
  'not ended': 'the gateway\'s record of this import does not say how it ended: it stays "not ended"',
} as const satisfies Record<KeepingFault, string>;
const IMPORT_STOPPED =
  'Interrupted: what is counted above was done, and nothing more was begun. Run the same command again: what is there is left, and it goes on from there.';
const IMPORT_BROKEN =
  'The import could not go on: what is counted above was done. Run the same command again: what is there is left, and it goes on from there.';
const REHEARSAL_STOPPED = 'Interrupted: nothing was written, and the file was not read to its end.';

const whoOf = ({ manager, own }: Session): string | undefined => manager ?? own;

/** What stopped an import, as a record names it. */
function codeOf(error: unknown): string {
  if (error instanceof ApiError || error instanceof FileFault) return error.code;
  return 'FAILED';
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

/** A rehearsal can be begun again at no cost: it waits for nobody. */
const patienceOf = ({ wait, dryRun }: ImportOptions, progress: Progress): Patience | undefined =>
  dryRun === true || wait === 0
    ? undefined
    : new Patience(wait * 1000, {
        begun: (seconds) => {
          progress.say(said('no answer from the gateway; waiting for it, {seconds} s at most', { seconds }));
        },
        ended: () => {
          progress.say(said('no longer waiting for the gateway'));
        },
      });

const linesFile = (
  option: string,
  path: string | undefined,
  input: string,
  besides?: LinesFile,
): LinesFile | undefined => (path === undefined ? undefined : LinesFile.create(option, path, input, besides));

export const sourceOf = (file: string, options: ImportOptions, multiline: boolean): Promise<Source> =>
  openSource(file, { multiline, ...(options.encoding !== undefined && { encoding: options.encoding }) });

/** Members, where this import may register further ones. */
async function membersFor({ api, manager }: Session): Promise<Members> {
  if (manager === undefined) return new Members();
  const members: Member[] = [];
  for await (const member of api.organisations(manager)) members.push(member);
  return new Members(members);
}

/** The rules by which a rehearsal judges; none where nobody of the logins may see them. */
async function policyFor(session: Session): Promise<Policy | undefined> {
  const who = whoOf(session);
  return who === undefined || !(await session.api.canRead(who)) ? undefined : session.api.policy(who);
}

function surroundingsOf(
  session: Session,
  options: ImportOptions,
  progress: Progress,
  tally: Tally,
): Omit<Surroundings, 'members'> {
  return {
    api: session.api,
    manager: session.manager,
    tally,
    progress,
    concurrency: options.concurrency,
    rehearse: options.dryRun === true,
    language: languageOf(),
  };
}

const NO_COLUMN =
  '{file}: no column is known for {fields}: put the name of each behind its column under "columns", or what holds for every row under "constants". Proposed again with --map {file}, the words of these columns are listed.';

/** Writes a proposal. @param missing fields that no column is known for. @returns the exit code: a person has to go on */
export async function writeProposal(
  file: string,
  mapping: Mapping,
  missing: readonly string[],
  terminal: Terminal,
): Promise<number> {
  await writeFile(file, `${JSON.stringify(mapping, null, 2)}\n`);
  terminal.out(
    said('{file}: a mapping is proposed; read it, decide what is null, set "confirmed" to true', { file }),
  );
  if (missing.length > 0) terminal.out(said(NO_COLUMN, { file, fields: missing.join(', ') }));
  return EXIT.ok;
}

/** What says that the file is not all there is. */
const PARTS: readonly string[] = ['FILE_PAGE', 'FILE_SHEETS'] satisfies RowFaultCode[];

/** Whether what the file lacks may be elsewhere: on another page, or another sheet. */
export const isPart = (besides: readonly RowError[]): boolean =>
  besides.some(({ code }) => PARTS.includes(code));

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
