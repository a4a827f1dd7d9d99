// SPDX-License-Identifier: Apache-2.0
/** Millions of exchanges summed up in flat memory: open addressing over the 16 bytes that name one. */
import { randomInt } from 'node:crypto';
import { correlationAt, timeAt } from '../tables/packed-exchanges.js';

const WORDS = 4;
const LARGEST_LOAD = 0.6;
/** Later than any time within a month. */
const NEVER = 0xffff_ffff;
/** Knuth's multiplier: spreads the keys over the slots. */
const SPREAD = 0x9e37_79b1;

export class NetTable {
  /** Keyed, so that nobody can report exchanges that all fall into one slot. */
  private readonly seed = randomInt(2 ** 32);
  private bits: number;
  private used = 0;
  private keys: Uint32Array;
  private nets: Int32Array;
  /** Correlation key of the first entry, plus 1; 0 in an empty slot. */
  private correlations: Float64Array;
  /** Of the times at which it is stated, by either side: see `timeAt`. */
  private earliest: Uint32Array;
  private latest: Uint32Array;

  /** @param bits logarithm of the first number of slots */
  constructor(bits = 12) {
    this.bits = bits;
    const slots = 2 ** bits;
    this.keys = new Uint32Array(slots * WORDS);
    this.nets = new Int32Array(slots);
    this.correlations = new Float64Array(slots);
    this.earliest = new Uint32Array(slots).fill(NEVER);
    this.latest = new Uint32Array(slots);
  }

  /**
   * Counts the entry that begins at a word in: claims with weight 1, attestations with -1. The times of what is taken back are
   * those of what was stated.
   */
  add(words: Uint32Array, at: number, weight: number, isStated: boolean): void {
    if (this.used > LARGEST_LOAD * this.nets.length) this.grow();
    const slot = this.slotOf(words, at);
    if (this.correlations[slot] === 0) {
      this.take(slot, words, at);
      this.correlations[slot] = correlationAt(words, at) + 1;
      this.used += 1;
    }
    this.nets[slot] = (this.nets[slot] ?? 0) + weight;
    if (isStated) this.note(slot, timeAt(words, at));
  }

  /** Correlation key of the exchange when its sum is not 0, or its times lie far apart. */
  doubtfulCorrelation(words: Uint32Array, at: number, toleranceMs: number): number | undefined {
    const slot = this.slotOf(words, at);
    const isDoubtful = this.nets[slot] !== 0 || this.spread(slot) > toleranceMs;
    return isDoubtful ? (this.correlations[slot] ?? 0) - 1 : undefined;
  }

  /** Correlation keys of exchanges that are stated at times further apart than this. */
  *farApart(toleranceMs: number): Generator<number> {
    const { correlations } = this;
    for (let slot = 0; slot < correlations.length; slot += 1)
      if (this.spread(slot) > toleranceMs) yield (correlations[slot] ?? 0) - 1;
  }

  /** Every exchange whose sum is not 0. */
  *uneven(): Generator<{ readonly correlation: number; readonly net: number }> {
    const { nets, correlations } = this;
    for (let slot = 0; slot < nets.length; slot += 1) {
      const net = nets[slot] ?? 0;
      if (net !== 0) yield { correlation: (correlations[slot] ?? 0) - 1, net };
    }
  }

  private note(slot: number, time: number): void {
    const { earliest, latest } = this;
    if (time < (earliest[slot] ?? 0)) earliest[slot] = time;
    if (time > (latest[slot] ?? 0)) latest[slot] = time;
  }

  private spread(slot: number): number {
    return (this.latest[slot] ?? 0) - (this.earliest[slot] ?? 0);
  }

  /** The slot of the key that begins at a word, or the empty one where it belongs. */
  private slotOf(words: Uint32Array, at: number): number {
    const { keys, correlations } = this;
    const last = correlations.length - 1;
    const mixed = (words[at] ?? 0) ^ this.seed ^ Math.imul(words[at + 1] ?? 0, SPREAD);
    let slot = Math.imul(mixed, SPREAD) >>> (32 - this.bits);
    while (correlations[slot] !== 0 && !isSame(keys, slot * WORDS, words, at)) slot = (slot + 1) & last;
    return slot;
  }

  private take(slot: number, words: Uint32Array, at: number): void {
    for (let i = 0; i < WORDS; i += 1) this.keys[slot * WORDS + i] = words[at + i] ?? 0;
  }

  private grow(): void {
    const { keys, nets, correlations, earliest, latest } = this;
    this.bits += 1;
    this.keys = new Uint32Array(keys.length * 2);
    this.nets = new Int32Array(nets.length * 2);
    this.correlations = new Float64Array(correlations.length * 2);
    this.earliest = new Uint32Array(earliest.length * 2).fill(NEVER);
    this.latest = new Uint32Array(latest.length * 2);
    for (let old = 0; old < nets.length; old += 1) {
      const correlation = correlations[old] ?? 0;
      if (correlation === 0) continue;
      const slot = this.slotOf(keys, old * WORDS);
      this.take(slot, keys, old * WORDS);
      this.correlations[slot] = correlation;
      this.nets[slot] = nets[old] ?? 0;
      this.earliest[slot] = earliest[old] ?? NEVER;
      this.latest[slot] = latest[old] ?? 0;
    }
  }
}

const isSame = (a: Uint32Array, i: number, b: Uint32Array, j: number): boolean =>
  a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2] && a[i + 3] === b[j + 3];
