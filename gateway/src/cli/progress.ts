// SPDX-License-Identifier: Apache-2.0
import * as prompts from '@clack/prompts';
import { said } from './wording/say.js';

/** Shows how far long work has come. */
export interface Progress {
  start(message: string, total: number): void;
  step(done?: number): void;
  /** Says what holds it up, or that it goes on. */
  say(message: string): void;
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

  say(message: string): void {
    if (this.bar) this.bar.message(message);
    else prompts.log.info(message, { output: process.stderr });
  }

  stop(message: string): void {
    this.bar?.stop(message);
  }
}

/** What takes longer than this says in a log how far it has come. */
const LINE_EVERY_MS = 10_000;

/** Lines where there is no terminal: the ends of a stage, and one now and then between them. */
class Plain implements Progress {
  private stage = { message: '', total: 0, done: 0 };
  private told = 0;

  constructor(private readonly write: (line: string) => void) {}

  start(message: string, total: number): void {
    this.stage = { message, total, done: 0 };
    this.told = performance.now();
    this.write(said('{message} ({total})', { message, total }));
  }

  step(done = 1): void {
    this.stage.done += done;
    if (performance.now() - this.told < LINE_EVERY_MS) return;
    this.told = performance.now();
    const { message, total, done: sofar } = this.stage;
    this.write(said('{message}: {done} of {total}', { message, done: sofar, total }));
  }

  say(message: string): void {
    this.write(message);
  }

  stop(message: string): void {
    this.write(message);
  }
}

/** Progress goes to standard error, so that standard output holds results only. */
export const progressFor = (terminal: boolean, write: (line: string) => void): Progress =>
  terminal ? new Bar() : new Plain(write);
