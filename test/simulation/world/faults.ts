// SPDX-License-Identifier: Apache-2.0
/** Which things go wrong in a run, how often, and until when. */
import type { Chance } from './chance.js';

const KINDS = [
  'sql: refused',
  'sql: connection lost before',
  'sql: done, answer lost',
  'sql: no answer, not done',
  'sql: no answer, done',
  'sql: done late, answer lost',
  'ledger: unavailable',
  'ledger: foreign error',
  'ledger: slow',
  'ledger: no answer',
  'ledger: done, answer lost',
  'ledger: done, foreign error',
  'ledger: done, no answer',
  'ledger: sent twice',
  'ledger: endorsers differ',
  'stream: cut',
  'stream: foreign error',
  'stream: ended',
  'stream: silent',
  'crash',
  'stop',
  'hook: no connection',
  'hook: fails',
  'hook: refuses',
  'hook: silent',
  'hook: taken, answer lost',
  'hook: taken, silent',
  'hook: turn lost',
] as const;
export type FaultKind = (typeof KINDS)[number];

/** How often a kind may happen, by what is drawn for a run: most kinds are rare or absent in most runs. */
const RATES: readonly [number, ...number[]] = [0, 0, 0.004, 0.02, 0.06];

export class Faults {
  private readonly rates: ReadonlyMap<FaultKind, number>;
  private isCalm = true;

  constructor(
    private readonly chance: Chance,
    private readonly note: (line: string) => void,
  ) {
    this.rates = new Map(
      KINDS.map((kind) => [kind, chance.pick(RATES) * (kind.includes('no answer') ? 0.25 : 1)]),
    );
  }

  /** Until then nothing goes wrong. */
  begin(): void {
    this.isCalm = false;
    this.note('world: faults begin');
  }

  /** From now on nothing goes wrong. */
  cease(): void {
    this.isCalm = true;
    this.note('world: faults end');
  }

  /** Draws one of several faults, or none. */
  draw<K extends FaultKind>(kinds: readonly K[], where: string): K | undefined {
    if (this.isCalm) return undefined;
    for (const kind of kinds) {
      if (!this.chance.is(this.rates.get(kind) ?? 0)) continue;
      this.note(`${where}: ${kind}`);
      return kind;
    }
    return undefined;
  }

  /** How long something takes that need not, milliseconds. */
  delay(low: number, high: number): number {
    return this.chance.between(low, high);
  }
}
