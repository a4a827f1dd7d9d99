// SPDX-License-Identifier: Apache-2.0
/** What chains drawn at random are made of: two parties, times, deadlines. */
import fc from 'fast-check';
import type { Deadline } from '@catalog-chain/chaincode/domain/records';
import type { ScriptedChain } from './scripted-chain.js';

export const HOUR_MS = 3_600_000;
/** Blocks are nine hours apart, so that a hundred of them cover more than a month. */
export const STEP_MS = 9 * HOUR_MS;
export const START = Date.UTC(2026, 0, 1);
export const PARTIES = ['AMSP', 'BMSP'] as const;
export type Party = (typeof PARTIES)[number];

export const iso = (time: number): string => new Date(time).toISOString();
export const stamp = (at: number, by: string): object => ({ at: iso(at), by, tx: '0'.repeat(64) });
export const when = fc.integer({ min: 0, max: 90 * 24 }).map((hours) => START + hours * HOUR_MS);
export const party = fc.constantFrom(...PARTIES);
export const code = fc.constantFrom('X', 'Y', 'Z');
export const names = fc.constantFrom({ zh: '名' }, { en: 'N' }, { zh: '名', en: 'N' }, { zh: '名', en: 'N' });

/** One thing that happens on the chain. */
export type Happening = (chain: ScriptedChain) => void;

export const deadline = fc.record({
  startedAt: when,
  days: fc.integer({ min: 0, max: 20 }),
  took: fc.integer({ min: -2, max: 40 * 24 }),
  policyVersion: fc.constantFrom(0, 1),
});

export function deadlineOf(
  step: string,
  {
    startedAt,
    days,
    took,
    policyVersion,
  }: { startedAt: number; days: number; took: number; policyVersion: number },
  done: boolean,
): Deadline {
  const [dueAt, doneAt] = [startedAt + days * 24 * HOUR_MS - 1, startedAt + took * HOUR_MS];
  const open = {
    step: step as Deadline['step'],
    policyVersion,
    startedAt: iso(startedAt),
    dueAt: iso(dueAt),
  };
  return done ? { ...open, doneAt: iso(doneAt), late: doneAt > dueAt } : open;
}

/** `G1` and `G2` are B's, of what A provides; `G3` is the other way about. */
export const consumerOf = (grant: string): Party => (grant === 'G3' ? 'AMSP' : 'BMSP');
