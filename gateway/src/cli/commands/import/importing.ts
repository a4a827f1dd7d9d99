// SPDX-License-Identifier: Apache-2.0
/** The frame of every importing command: a proposal in its place, faults of the file told, the end recorded. */
import { languageOf } from '@catalog-chain/verifier/command/language';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { FileFault } from '../../../import/faults.js';
import type { MappedKind } from '../../../import/mapping/headings.js';
import { EXIT } from '../exit.js';
import { Import, type ImportOptions } from './import-command.js';
import { proposeMapping } from './propose.js';

/** `CODE`s of the file go to standard error in the reader's language. @returns the exit code */
async function telling(file: string, terminal: Terminal, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    terminal.err(error.line(file, languageOf()));
    return EXIT.failed;
  }
}

/** Runs one import of a file, or proposes a mapping for it. @returns the exit code */
export const importing = (
  kind: MappedKind,
  file: string,
  options: ImportOptions,
  terminal: Terminal,
  work: (run: Import) => Promise<number>,
): Promise<number> =>
  telling(file, terminal, async () => {
    const { proposeMap } = options;
    if (proposeMap !== undefined) return proposeMapping(kind, file, { ...options, proposeMap }, terminal);
    using run = await Import.open(kind, file, options, terminal);
    return await run.through(() => work(run));
  });
