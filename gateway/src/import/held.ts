// SPDX-License-Identifier: Apache-2.0
/** A bound for what is held of a file whose rows are read together, because they refer to each other. */
import { FileFault } from './faults.js';

/** Of a value, what it takes in memory besides its characters, as so many characters. */
const EACH = 16;

/** Of a value of JSON, which is nowhere deep. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + EACH;
  if (typeof value !== 'object' || value === null) return EACH;
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + sizeOf(one), EACH);
}

export class Held {
  private size = 0;

  /** @param most characters, and sixteen for each value */
  constructor(private readonly most: number) {}

  /** @throws FileFault `FILE_TOO_LARGE` */
  add(value: unknown): void {
    this.size += sizeOf(value);
    if (this.size > this.most) throw new FileFault('FILE_TOO_LARGE');
  }
}
