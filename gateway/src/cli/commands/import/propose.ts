// SPDX-License-Identifier: Apache-2.0
/** `--propose-map FILE`: reads the whole file and writes what its columns and words may mean. */
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { FileFault, RowError } from '../../../import/faults.js';
import { cellText, isObject } from '../../../import/fields.js';
import type { MappedKind } from '../../../import/mapping/headings.js';
import { Proposal, type Vocabularies } from '../../../import/mapping/propose.js';
import { composed } from '../../../import/prose.js';
import type { Cells } from '../../../import/source/table.js';
import { sourceOf, writeProposal, type ImportOptions } from './import-command.js';

/** Rows of JSON may lack columns that others have: so many are looked at for their names. */
const ROWS_FOR_NAMES = 1_000;

const cellsOf = (value: unknown): Cells | undefined =>
  isObject(value) && !(value instanceof RowError)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [composed(name).trim(), cellText(one)]))
    : undefined;

async function columnsOf(file: string, options: ImportOptions): Promise<readonly string[]> {
  const source = await sourceOf(file, options, true);
  if (source.columns.length > 0) return source.columns;
  const names = new Set<string>();
  let rows = 0;
  for await (const { value } of source.rows()) {
    for (const name of Object.keys(cellsOf(value) ?? {})) names.add(name);
    rows += 1;
    if (rows >= ROWS_FOR_NAMES) break;
  }
  return [...names];
}

/** @throws FileFault `FILE_HEADER` where no heading is known. @returns the exit code */
export async function proposeMapping(
  kind: MappedKind,
  file: string,
  options: ImportOptions & { readonly proposeMap: string },
  vocabularies: Vocabularies,
  terminal: Terminal,
): Promise<number> {
  const columns = await columnsOf(file, options);
  const proposal = new Proposal(kind, columns, vocabularies);
  const source = await sourceOf(file, options, true);
  for await (const { value } of source.rows()) {
    const cells = cellsOf(value);
    if (cells) proposal.add(cells);
  }
  if (columns.length === 0) throw new FileFault('FILE_HEADER', { hint: '' });
  return writeProposal(options.proposeMap, proposal.mapping(), terminal);
}
