// SPDX-License-Identifier: Apache-2.0
/** Whoever imports wants it to stop. What is under way is finished, and nothing more is begun. */
import type { Surroundings } from './surroundings.js';

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** @throws Interrupted */
export function ensureGoing({ signal }: Pick<Surroundings, 'signal'>): void {
  if (signal?.aborted === true) throw new Interrupted();
}
