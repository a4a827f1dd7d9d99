// SPDX-License-Identifier: Apache-2.0
/** Millions of exchanges summed up in flat memory: open addressing over the 16 bytes that name one. */
import { randomInt } from 'node:crypto';
import { correlationAt } from '../tables/packed-exchanges.js';

const WORDS = 4;
const LARGEST_LOAD = 0.6;
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

  /** @param bits logarithm of the first number of slots */
  constructor(bits = 12) {
    this.bits = bits;
    const slots = 2 ** bits;
    this.keys = new Uint32Array(slots * WORDS);
    this.nets = new Int32Array(slots);
    this.correlations = new Float64Array(slots);
  }

  /** Counts the entry that begins at a word in: claims with weight 1, attestations with -1. */
  add(words: Uint32Array, at: number, weight: number): void {
    if (this.used > LARGEST_LOAD * this.nets.length) this.grow();
    const slot = this.slotOf(words, at);
    if (this.correlations[slot] === 0) {
      this.take(slot, words, at);
      this.correlations[slot] = correlationAt(words, at) + 1;
      this.used += 1;
    }
    this.nets[slot] = (this.nets[slot] ?? 0) + weight;
  }

  /** Correlation key of the exchange when its sum is not 0. */
  unevenCorrelation(words: Uint32Array, at: number): number | undefined {
    const slot = this.slotOf(words, at);
    return this.nets[slot] === 0 ? undefined : (this.correlations[slot] ?? 0) - 1;
  }

  /** Every exchange whose sum is not 0. */
  *uneven(): Generator<{ readonly correlation: number; readonly net: number }> {
    const { nets, correlations } = this;
    for (let slot = 0; slot < nets.length; slot += 1) {
      const net = nets[slot] ?? 0;
      if (net !== 0) yield { correlation: (correlations[slot] ?? 0) - 1, net };
    }
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
    const { keys, nets, correlations } = this;
    this.bits += 1;
    this.keys = new Uint32Array(keys.length * 2);
    this.nets = new Int32Array(nets.length * 2);
    this.correlations = new Float64Array(correlations.length * 2);
    for (let old = 0; old < nets.length; old += 1) {
      const correlation = correlations[old] ?? 0;
      if (correlation === 0) continue;
      const slot = this.slotOf(keys, old * WORDS);
      this.take(slot, keys, old * WORDS);
      this.correlations[slot] = correlation;
      this.nets[slot] = nets[old] ?? 0;
    }
  }
}

const isSame = (a: Uint32Array, i: number, b: Uint32Array, j: number): boolean =>
  a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2] && a[i + 3] === b[j + 3];
