// SPDX-License-Identifier: Apache-2.0
/** `--propose-map FILE`: reads the whole file and writes what its columns and words may mean. */
import { readFile } from 'node:fs/promises';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { FileFault } from '../../../import/faults.js';
import type { MappedKind } from '../../../import/mapping/headings.js';
import { Proposal } from '../../../import/mapping/propose.js';
import { cellsOf, columnsOf } from './columns.js';
import { VOCABULARIES } from './vocabularies.js';
import { sourceOf, writeProposal, type ImportOptions } from './import-command.js';

/** A mapping that somebody has worked on is not written over; an empty file stands for none. @throws FileFault `FILE_MAP_EXISTS` */
async function ensureFree(path: string): Promise<void> {
  const held = await readFile(path, 'utf8').catch(() => '');
  if (held.trim() !== '') throw new FileFault('FILE_MAP_EXISTS');
}

/** @throws FileFault `FILE_HEADER` where no heading is known. @returns the exit code */
export async function proposeMapping(
  kind: MappedKind,
  file: string,
  options: ImportOptions & { readonly proposeMap: string },
  terminal: Terminal,
): Promise<number> {
  await ensureFree(options.proposeMap);
  const columns = await columnsOf(() => sourceOf(file, options, true));
  const proposal = new Proposal(kind, columns, VOCABULARIES[kind]);
  const source = await sourceOf(file, options, true);
  for await (const { value } of source.rows()) {
    const cells = cellsOf(value);
    if (cells) proposal.add(cells);
  }
  if (columns.length === 0) throw new FileFault('FILE_HEADER', { hint: '' });
  return writeProposal(options.proposeMap, proposal.mapping(), terminal);
}
