// SPDX-License-Identifier: Apache-2.0
/** The command line: reads the call, runs it, and says in one line what went wrong. */
import { CommanderError } from 'commander';
import { processTerminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { FileFault } from '../import/faults.js';
import { ApiError } from './client/api-client.js';
import { EXIT } from './commands/exit.js';
import { createProgram } from './program.js';
import { said, saidLine } from './wording/say.js';

const BAR_COLUMNS = 40;

// A bar needs room; a terminal that does not say how wide it is gets plain lines.
const terminal = processTerminal(process.stderr.isTTY && process.stderr.columns >= BAR_COLUMNS);

/** What went wrong, in one line that quotes nothing of a file: a line may name a record. */
function explain(error: unknown): string {
  if (error instanceof ApiError)
    return said('{code}: {message}', { code: error.code, message: saidLine(error.message) });
  if (error instanceof FileFault) return `${error.code}: ${error.message}`;
  if (error instanceof UsageError || error instanceof RangeError) return saidLine(error.message);
  if (error instanceof SyntaxError) return said('The file cannot be read: it is not the JSON it should be.');
  return error instanceof Error ? error.name : said('The command failed.');
}

const program = createProgram(terminal, (exitCode) => {
  process.exitCode = exitCode;
});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own errors and help already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.failed;
  else {
    terminal.err(explain(error));
    process.exitCode = EXIT.failed;
  }
}
