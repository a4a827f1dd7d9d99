// SPDX-License-Identifier: Apache-2.0
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import { CataloguePlanner, type CatalogueOptions } from '../../../import/catalogue/plan-catalogue.js';
import { readCatalogue } from '../../../import/catalogue/read-catalogue.js';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { ensureGoing } from '../../../import/carry-out/interrupted.js';
import { titleOf } from '../../../import/carry-out/tally.js';
import { refusedOf, RowError } from '../../../import/faults.js';
import type { Source } from '../../../import/source/open-source.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';
import { grouped, isPart, type Import, type ImportOptions } from './import-command.js';
import { importing } from './importing.js';

export interface CatalogImportOptions extends ImportOptions {
  readonly legalBasis?: string;
}

/** Entries that are planned and carried out together. */
const GROUP = 500;

interface Survey {
  readonly source: Source;
  readonly format: string;
  readonly entries: number;
  readonly planned: number;
  /** Entries may be elsewhere: on another page, or another sheet. */
  readonly isPart: boolean;
}

function optionsOf(run: Import, { legalBasis, organisation }: CatalogImportOptions): CatalogueOptions {
  const owner = run.session.everyone ? organisation : run.session.own;
  return {
    language: run.language,
    members: run.around.members,
    ...(owner !== undefined && { organisation: owner }),
    ...(legalBasis !== undefined && { legalBasis }),
  };
}

/** Reads the whole file before anything is sent: a fault in its last line leaves the ledger as it was. */
async function survey(run: Import, options: CatalogueOptions): Promise<Survey> {
  const source = await run.source(true);
  const { format, entries, naming, besides } = await readCatalogue(source, run.mapping);
  run.calls(naming);
  if (format === 'dcat') run.hasNoLines();
  const planner = new CataloguePlanner({ ...options, naming });
  let count = 0;
  let planned = 0;
  for await (const group of grouped(entries, GROUP)) {
    const { plan, refused, noted } = planner.plan(group);
    count += group.length;
    planned += plan.resources.length;
    run.around.tally.refuse(...refused);
    run.around.tally.note(...noted);
    run.ensureUsable(count);
  }
  const said = besides?.() ?? source.besides();
  run.say(said);
  return { source, format, entries: count, planned, isPart: isPart(said) };
}

/** Entries that the file does not name are asked for their titles, as many as these. */
const MOST_TITLES = 500;

/** How an entry is called that its owner has on the ledger. */
async function titleAt(run: Import, reader: string, { id, version, pending }: Resource): Promise<string> {
  if (pending) return titleOf(pending.content.names);
  const held = await run.session.api.resourceVersion(reader, id, version);
  return held ? titleOf(held.content.names) : id;
}

async function nameOf(run: Import, reader: string, organisation: string): Promise<string> {
  const held = await run.session.api.organisation(reader, organisation);
  return held ? titleOf(held.names) : organisation;
}

/** Who of them is on the ledger: an owner of refused rows alone was registered by none of them. */
async function membersAmong(run: Import, owners: ReadonlySet<string>): Promise<readonly string[]> {
  const { api, manager } = run.session;
  const found: string[] = [];
  for (const owner of owners) {
    const reader = manager ?? owner;
    if ((await api.canRead(reader)) && (await api.organisation(reader, owner))) found.push(owner);
  }
  return found;
}

/** An export has what is published: what never was is not gone from it. */
const isExpected = ({ state, version }: Resource, format: string): boolean =>
  state !== 'retired' && (format !== 'export' || version > 0);

/**
 * Entries of the file's owners, and of those that it had when it was imported before, that the file does not name: perhaps gone,
 * perhaps from elsewhere, and perhaps in a row that could not be read.
 * @returns owners of whom such entries are left
 */
async function noteMissing(
  run: Import,
  owners: ReadonlySet<string>,
  planner: CataloguePlanner,
  format: string,
): Promise<ReadonlySet<string>> {
  const { tally } = run.around;
  const { illegible } = planner;
  const code = illegible > 0 ? 'NOT_IN_FILE_PERHAPS' : 'NOT_IN_FILE';
  const left = new Set<string>();
  let asked = 0;
  for (const organisation of owners) {
    // Whoever is suspended reads nothing any more.
    const reader = run.session.manager ?? organisation;
    if (!(await run.session.api.canRead(reader))) continue;
    const owner = await nameOf(run, reader, organisation);
    for await (const one of run.session.api.resourcesOf(organisation, reader)) {
      ensureGoing(run.around);
      const { id } = one;
      if (planner.has(id) || !isExpected(one, format)) continue;
      left.add(organisation);
      asked += 1;
      const title = asked <= MOST_TITLES ? await titleAt(run, reader, one) : id;
      tally.touch({ what: 'resources', effect: 'gone', id, title, owner });
      const error = new RowError(code, { id, title, owner, refused: illegible });
      tally.note(refusedOf(0, error, run.language));
    }
  }
  return left;
}

/** @returns whose entries there are, or were and are not retired */
async function carryOutEntries(
  run: Import,
  options: CatalogueOptions,
  { planned, format, isPart: isOnlyPart }: Survey,
): Promise<ReadonlySet<string>> {
  const { progress } = run.around;
  const { entries, naming } = await readCatalogue(await run.source(true), run.mapping);
  const planner = new CataloguePlanner({ ...options, naming });
  const owners = new Set<string>();
  progress.start(said('entries'), planned);
  for await (const group of grouped(entries, GROUP)) {
    const { plan } = planner.plan(group);
    for (const { organisation } of plan.resources) owners.add(organisation);
    await run.carrier.carryOut(plan);
    progress.step(plan.resources.length);
  }
  progress.stop(said('entries: done'));
  if (isOnlyPart) return owners;
  const before = await run.ownersBefore(format, owners);
  const refused = await membersAmong(run, planner.ownersOfRefused);
  const left = await noteMissing(run, new Set([...owners, ...before, ...refused]), planner, format);
  // Whoever vanished from the file is looked for again until what they had is retired.
  return new Set([...owners, ...left]);
}

/** Whose entries the ledger would refuse, each of them, is told so once, and nothing is created for their sake. @throws UsageError */
async function ensureProvider({ session: { api, own, manager, everyone } }: Import): Promise<void> {
  if (everyone || own === undefined) return;
  if (!(await api.canSpeakFor(own, 'officer')))
    throw new UsageError(
      `A catalogue is imported by an officer of ${own}, or by a manager for it: this login is none.`,
    );
  const member = await api.organisation(own, own);
  if (member && manager === undefined && !member.roles.includes('provider'))
    throw new UsageError(
      `${own} is no provider on the ledger: a manager gives it that role, or imports for it (--manager).`,
    );
}

/** A catalogue file → owners, duties, systems and published resources. @returns the exit code */
export const catalogImport = (
  file: string,
  options: CatalogImportOptions,
  terminal: Terminal,
): Promise<number> =>
  importing('catalogue', file, options, terminal, async (run) => {
    await ensureProvider(run);
    const plan = optionsOf(run, options);
    const found = await survey(run, plan);
    const { source } = found;
    const { syntax, encoding } = source;
    terminal.out(
      said('{file}: {format} ({syntax}, {encoding}), {count} entries', {
        file,
        format: found.format,
        syntax,
        encoding,
        count: found.entries,
      }),
    );
    await run.begin(source, found.format);
    const owners = found.planned > 0 ? await carryOutEntries(run, plan, found) : undefined;
    const code = await run.finish(owners);
    return found.entries === 0 ? EXIT.failed : code;
  });
