// SPDX-License-Identifier: Apache-2.0
/** Uses that are sealed now and disclosed later, from the same file both times. */
import { readFile } from 'node:fs/promises';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { text, type JsonObject } from '../../../import/fields.js';
import type { UseReport } from '../../client/catalog-api.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface SealingOptions extends SessionOptions {
  readonly side: Side;
  readonly json?: boolean;
}

const DOORS = { claim: '/v1/seals/usage-events', attestation: '/v1/seals/attestations' } as const;
const WAIT_SECONDS = 30;

/** A JSON array of usage events, or one to a line. Nothing of them is repeated in an error: they are secret. */
async function eventsIn(file: string): Promise<readonly unknown[]> {
  const content = await readFile(file, 'utf8').catch(() => {
    throw new UsageError('The file cannot be read.');
  });
  try {
    if (content.trimStart().startsWith('[')) return JSON.parse(content) as unknown[];
    const lines = content.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => JSON.parse(line) as unknown);
  } catch {
    throw new UsageError('The file holds neither a JSON array of usage events nor one to a line.');
  }
}

async function callerOf(options: SealingOptions) {
  const { api, own } = await openSession(options);
  const caller = options.organisation ?? own;
  if (caller === undefined) throw new UsageError('Say for which organisation to speak: --organisation.');
  return { api, caller };
}

/** All of the file's uses, at most 100, or none. @returns the exit code */
export async function sealUses(
  file: string,
  options: SealingOptions & { readonly discloseBy: string },
  terminal: Terminal,
): Promise<number> {
  const { side, discloseBy, json } = options;
  const { api, caller } = await callerOf(options);
  const body = { side, discloseBy, events: await eventsIn(file) };
  const call = { method: 'POST', path: '/v1/seals', body } as const;
  const { seals } = await api.as<{ seals: readonly JsonObject[] }>(caller, 'officer', call);
  for (const seal of seals) terminal.out(json === true ? JSON.stringify(seal) : sealLine(seal));
  return EXIT.ok;
}

/** `019b76da-…  claim  2026-03  sealed, to be disclosed by 2026-09-01T00:00:00.000Z` */
function sealLine(seal: JsonObject): string {
  const [id, side, period, until] = ['id', 'side', 'period', 'discloseBy'].map(
    (name) => text(seal[name]) ?? '',
  );
  return `${id}  ${side}  ${period}  sealed, to be disclosed by ${until}`;
}

/** @returns the exit code: 1 where a row was refused, or the ledger did not take them */
export async function discloseUses(
  file: string,
  options: SealingOptions,
  terminal: Terminal,
): Promise<number> {
  const { side, json } = options;
  const { api, caller } = await callerOf(options);
  const told = await api.as<UseReport>(caller, await api.reporterOf(caller), {
    method: 'POST',
    path: DOORS[side],
    body: await eventsIn(file),
    headers: { prefer: `wait=${WAIT_SECONDS}` },
  });
  const refused = told.rows.filter(({ status }) => status === 'refused');
  if (json === true) terminal.out(JSON.stringify(told));
  else {
    for (const { row, code, message } of refused)
      terminal.err(`row ${row + 1}: ${code ?? ''}: ${message ?? ''}`);
    const kept = told.rows.length - refused.length;
    terminal.out(
      `${kept} of ${told.rows.length} disclosed${told.state === undefined ? '' : `: ${told.state}`}`,
    );
  }
  return refused.length > 0 || told.state === 'rejected' ? EXIT.someRefused : EXIT.ok;
}
