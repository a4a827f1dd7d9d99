// SPDX-License-Identifier: Apache-2.0
import * as prompts from '@clack/prompts';

/** Shows how far long work has come. */
export interface Progress {
  start(message: string, total: number): void;
  step(done?: number): void;
  stop(message: string): void;
}

/** A bar on a terminal. */
class Bar implements Progress {
  private bar: ReturnType<typeof prompts.progress> | undefined;

  start(message: string, total: number): void {
    this.bar = prompts.progress({ max: Math.max(total, 1), output: process.stderr });
    this.bar.start(message);
  }

  step(done = 1): void {
    this.bar?.advance(done);
  }

  stop(message: string): void {
    this.bar?.stop(message);
  }
}

/** One line per stage where there is no terminal. */
class Plain implements Progress {
  constructor(private readonly write: (line: string) => void) {}

  start(message: string, total: number): void {
    this.write(`${message} (${total})`);
  }

  step(): void {
    // Only the ends of a stage are worth a line in a log.
  }

  stop(message: string): void {
    this.write(message);
  }
}

/** Progress goes to standard error, so that standard output holds results only. */
export const progressFor = (terminal: boolean, write: (line: string) => void): Progress =>
  terminal ? new Bar() : new Plain(write);
