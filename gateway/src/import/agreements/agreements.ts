// SPDX-License-Identifier: Apache-2.0
/**
 * Data sharing agreements with their versions, data sets and releases: in the shape of the NHS England Data Uses
 * Register, or as a table with one row per version and data set.
 */
import { day } from '@catalog-chain/chaincode/domain/text/schema';
import { FileFault, refusedOf, RowError, type Language, type RefusedRow } from '../faults.js';
import { isObject, present, text, type JsonObject } from '../fields.js';
import { ensureIdentifier } from '../identifiers.js';
import { compatible, isLost } from '../prose.js';

export interface AgreementDataset {
  /** Place in its version, from 0: the grant's number, whatever became of the data sets before it. */
  readonly index: number;
  readonly name: string;
  /** What kind of data: the register tells identifiable from anonymised. */
  readonly typeOfData: string;
  readonly sensitive: boolean;
  readonly frequency?: string;
  readonly legalBasis: string;
}

export interface AgreementVersion {
  readonly reference: string;
  readonly title: string;
  /** First and last day, `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly datasets: readonly AgreementDataset[];
}

export interface Release {
  readonly row: number;
  readonly reference: string;
  readonly dataset: string;
  readonly file: string;
  /** `YYYY-MM`: the register says no more. */
  readonly month: string;
}

export interface Agreement {
  readonly row: number;
  readonly reference: string;
  readonly recipient: string;
  /** Its MSP id, where it is a member; absent: derived from the name. */
  readonly recipientId?: string;
  readonly recipientType?: string;
  readonly versions: readonly AgreementVersion[];
  readonly releases: readonly Release[];
}

/** Where a data set stood among its version's, where some of them were taken out before they were read. */
const PLACE = Symbol('place');
/** A part without which all of its agreement is read. */
const NO_VERSION = Symbol('no version');
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const NO_BASIS = 'Not stated in the imported agreement.';

function need(node: JsonObject, field: string, pattern = /./): string {
  const value = text(node[field]);
  if (value === undefined || !pattern.test(value)) throw new RowError('READ_FIELD_MISSING', { field });
  return value;
}

const needIdentifier = (node: JsonObject, field: string): string =>
  ensureIdentifier(need(node, field), field);

/** @throws RowError `READ_REPLACEMENT` for one of which nobody knows what it was */
function needName(node: JsonObject, field: string): string {
  const name = need(node, field);
  if (isLost(name)) throw new RowError('READ_REPLACEMENT', { field });
  return name;
}

/** A list of objects, or the one that stands for it. Nothing where the field is absent. */
function partsOf(node: JsonObject, field: string): JsonObject[] {
  const value = node[field] ?? [];
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  if (!parts.every(isObject)) throw new RowError('READ_FIELD_MISSING', { field });
  return parts;
}

/** Without them nothing is agreed. @throws RowError */
function needParts(node: JsonObject, field: string): JsonObject[] {
  const parts = partsOf(node, field);
  if (parts.length === 0) throw new RowError('READ_FIELD_MISSING', { field });
  return parts;
}

/** A day in parts, one to two digits for month and day; what a spreadsheet adds of time is midnight. */
const PARTED =
  /^(\d{4})(?:-(\d{1,2})-|\/(\d{1,2})\/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * `2026-04-01`, `2026/4/1`, `2026.4.1`, `2026年4月1日` (with blanks, in digits of full width too) and `20260401`, which
 * all name the year first.
 * @returns `YYYY-MM-DD`; undefined for anything else, and for a day that there is not
 */
export function dayOf(value: string): string | undefined {
  const plain = compatible(value)
    .trim()
    .replace(/\s*([年月])\s*/g, '$1')
    .replace(/\s+日/, '日');
  const [, year = '', ...parts]: (string | undefined)[] = PARTED.exec(plain) ?? COMPACT.exec(plain) ?? [];
  const [month = '', date = ''] = parts.filter((part) => part !== undefined);
  const text = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return day.safeParse(text).success ? text : undefined;
}

function needDay(node: JsonObject, field: string): string {
  const found = dayOf(need(node, field));
  if (found === undefined) throw new RowError('READ_FIELD_MISSING', { field });
  return found;
}

/** Parts of agreements that are refused are held until all are read. */
const MOST_REFUSED = 100_000;

/** Reads agreements; what is wrong with a part costs that part. */
export class AgreementReader {
  readonly refused: RefusedRow[] = [];
  /** What was read otherwise than it stands. */
  readonly noted: RefusedRow[] = [];

  /** @param inFile the fault in the words of the file, where they are not the register's */
  constructor(
    private readonly language: Language = 'en',
    private readonly inFile: (error: RowError) => RowError = (error) => error,
  ) {}

  /** Numbers of versions that the file holds, though some or all of them was refused. */
  readonly refusedReferences = new Set<string>();
  /** Refused parts of which not even the number can be read. */
  illegible = 0;

  /** @returns undefined where not even the agreement's own fields can be read */
  read(node: JsonObject, row: number): Agreement | undefined {
    return this.part(row, '', node['versions'], () => ({
      row,
      reference: needIdentifier(node, 'base_reference'),
      recipient: needName(node, 'organisation'),
      ...present({ recipientType: text(node['organisation_type']) }),
      versions: needParts(node, 'versions').flatMap(
        (version, i) => this.part(row, `versions[${i}]`, version, () => this.version(version, row, i)) ?? [],
      ),
      releases: distinct(
        partsOf(node, 'release_records').flatMap(
          (release, i) =>
            this.part(row, `release_records[${i}]`, NO_VERSION, () => readRelease(release, row)) ?? [],
        ),
      ),
    }));
  }

  /** @param versions whose part it is: they are in the file, whatever becomes of it */
  private part<T>(row: number, place: string, versions: unknown, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      if (this.refused.length >= MOST_REFUSED) throw new FileFault('FILE_TOO_LARGE');
      this.rememberRefused(versions);
      const refused = this.told(row, error);
      this.refused.push(place === '' ? refused : { ...refused, message: `${place}: ${refused.message}` });
      return undefined;
    }
  }

  private rememberRefused(versions: unknown): void {
    if (versions === NO_VERSION) return;
    const references = (Array.isArray(versions) ? versions : [versions]).map((one: unknown) =>
      isObject(one) ? text(one['reference']) : undefined,
    );
    if (references.length === 0 || references.includes(undefined)) this.illegible += 1;
    for (const one of references) if (one !== undefined) this.refusedReferences.add(one);
  }

  private told(row: number, error: RowError): RefusedRow {
    return refusedOf(row, this.inFile(error), this.language);
  }

  private version(node: JsonObject, row: number, at: number): AgreementVersion {
    return {
      reference: needIdentifier(node, 'reference'),
      title: need(node, 'title'),
      from: needDay(node, 'start_date'),
      to: needDay(node, 'end_date'),
      datasets: needParts(node, 'datasets').flatMap((dataset, i) => {
        const index = (dataset as Placed)[PLACE] ?? i;
        const place = `versions[${at}].datasets[${index}]`;
        return this.part(row, place, node, () => this.dataset(dataset, row, index, place)) ?? [];
      }),
    };
  }

  /** A basis that is not stated is said to be so: without the grant its releases would belong to nothing. */
  private dataset(node: JsonObject, row: number, index: number, place: string): AgreementDataset {
    const legalBasis = text(node['legal_basis']);
    if (legalBasis === undefined) {
      const note = this.told(row, new RowError('READ_FIELD_MISSING', { field: 'legal_basis' }));
      this.noted.push({ ...note, message: `${place}: ${note.message}` });
    }
    return {
      index,
      name: needName(node, 'name'),
      typeOfData: text(node['type_of_data']) ?? 'Not stated',
      sensitive: text(node['sensitivity']) === 'Sensitive',
      legalBasis: legalBasis ?? NO_BASIS,
      ...present({ frequency: text(node['frequency']) }),
    };
  }
}

