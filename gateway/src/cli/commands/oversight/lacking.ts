// SPDX-License-Identifier: Apache-2.0
/** Entries of the catalogue that lack what the law asks an entry to say. */
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';

export interface LackingOptions extends SessionOptions {
  /** Only of this member. */
  readonly member?: string;
  readonly json?: boolean;
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
  for await (const { id, state, pending, lacks } of api.lacking(reader, what ?? 'any', options.member)) {
    count += 1;
    const one = { id, state: pending?.state ?? state, lacks };
    terminal.out(options.json ? JSON.stringify(one) : [id, one.state, lacks.join(', ')].join('  '));
  }
  if (!options.json) terminal.out(said('entries that lack something: {count}', { count }));
  return count === 0 ? EXIT.ok : EXIT.someRefused;
}
