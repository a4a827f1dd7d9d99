// SPDX-License-Identifier: Apache-2.0
/** What is imported for the table: every small case, every folder of real data, and what becomes of each later. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

type Json = Record<string, unknown>;

/** One input: how it is imported, and how it is amended and grows a year older, where that is tried. */
export interface Input {
  readonly name: string;
  /** Words of the command before and after the file. */
  readonly command: readonly string[];
  readonly more: readonly string[];
  /** The file; what makes it, where it is a script. */
  readonly file: string;
  /** Decides what a proposed mapping left open; absent: the format needs no mapping. */
  readonly map?: Readonly<Record<string, string>>;
  /** Writes the amended source. @returns what was amended */
  readonly amend?: (into: string) => string;
  /** Writes the source of a year later. */
  readonly later?: (into: string) => string;
  /** Uses of one side, by the demo's own submitter. */
  readonly asSubmitter?: boolean;
}

const CATALOGUE = ['catalog', 'import'] as const;
const LOG = ['usage', 'import'] as const;

/** Which command a small case is for, by its name; undefined: it asks over HTTP and is no import. */
function commandOf(name: string): Pick<Input, 'command' | 'more' | 'asSubmitter'> | undefined {
  if (/^\d+-xroad/.test(name)) return { command: LOG, more: ['--create-grants'] };
  if (/^\d+-(?:usage|fhir)/.test(name)) return { command: LOG, more: [], asSubmitter: true };
  if (/^\d+-(?:catalog|ckan|dcat|pod)/.test(name)) return { command: CATALOGUE, more: [] };
  return undefined;
}

const isInput = (name: string): boolean => /\.(?:json|ndjson|csv|ttl|xml|jsonld|gz)$/.test(name);

export function smallCases(folder: string): Input[] {
  return readdirSync(folder)
    .filter(isInput)
    .sort()
    .flatMap((name) => {
      const how = commandOf(name);
      return how ? [{ name, file: path.join(folder, name), ...how }] : [];
    });
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const write = (into: string, value: unknown): void => {
  writeFileSync(into, JSON.stringify(value));
};

/** A change of rows of a JSON list, which may lie under a member of a document. */
function rowsChanged(
  file: string,
  member: string | undefined,
  change: (rows: Json[]) => unknown[],
): (into: string) => void {
  return (into) => {
    const document = read(file);
    if (member === undefined) write(into, change(document as Json[]));
    else write(into, { ...(document as Json), [member]: change((document as Json)[member] as Json[]) });
  };
}

const told = (what: string, work: (into: string) => void) => (into: string) => {
  work(into);
  return what;
};

function agencyCatalogue(folder: string): Input {
  const file = path.join(folder, 'us-opm-catalog/opm_data.json');
  const amended = rowsChanged(file, 'dataset', ([first = {}, second = {}, third = {}, , ...rest]) => [
    { ...first, description: 'Described anew.' },
    { ...second, keyword: ['another keyword'] },
    { ...third, accessLevel: 'non-public', rights: 'Privacy Act' },
    ...rest,
  ]);
  const later = rowsChanged(file, 'dataset', (rows) => [
    ...rows.map((row) => ({ ...row, modified: '2026' })),
    { ...rows[0], identifier: 'OPM-NEW-0001', title: 'A data set of the next year' },
  ]);
  return {
    name: 'us-opm-catalog',
    command: CATALOGUE,
    more: [],
    file,
    amend: told('a description, the keywords of another, the access of a third; a fourth left out', amended),
    later: told('every entry with another `modified`, one entry more', later),
  };
}

interface Version extends Json {
  readonly reference: string;
  readonly datasets: readonly Json[];
}

const versionsOf = (row: Json): Version[] => (row['versions'] ?? []) as Version[];

function agreements(folder: string): Input {
  const file = path.join(folder, 'nhs-data-uses/agreements.json');
  const document = read(file);
  const member = Array.isArray(document) ? undefined : 'agreements';
  const amended = rowsChanged(file, member, ([first = {}, second = {}, ...rest]) => [
    { ...first, versions: versionsOf(first).map((one) => ({ ...one, end_date: '2030-12-31' })) },
    {
      ...second,
      versions: versionsOf(second).map((one) => ({
        ...one,
        datasets: one.datasets.map((dataset) => ({ ...dataset, legal_basis: 'Another Act, section 1' })),
      })),
    },
    ...rest,
  ]);
  const later = rowsChanged(file, member, (rows) =>
    rows.map((row) => {
      const last = versionsOf(row).at(-1);
      if (!last) return row;
      const next = { ...last, reference: `${last.reference}-next`, version: 'next' };
      const period = { start_date: '2026-01-01', end_date: '2026-12-31' };
      return { ...row, versions: [...versionsOf(row), { ...next, ...period }] };
    }),
  );
  return {
    name: 'nhs-data-uses',
    command: ['grant', 'import'],
    file,
    more: ['--provider', 'NHS England'],
    amend: told('the end of one agreement, the legal basis of another', amended),
    later: told('each agreement with a version for 2026 more', later),
  };
}

const YEAR_MS = 365 * 86_400_000;
const nextYear = (name: string, value: unknown): unknown => {
  if (/Ts$/.test(name) && Number(value) > 1_000_000_000)
    return Number(value) + (Number(value) > 1e12 ? YEAR_MS : YEAR_MS / 1000);
  return /^(?:xRequestId|messageId)$/i.test(name) && typeof value === 'string' ? `${value}-next` : value;
};

const yearOlder = (row: Json): Json =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, nextYear(name, value)]));

