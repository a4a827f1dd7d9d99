// SPDX-License-Identifier: Apache-2.0
/** Bytes changed as a seed says: a little or a lot, blindly or as JSON. */
import { drawn, seeded } from '../conformance/case.js';

/** What readers of numbers, texts and lists have stumbled over before. */
const NASTY: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53 + 2,
  0.1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '../../x',
  'a'.repeat(70_000),
  '\u0301'.repeat(2_000),
  '２０２６',
  [],
  {},
  [[[[[[[[[[]]]]]]]]]],
  { toString: 1 },
  Array.from({ length: 300 }, (_, n) => n),
];

export class Mutator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  of<T>(list: readonly T[]): T {
    return drawn(list, this.#random);
  }

  /** The bytes with one to four changes. */
  bytes(given: Uint8Array): Buffer {
    let bytes: Buffer = Buffer.from(given);
    for (let left = 1 + this.below(4); left > 0; left -= 1) bytes = this.#changed(bytes);
    return bytes;
  }

  #changed(bytes: Buffer): Buffer {
    const at = this.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + this.below(32));
    const changes: readonly (() => Buffer)[] = [
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([this.below(256)]), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end)]),
      () => bytes.subarray(0, at),
      () => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << this.below(8)) : byte))),
      () => Buffer.from(bytes.map((byte, i) => (i >= at && i < end ? this.below(256) : byte))),
    ];
    return this.of(changes)();
  }

  /** JSON with one value, somewhere in it, that is another one, is not there, or is there twice. */
  json(given: unknown): unknown {
    if (typeof given !== 'object' || given === null || this.below(6) === 0) return this.#other(given);
    if (Array.isArray(given)) {
      const at = this.below(given.length + 1);
      const inner: unknown = given[at];
      return this.below(3) === 0 ? given.toSpliced(at, 1) : given.toSpliced(at, 1, this.json(inner), inner);
    }
    const entries: [string, unknown][] = Object.entries(given);
    const at = this.below(entries.length + 1);
    const [name, value] = entries[at] ?? [this.of(['x', '__proto__', 'constructor', 'id', '']), 1];
    if (this.below(4) === 0) return Object.fromEntries(entries.toSpliced(at, 1));
    return Object.fromEntries(entries.toSpliced(at, 1, [name, this.json(value)]));
  }

  #other(given: unknown): unknown {
    if (typeof given === 'string' && this.below(2) === 0)
      return this.bytes(Buffer.from(given)).toString('utf8');
    if (typeof given === 'number' && this.below(2) === 0) return given + this.below(3) - 1;
    return this.of(NASTY);
  }
}
