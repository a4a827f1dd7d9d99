// SPDX-License-Identifier: Apache-2.0
/** What a workbook says of itself: which sheets there are, and in which files of the archive what lies. */
import { FileFault } from '../../faults.js';
import type { Archive } from './archive.js';
import { hear, nothing, type Attributes } from './xml.js';

export interface SheetName {
  readonly name: string;
  /** Names the relation that tells its file. */
  readonly relation: string;
  readonly isHidden: boolean;
}

export interface Contents {
  readonly sheets: readonly SheetName[];
  /** Days are counted from 1904 instead of 1900. */
  readonly isFrom1904: boolean;
}

const MOST_SHEETS = 10_000;
/** No spreadsheet program lets a name be as long. */
const MOST_NAME = 255;

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

const relationOf = (attributes: Attributes): string =>
  Object.entries(attributes).find(([name]) => /(?:^|:)id$/.test(name))?.[1] ?? '';

export async function contentsOf(archive: Archive): Promise<Contents> {
  const sheets: SheetName[] = [];
  let isFrom1904 = false;
  const open = (name: string, attributes: Attributes): void => {
    if (name === 'workbookPr') isFrom1904 = isTrue(attributes['date1904']);
    if (name !== 'sheet') return;
    const isHidden = /hidden/i.test(attributes['state'] ?? '');
    const sheet = { name: attributes['name'] ?? '', relation: relationOf(attributes), isHidden };
    if (sheets.length >= MOST_SHEETS || sheet.name.length > MOST_NAME || sheet.relation.length > MOST_NAME)
      throw new FileFault('FILE_SHEET_SIZE');
    sheets.push(sheet);
  };
  await hear(archive.text('xl/workbook.xml'), { open, text: nothing, close: nothing });
  return { sheets, isFrom1904 };
}

/** Paths within the archive. */
export interface Paths {
  readonly sheet: string | undefined;
  readonly strings: string;
  readonly styles: string;
}

const pathOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`);

/** @param relation of the sheet that is read */
export async function pathsOf(archive: Archive, relation: string | undefined): Promise<Paths> {
  let sheet: string | undefined;
  let strings = 'xl/sharedStrings.xml';
  let styles = 'xl/styles.xml';
  const open = (name: string, { Id, Type = '', Target = '' }: Attributes): void => {
    if (name !== 'Relationship') return;
    if (Id === relation) sheet = pathOf(Target);
    if (Type.endsWith('/sharedStrings')) strings = pathOf(Target);
    if (Type.endsWith('/styles')) styles = pathOf(Target);
  };
  await hear(archive.text('xl/_rels/workbook.xml.rels'), { open, text: nothing, close: nothing });
  return { sheet, strings, styles };
}