const readRelease = (node: JsonObject, row: number): Release => ({
  row,
  reference: need(node, 'reference'),
  dataset: need(node, 'dataset'),
  file: need(node, 'file'),
  month: need(node, 'month', MONTH),
});

/** A file stands again under its data set's earlier name: the first row of a (reference, file) counts. */
function distinct(releases: readonly Release[]): Release[] {
  const seen = new Set<string>();
  return releases.filter(({ reference, file }) => {
    const key = `${reference}\n${file}`;
    return !seen.has(key) && seen.add(key);
  });
}

interface Placed {
  readonly [PLACE]?: number;
}

interface TableRow {
  readonly row: number;
  readonly fields: JsonObject;
}

/** What all rows of one version say alike. */
const OF_VERSION = ['title', 'from', 'to', 'recipient'] as const;

/** Names of the fields in which a row tells its version otherwise than the version's first row. */
const otherwise = (first: TableRow, one: TableRow): string[] =>
  OF_VERSION.filter((field) => text(first.fields[field]) !== text(one.fields[field]));

/** Rows of a table in the shape of the register, and those that contradict an earlier row of their version. */
export interface TableAgreements {
  readonly nodes: readonly { readonly row: number; readonly node: JsonObject }[];
  readonly refused: readonly ContraryRow[];
}

/** A row that contradicts an earlier one of its version. */
interface ContraryRow {
  readonly row: number;
  readonly error: RowError;
  /** The version's number. */
  readonly of: string;
}

/** Rows of a table, under the names of a mapping, in the shape of the register. */
export function agreementsOf(rows: readonly TableRow[]): TableAgreements {
  const refused: ContraryRow[] = [];
  const byReference = Map.groupBy(rows, ({ fields }) => text(fields['reference']) ?? '');
  const nodes = Array.from(byReference, ([reference, group]) => {
    const byVersion = Map.groupBy(group, ({ fields }) => text(fields['version']) ?? '');
    const versions = Array.from(byVersion, ([version, [first, ...others]]) => {
      if (!first) return {};
      const number = version === '' ? reference : `${reference}-v${version}`;
      const placed = [first, ...others].map((one, place) => ({ ...one, place }));
      const parts = placed.filter((one) => isAlike(first, one, number, refused));
      return {
        reference: number,
        title: first.fields['title'] ?? reference,
        start_date: first.fields['from'],
        end_date: first.fields['to'],
        datasets: parts.map(({ fields, place }) => ({
          [PLACE]: place,
          name: fields['dataset'],
          type_of_data: fields['typeOfData'],
          legal_basis: fields['legalBasis'],
          frequency: fields['frequency'],
        })),
      };
    });
    const organisation = group[0]?.fields['recipient'];
    return { row: group[0]?.row ?? 0, node: { base_reference: reference, organisation, versions } };
  });
  return { nodes, refused };
}

function isAlike(first: TableRow, one: TableRow, of: string, refused: ContraryRow[]): boolean {
  const fields = otherwise(first, one);
  if (fields.length === 0) return true;
  refused.push({ row: one.row, error: new RowError('READ_VERSION', { field: fields.join(', ') }), of });
  return false;
}
