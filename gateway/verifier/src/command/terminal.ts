// SPDX-License-Identifier: Apache-2.0
/** What a command of the terminal writes to, and how it says that it was called wrongly. */

/** Where a command writes; standard output holds results, standard error what happens meanwhile. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly isTerminal: boolean;
}

/** A fault of the call itself: the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The process's own. Whoever reads its output may stop reading (`| head`): the rest goes nowhere, and the exit status
 * is what it would have been.
 */
export function processTerminal(isTerminal: boolean): Terminal {
  const write = (stream: NodeJS.WriteStream): ((line: string) => void) => {
    let isOpen = true;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      isOpen = false;
    });
    return (line) => {
      if (isOpen) stream.write(`${line}\n`);
    };
  };
  return { out: write(process.stdout), err: write(process.stderr), isTerminal };
}
