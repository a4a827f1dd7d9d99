// SPDX-License-Identifier: Apache-2.0
/** `--propose-map FILE`: reads the whole file and writes what its columns and words may mean. */
import { readFile } from 'node:fs/promises';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { FileFault } from '../../../import/faults.js';
import type { MappedKind } from '../../../import/mapping/headings.js';
import { ensureFits, readMapping } from '../../../import/mapping/mapping.js';
import type { Source } from '../../../import/source/open-source.js';
import { Proposal } from '../../../import/mapping/propose.js';
import { cellsOf, columnsOf } from './columns.js';
import { VOCABULARIES } from './vocabularies.js';
import { sourceOf, writeProposal, type ImportOptions } from './import-command.js';

/** A mapping that somebody has worked on is not written over; an empty file stands for none. @throws FileFault `FILE_MAP_EXISTS` */
async function ensureFree(path: string): Promise<void> {
  const held = await readFile(path, 'utf8').catch(() => '');
  if (held.trim() !== '') throw new FileFault('FILE_MAP_EXISTS');
}

/** Rows under one heading that nobody knows stand under a title, or have another separator. @throws FileFault `FILE_HEADER` */
function ensureHeader(columns: readonly string[], { isUseful }: Proposal, { syntax }: Source): void {
  const named = columns.filter((one) => one !== '');
  const isTable = syntax === 'csv' || syntax === 'xlsx';
  if (named.length > 1 || (named.length === 1 && (isUseful || !isTable))) return;
  throw new FileFault('FILE_HEADER', {
    hint: named.length === 1 ? ' (one column only: another separator?)' : '',
  });
}

/** @throws FileFault `FILE_HEADER` where there is no header; of `--map` as an import does. @returns the exit code */
export async function proposeMapping(
  kind: MappedKind,
  file: string,
  options: ImportOptions & { readonly proposeMap: string },
  terminal: Terminal,
): Promise<number> {
  await ensureFree(options.proposeMap);
  const columns = await columnsOf(() => sourceOf(file, options, true));
  const former =
    options.map === undefined ? undefined : await readMapping(options.map, kind, VOCABULARIES[kind]);
  if (former) ensureFits(former, columns);
  const proposal = new Proposal(kind, columns, VOCABULARIES[kind], former);
  const source = await sourceOf(file, options, true);
  for await (const { value } of source.rows()) {
    const cells = cellsOf(value);
    if (cells) proposal.add(cells);
  }
  ensureHeader(columns, proposal, source);
  return writeProposal(options.proposeMap, proposal.mapping(), proposal.missing, terminal);
}
