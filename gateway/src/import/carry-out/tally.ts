// SPDX-License-Identifier: Apache-2.0
/** What an import did, thing by thing. */
import { ApiError } from '../../cli/client/api-client.js';
import type { RefusedRow } from '../faults.js';
import type { Effect } from './effects.js';

/** New members are named up to so many. */
const MOST_MEMBERS = 30;

type Counts = Record<Effect, number>;

const none = (): Counts => ({ created: 0, updated: 0, unchanged: 0, different: 0 });

/** How many there were of a kind, and the first of them: there may be millions. */
class Told {
  count = 0;
  first: RefusedRow | undefined;

  add(row: RefusedRow): void {
    this.count += 1;
    this.first ??= row;
  }
}

/** Where rows that were refused, or taken with a note, are written. */
export interface RefusedRows {
  write(row: RefusedRow, taken: boolean): void;
}

export class Tally {
  private readonly counts = new Map<string, Counts>();
  private readonly changes = new Map<string, number>();
  readonly refused = new Told();
  /** Rows that are taken, and of which something is to be said. */
  readonly noted = new Told();

  private readonly members: string[] = [];

  constructor(private readonly rows?: RefusedRows) {}

  /** Remembers who becomes a member, by name and id. */
  found(member: string): void {
    this.members.push(member);
  }

  add(what: string, effect: Effect, by = 1): void {
    const counts = this.counts.get(what) ?? none();
    counts[effect] += by;
    this.counts.set(what, counts);
  }

  /** Names what a change is about, e.g. `resources: summary`. */
  name(what: string, fields: readonly string[]): void {
    for (const field of fields) {
      const key = `${what}: ${field}`;
      this.changes.set(key, (this.changes.get(key) ?? 0) + 1);
    }
  }

  refuse(...rows: readonly RefusedRow[]): void {
    for (const row of rows) {
      this.refused.add(row);
      this.rows?.write(row, false);
    }
  }

  note(...rows: readonly RefusedRow[]): void {
    for (const row of rows) {
      this.noted.add(row);
      this.rows?.write(row, true);
    }
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

  /** The first of what was refused and of what was noted, for whoever asked for no file of them. */
  firsts(): string[] {
    const lists = { refused: this.refused, noted: this.noted };
    return Object.entries(lists).flatMap(([what, { first }]) =>
      first ? [`first ${what}: row ${first.row}: ${first.code}: ${first.message} (all: --refused FILE)`] : [],
    );
  }

  /** Whether something is left for a person to look at. */
  get isClean(): boolean {
    const different = Array.from(this.counts.values()).some((counts) => counts.different > 0);
    return this.refused.count === 0 && !different;
  }

  /** For the gateway's record of the import. */
  totals(): Record<string, Counts> {
    return Object.fromEntries(this.counts);
  }

  /** `resources: 134 created, 0 updated, 0 unchanged`, one line per kind of thing, then what else is to be said. */
  lines(): string[] {
    const done = Array.from(
      this.counts,
      ([what, { created, updated, unchanged }]) =>
        `${what}: ${created} created, ${updated} updated, ${unchanged} unchanged`,
    );
    const different = Array.from(this.counts, ([what, counts]) => [what, counts.different] as const)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${what}: ${count} different on the ledger, left as they are`);
    const changes = Array.from(this.changes, ([what, count]) => `changed ${what} (${count})`);
    const noted = this.noted.count > 0 ? [`noted: ${this.noted.count}`] : [];
    const some = this.members.slice(0, MOST_MEMBERS).join(', ');
    const more = this.members.length > MOST_MEMBERS ? ` … (${this.members.length})` : '';
    const founded = this.members.length > 0 ? [`new members: ${some}${more}`] : [];
    return [...done, ...founded, ...different, ...changes, ...noted, `refused: ${this.refused.count}`];
  }
}

/** A fault of the row, not of the connection or the login: the others may still pass. */
export const isRowFault = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  ![401, 429].includes(error.status);
