// SPDX-License-Identifier: Apache-2.0
/** Appraisals of chains made by hand. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { appraise } from '@catalog-chain/gateway/appraisal/appraise';
import type { Appraisal } from '@catalog-chain/gateway/appraisal/report';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { ScriptedChain } from './scripted-chain.js';

export const DAY_MS = 86_400_000;
export const EMPTY = hash('sha256', '');
const JANUARY = { from: '2026-01', to: '2026-01' };

/** Blocks a day apart: block n is of 1 January 2026, 08:00 in China, and n days. */
export const newChain = (): ScriptedChain => new ScriptedChain('by hand', DAY_MS);

export async function appraised(
  chain: ScriptedChain,
  organisation: string,
  { months = JANUARY, ...rest }: { months?: typeof JANUARY; asOf?: number; grant?: string } = {},
): Promise<Appraisal> {
  await using database = openIndexDatabase({ sqlite: ':memory:' });
  await bindToChain(database, (await chain.info()).genesisHash);
  await new IndexWriter(database).apply(chain.chain);
  return await appraise(new SqlIndexReader(database), { organisation, months, ...rest });
}

/** `[met, of]`, or null where nothing was counted. */
export function rate({ figures }: Appraisal, name: string): readonly [number, number] | null {
  const found = figures.find(({ figure }) => figure === name);
  assert.ok(found, name);
  assert.deepEqual(
    [found.of.count === 0, found.met.count],
    [found.rate === null, found.rate?.numerator ?? 0],
  );
  return found.rate && [found.rate.numerator, found.rate.denominator];
}

export const stamp = (at: string, by = 'ProviderMSP'): object => ({ at, by, tx: 'ab'.repeat(32) });
export const deadline = (step: string, startedAt: string, dueAt: string, doneAt?: string): object => ({
  step,
  policyVersion: 0,
  startedAt,
  dueAt,
  ...(doneAt !== undefined && { doneAt, late: doneAt > dueAt }),
});
