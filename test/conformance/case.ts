// SPDX-License-Identifier: Apache-2.0
/** A case of the conformance kit: a bundle, what is trusted, and what any verifier must find. */
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';

export interface Case {
  readonly name: string;
  readonly bundle: Buffer;
  /** Files of the folder of roots, by their path in it; absent: the bundle vouches for itself. */
  readonly trust?: ReadonlyMap<string, string>;
  /** 0 valid, 1 invalid, 2 unreadable. */
  readonly exit: 0 | 1 | 2;
  /** Of what is invalid: one of the faults that there are. Absent where any will do: a bit was flipped. */
  readonly reason?: FaultCode;
}

/** Numbers from 0 up to 1 that depend on the seed only (the mulberry32 generator). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the list, as the generator says. */
export function drawn<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('The list is empty.');
  return found;
}
