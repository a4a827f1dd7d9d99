// SPDX-License-Identifier: Apache-2.0
/** What the importing commands share: surroundings, a report, refused rows, an exit code. */
import { readFile } from 'node:fs/promises';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { Surroundings } from '../carry-out.js';
import type { Plan } from '../import/plan.js';
import { progressFor } from '../progress.js';
import { openSession, type Session, type SessionOptions } from '../session.js';
import { Tally } from '../tally.js';

export interface ImportOptions extends SessionOptions {
  readonly concurrency: number;
  /** File for the rows that were refused. */
  readonly refused?: string;
  readonly dryRun?: boolean;
}

export const EXIT = { ok: 0, someRefused: 1, failed: 2 } as const;

/** @throws UsageError when it cannot be read */
export async function readInput(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
}

export function surroundingsOf(session: Session, options: ImportOptions, terminal: Terminal): Surroundings {
  return {
    api: session.api,
    manager: session.manager,
    tally: new Tally(),
    progress: progressFor(terminal.isTerminal, terminal.err),
    concurrency: options.concurrency,
  };
}

export const open = async (options: ImportOptions, terminal: Terminal): Promise<[Session, Surroundings]> => {
  const session = await openSession(options);
  return [session, surroundingsOf(session, options, terminal)];
};

/** Sizes of a plan, for a dry run. */
export const planLines = (plan: Plan): string[] =>
  (['organisations', 'duties', 'systems', 'resources', 'requests'] as const).map(
    (what) => `${what}: ${plan[what].length} in the file`,
  );

/** Prints the tally, writes the refused rows. @returns the exit code */
export async function finish(
  { tally }: Surroundings,
  options: ImportOptions,
  terminal: Terminal,
): Promise<number> {
  tally.lines().forEach(terminal.out);
  if (options.refused !== undefined) await tally.writeRefused(options.refused);
  const [first] = tally.refused;
  if (first && options.refused === undefined)
    terminal.err(`first refused: row ${first.row}: ${first.code}: ${first.message} (all: --refused FILE)`);
  return first ? EXIT.someRefused : EXIT.ok;
}