/** Records of a log, and how they are written again in the same frame: one per line, or in a document. */
interface Log {
  readonly rows: readonly Json[];
  readonly written: (rows: readonly Json[]) => string;
}

function readLog(text: string): Log {
  const first = text.split('\n', 1)[0] ?? '';
  if (first.endsWith('}')) {
    const lines = text.split('\n').filter((one) => one.trim() !== '');
    const written = (rows: readonly Json[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    return { rows: lines.map((one) => JSON.parse(one) as Json), written };
  }
  const document = JSON.parse(text) as Json[] | { records: Json[] };
  if (Array.isArray(document)) return { rows: document, written: (rows) => JSON.stringify(rows) };
  return {
    rows: document.records,
    written: (rows) => JSON.stringify({ ...document, records: rows }),
  };
}

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of a document that X-Road-Metrics has corrected, both halves. */
const halvesOf = (row: Json, change: (half: Json) => Json): Json =>
  change(
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, isRecord(value) ? change(value) : value]),
    ),
  );

function log(folder: string, name: string): Input {
  const file = path.join(folder, name);
  const { rows, written } = readLog(readFileSync(file, 'utf8'));
  const [first = {}, ...rest] = rows;
  const save = (changed: readonly Json[]) => (into: string) => {
    writeFileSync(into, written(changed));
  };
  const failed = halvesOf(first, (half) => ('succeeded' in half ? { ...half, succeeded: false } : half));
  const later = rows.map((row) => halvesOf(row, yearOlder));
  return {
    name,
    command: LOG,
    more: ['--create-grants'],
    file,
    amend: told('one record with another outcome', save([failed, ...rest])),
    later: told('every record a year later', save(later)),
  };
}

/** Rows of open data are lists, and times of theirs are text. */
function openData(folder: string): Input {
  const file = path.join(folder, 'xroad-playground/opendata_rows_16221-16288.json');
  const registry = path.join(folder, 'xroad-playground/shared-params-PLAYGROUND.xml');
  const later = (into: string): void => {
    const { columns, data, ...rest } = read(file) as { columns: string[]; data: unknown[][] };
    const older = data.map((row) => row.map((value, i) => nextYear(columns[i] ?? '', value)).map(String));
    write(into, { ...rest, columns, data: older });
  };
  return {
    name: 'xroad-playground/opendata_rows',
    command: LOG,
    file,
    more: ['--create-grants', '--registry', registry],
    later: told('every row a year later', later),
  };
}

function city(folder: string, name: string, map: Readonly<Record<string, string>>): Input {
  const file = path.join(folder, `cn-catalogues/${name}.json`);
  const rows = read(file) as Json[];
  const described = Object.keys(rows[0] ?? {}).find((heading) => /摘要|描述/.test(heading)) ?? '';
  const dated = Object.keys(rows[0] ?? {}).find((heading) => /时间/.test(heading)) ?? '';
  const amended = rowsChanged(file, undefined, ([first = {}, , ...rest]) => [
    { ...first, [described]: '修订后的说明' },
    ...rest,
  ]);
  const later = rowsChanged(file, undefined, (all) => [
    ...all.map((row) => ({ ...row, [dated]: '2026-11-01' })),
    { ...rows[0], 标题: '次年新增目录' },
  ]);
  return {
    name: `cn-catalogues/${name}`,
    command: CATALOGUE,
    more: [],
    file,
    map,
    amend: told('one description; one entry left out', amended),
    later: told('every entry with another date, one entry more', later),
  };
}

export function realInputs(folder: string): Input[] {
  return [
    agencyCatalogue(folder),
    agreements(folder),
    openData(folder),
    log(folder, 'xroad-playground/raw_messages_batch_1.json'),
    log(folder, 'xroad-playground/clean_data_batch_1.json'),
    log(folder, 'xroad-dev-oplog/records_1015-2214.json'),
    city(folder, 'qiannan', {}),
    city(folder, 'chizhou', { sharing: 'unconditional', region: '池州市' }),
    city(folder, 'meishan', { region: '眉山市' }),
    { name: 'law', command: CATALOGUE, more: [], file: path.join(folder, 'law/decree-809.md') },
  ];
}
