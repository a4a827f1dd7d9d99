// SPDX-License-Identifier: Apache-2.0
/** What an import did, thing by thing. */
import { writeFile } from 'node:fs/promises';
import { ApiError } from './api-client.js';
import type { RefusedRow } from './import/refused.js';

export type Effect = 'created' | 'updated' | 'unchanged';

export class Tally {
  private readonly counts = new Map<string, Record<Effect, number>>();
  readonly refused: RefusedRow[] = [];

  add(what: string, effect: Effect, by = 1): void {
    const counts = this.counts.get(what) ?? { created: 0, updated: 0, unchanged: 0 };
    counts[effect] += by;
    this.counts.set(what, counts);
  }

  refuse(...rows: readonly RefusedRow[]): void {
    this.refused.push(...rows);
  }

  /** Runs the work for one row; a refusal by the gateway is noted and does not stop the others. */
  async attempt(row: number, what: string, work: () => Promise<Effect>): Promise<void> {
    try {
      this.add(what, await work());
    } catch (error) {
      if (!isRowFault(error)) throw error;
      this.refuse({ row, code: error.code, message: error.message });
    }
  }

  count(what: string, effect: Effect): number {
    return this.counts.get(what)?.[effect] ?? 0;
  }

  /** `resources: 134 created, 0 updated, 0 unchanged`, one line per kind of thing, then the refused. */
  lines(): string[] {
    const done = Array.from(
      this.counts,
      ([what, { created, updated, unchanged }]) =>
        `${what}: ${created} created, ${updated} updated, ${unchanged} unchanged`,
    );
    return [...done, `refused: ${this.refused.length}`];
  }

  /** Writes refused rows as NDJSON, in the file's order: position, code and message, nothing of the row. */
  async writeRefused(file: string): Promise<void> {
    const rows = this.refused.toSorted((a, b) => a.row - b.row);
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
}

/** A fault of the row, not of the connection or the login: the others may still pass. */
export const isRowFault = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  ![401, 429].includes(error.status);
