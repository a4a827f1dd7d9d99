// SPDX-License-Identifier: Apache-2.0
/** Chance that comes from a seed: the same seed, the same course. */
import { createHash } from 'node:crypto';

export class Chance {
  private state: Uint32Array;

  constructor(
    private readonly seed: number,
    private readonly name = '',
  ) {
    const digest = createHash('sha256').update(`${seed}/${name}`).digest();
    this.state = new Uint32Array(digest.buffer.slice(digest.byteOffset, digest.byteOffset + 16));
  }

  /** Another source of the same seed: what is drawn from one does not change the other. */
  of(name: string): Chance {
    return new Chance(this.seed, `${this.name}/${name}`);
  }

  /** At least 0, less than 1. */
  next(): number {
    return this.word() / 0x1_0000_0000;
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.between(0, from.length - 1)] ?? from[0];
  }

  bytes(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let i = 0; i < size; i += 1) bytes[i] = this.word() & 0xff;
    return bytes;
  }

  /** The generator sfc32, by Chris Doty-Humphrey. */
  private word(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const sum = (a + b + d) | 0;
    this.state[3] = d + 1;
    this.state[0] = b ^ (b >>> 9);
    this.state[1] = c + (c << 3);
    this.state[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }
}
