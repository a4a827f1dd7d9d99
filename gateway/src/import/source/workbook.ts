// SPDX-License-Identifier: Apache-2.0
/** What a workbook holds besides the cells that are read: other sheets, what is hidden or merged, formulas never worked out. */
import { RowError } from '../faults.js';

/** Text of a file of the archive. */
export type PartOf = (name: string) => Promise<AsyncIterable<string> | undefined>;

interface SheetName {
  readonly name: string;
  readonly id: string;
  readonly isHidden: boolean;
}

const MOST_NAMED = 10;

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found?.[1] ?? found?.[2];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (text: string): string =>
  text.replace(/&(\w+);/g, (all, name: string) => ENTITIES[name] ?? all);

async function wholeOf(part: AsyncIterable<string> | undefined): Promise<string> {
  let text = '';
  for await (const piece of part ?? []) text += piece;
  return text;
}

function sheetsIn(workbook: string): SheetName[] {
  return Array.from(workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g), ([, tag = '']) => ({
    name: plain(attribute(tag, 'name') ?? ''),
    id: attribute(tag, '(?:\\w+:)?id') ?? '',
    isHidden: /hidden/i.test(attribute(tag, 'state') ?? ''),
  }));
}

/** Path of a sheet within the archive. */
function pathOf(relations: string, id: string): string | undefined {
  const relation = Array.from(
    relations.matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g),
    ([, tag = '']) => tag,
  ).find((tag) => attribute(tag, 'Id') === id);
  const target = relation === undefined ? undefined : attribute(relation, 'Target');
  if (target === undefined) return undefined;
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

const HIDDEN_ROW = /<(?:\w+:)?row\s[^>]*?\bhidden\s*=\s*["'](?:1|true)["']/g;
const COLUMNS = /<(?:\w+:)?col\s([^>]*)>/g;
const MERGED = /<(?:\w+:)?mergeCell\s/g;
const CELL = /<(?:\w+:)?c(?:\s([^>]*))?>(.*?)<\/(?:\w+:)?c>/gs;
const FORMULA = /<(?:\w+:)?f[\s/>]/;
const VALUE = /<(?:\w+:)?v(?:\s[^>]*)?>[^<]/;
const ROW_END = /<\/(?:\w+:)?row>/g;

/** What a person who looks at the sheet would not expect of its rows. */
interface Oddities {
  hidden: number;
  merged: number;
  unsolved: number;
}

const timesIn = (text: string, form: RegExp): number => text.match(form)?.length ?? 0;

function hiddenColumns(text: string): number {
  const columns = Array.from(text.matchAll(COLUMNS), ([, tag = '']) => tag).filter((tag) =>
    ['1', 'true'].includes(attribute(tag, 'hidden') ?? ''),
  );
  return columns.reduce(
    (sum, tag) => sum + Number(attribute(tag, 'max') ?? 1) - Number(attribute(tag, 'min') ?? 1) + 1,
    0,
  );
}

/** Cells whose formula nobody has worked out. A formula may well give a text of no letters (`t="str"`). */
const unsolvedIn = (text: string): number =>
  Array.from(text.matchAll(CELL)).filter(
    ([, tag = '', content = '']) =>
      FORMULA.test(content) && !VALUE.test(content) && attribute(tag, 't') !== 'str',
  ).length;

function look(text: string, found: Oddities): void {
  found.hidden += timesIn(text, HIDDEN_ROW) + hiddenColumns(text);
  found.merged += timesIn(text, MERGED);
  found.unsolved += unsolvedIn(text);
}

function endOfRows(text: string): number {
  let end = 0;
  for (const { 0: tag, index } of text.matchAll(ROW_END)) end = index + tag.length;
  return end;
}

/** Reads whole rows as they come, so that a large sheet is not held as text. */
async function odditiesIn(part: AsyncIterable<string> | undefined): Promise<Oddities> {
  const found = { hidden: 0, merged: 0, unsolved: 0 };
  let rest = '';
  for await (const piece of part ?? []) {
    rest += piece;
    const end = endOfRows(rest);
    if (end === 0) continue;
    look(rest.slice(0, end), found);
    rest = rest.slice(end);
  }
  look(rest, found);
  return found;
}

function othersIn(others: readonly SheetName[]): RowError[] {
  if (others.length === 0) return [];
  const names = others
    .slice(0, MOST_NAMED)
    .map(({ name, isHidden }) => (isHidden ? `${name} (hidden)` : name));
  const sheets = names.join(', ') + (others.length > MOST_NAMED ? ', …' : '');
  return [new RowError('FILE_SHEETS', { count: others.length, sheets })];
}

/** @returns what is to be said of a workbook whose first sheet is read; empty where that is all there is */
export async function besidesFirstSheet(part: PartOf): Promise<RowError[]> {
  const [first, ...others] = sheetsIn(await wholeOf(await part('xl/workbook.xml')));
  const path = pathOf(await wholeOf(await part('xl/_rels/workbook.xml.rels')), first?.id ?? '');
  const { hidden, merged, unsolved } = await odditiesIn(path === undefined ? undefined : await part(path));
  const said: RowError[] = othersIn(others);
  if (first?.isHidden) said.push(new RowError('SHEET_HIDDEN', { what: 'sheet', count: 1 }));
  if (hidden > 0) said.push(new RowError('SHEET_HIDDEN', { what: 'rows or columns', count: hidden }));
  if (merged > 0) said.push(new RowError('SHEET_MERGED', { count: merged }));
  if (unsolved > 0) said.push(new RowError('SHEET_FORMULAS', { count: unsolved }));
  return said;
}
