// SPDX-License-Identifier: Apache-2.0
/** Collects faults, so that one does not hide the others. */
import { Fault } from './faults.js';

/** Enough to say what is wrong; a file can be made of nothing but faults. */
const MAX_FAULTS = 1_000;

export class Examination {
  readonly faults: Fault[] = [];

  get isGivenUp(): boolean {
    return this.faults.length >= MAX_FAULTS;
  }

  /** @returns undefined where the work threw a Fault, which is kept */
  try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.note(error);
      return undefined;
    }
  }

  /** @throws whatever is no Fault */
  note(error: unknown): void {
    if (!(error instanceof Fault)) throw error;
    if (!this.isGivenUp) this.faults.push(error);
  }
}
