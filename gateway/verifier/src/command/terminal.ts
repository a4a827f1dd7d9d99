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
