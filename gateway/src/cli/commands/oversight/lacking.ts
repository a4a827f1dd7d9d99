// SPDX-License-Identifier: Apache-2.0
/** Entries of the catalogue that lack what the law asks an entry to say. */
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import type { LackingEntry } from '../../client/catalog-api.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';

export interface LackingOptions extends SessionOptions {
  /** Only of this member. */
  readonly member?: string;
  readonly json?: boolean;
}

function lineOf({ id, state, pending, lacks }: LackingEntry, asJson: boolean): string {
  const one = { id, state: pending?.state ?? state, lacks };
  return asJson ? JSON.stringify(one) : [id, one.state, lacks.join(', ')].join('  ');
}

/** Prints each with what it lacks. @returns the exit code: 1 where there are some */
export async function lacking(
  what: string | undefined,
  options: LackingOptions,
  terminal: Terminal,
): Promise<number> {
  const { api, own, manager } = await openSession(options);
  const reader = options.organisation ?? manager ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  let count = 0;
  for await (const entry of api.lacking(reader, what ?? 'any', options.member)) {
    count += 1;
    terminal.out(lineOf(entry, options.json === true));
  }
  if (!options.json) terminal.out(said('entries that lack something: {count}', { count }));
  return count === 0 ? EXIT.ok : EXIT.someRefused;
}
