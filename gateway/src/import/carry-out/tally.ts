// SPDX-License-Identifier: Apache-2.0
/** What an import did, thing by thing. */
import { ApiError } from '../../cli/client/api-client.js';
import type { Names, ObligationKind } from '@catalog-chain/chaincode/domain/records';
import type { Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { refusedOf, RowError, sayable, type Language, type RefusedRow } from '../faults.js';
import type { PlannedUse } from '../plan/plan.js';
import { present } from '../fields.js';
import type { Effect } from './effects.js';

type Counts = Record<Effect, number>;

const none = (): Counts => ({ created: 0, updated: 0, unchanged: 0, different: 0 });

/** How many there were of a code, and the first of them. */
export interface OfCode {
  readonly first: RefusedRow;
  readonly count: number;
}

/** Codes are few, rows may be millions. */
class Told {
  count = 0;
  readonly byCode = new Map<string, OfCode>();

  add(row: RefusedRow): void {
    this.count += 1;
    const { first = row, count = 0 } = this.byCode.get(row.code) ?? {};
    this.byCode.set(row.code, { first, count: count + 1 });
  }

  get first(): RefusedRow | undefined {
    const [first] = this.byCode.values();
    return first?.first;
  }
}

/** Things of one kind and effect that are remembered by name. */
const MOST_TOLD = 100;

/** What an import did to one thing, or what became of it. */
export interface Thing {
  readonly what: string;
  readonly effect: Effect | 'gone';
  readonly id: string;
  /** How people call it. */
  readonly title?: string;
  /** Whose it is, by name where that is known. */
  readonly owner?: string;
  /** What changes, or differs. */
  readonly fields?: readonly string[];
}

export interface Touched {
  readonly what: string;
  readonly effect: Thing['effect'];
  readonly count: number;
  readonly first: readonly Thing[];
}

/** Obligations of one kind that an import will open, and how many of them stay open after it. */
export interface Foretold {
  readonly opened: number;
  readonly left: number;
}

interface Change {
  readonly what: string;
  readonly field: string;
  readonly isHeld: boolean;
  readonly count: number;
}

/** Where all things that an import touches are written. */
export interface Things {
  write(thing: Thing): void;
}

/** How something is called, in Chinese first. */
export const titleOf = ({ zh, en }: Names): string => zh ?? en ?? '';

const LATE: Violation = 'reported-late';

/** Tells a row in the reader's words: where it stands in the file, under which heading, in which language. */
export interface Teller {
  told(row: RefusedRow): RefusedRow;
}

/** Where rows that were refused, or taken with a note, are written. */
export interface RefusedRows {
  write(row: RefusedRow, taken: boolean): void;
}

export class Tally {
  private readonly counts = new Map<string, Counts>();
  private readonly fields = new Map<string, Change>();
  readonly refused = new Told();
  /** Rows that are taken, and of which something is to be said. */
  readonly noted = new Told();

  private readonly found = new Map<Violation, number>();
  private readonly obligations = new Map<ObligationKind, Foretold>();
  private readonly things = new Map<string, Touched & { readonly first: Thing[] }>();

  constructor(
    private readonly rows?: RefusedRows,
    private readonly teller: Teller = { told: (row) => row },
    private readonly changed?: Things,
  ) {}

  add(what: string, effect: Effect, by = 1): void {
    const counts = this.counts.get(what) ?? none();
    counts[effect] += by;
    this.counts.set(what, counts);
  }

  /** Names what a change is about. @param isHeld the ledger holds it so, and keeps it */
  name(what: string, fields: readonly string[], isHeld = false): void {
    for (const field of fields) {
      const key = `${what} ${field} ${isHeld}`;
      const { count = 0 } = this.fields.get(key) ?? {};
      this.fields.set(key, { what, field, isHeld, count: count + 1 });
    }
  }

  /** Names what is created, changed, different or gone: the first of each, and all in the file of changes. */
  touch(thing: Thing): void {
    const key = `${thing.what} ${thing.effect}`;
    const { first = [], count = 0 } = this.things.get(key) ?? {};
    if (first.length < MOST_TOLD) first.push(thing);
    this.things.set(key, { what: thing.what, effect: thing.effect, first, count: count + 1 });
    this.changed?.write(thing);
  }

  /** Foretells an obligation. @param isLeft the import itself does not end it */
  owe(kind: ObligationKind, isLeft: boolean): void {
    const { opened = 0, left = 0 } = this.obligations.get(kind) ?? {};
    this.obligations.set(kind, { opened: opened + 1, left: left + (isLeft ? 1 : 0) });
  }

  /** What a rehearsal foretells that somebody will owe, by kind. */
  get owed(): readonly (readonly [ObligationKind, Foretold])[] {
    return [...this.obligations];
  }

  get changes(): readonly Change[] {
    return [...this.fields.values()];
  }

  get verdicts(): readonly (readonly [Violation, number])[] {
    return [...this.found];
  }

  /** By kind and effect. */
  get touched(): readonly Touched[] {
    return [...this.things.values()];
  }

  refuse(...rows: readonly RefusedRow[]): void {
    for (const row of rows.map((one) => this.told(one))) {
      this.refused.add(row);
      this.rows?.write(row, false);
    }
  }

  note(...rows: readonly RefusedRow[]): void {
    for (const row of rows.map((one) => this.told(one))) {
      this.noted.add(row);
      this.rows?.write(row, true);
    }
  }

  /** A part of a row is named as the file names it, which may be just what is refused. */
  private told(one: RefusedRow): RefusedRow {
    const { of } = one;
    return this.teller.told(of === undefined ? one : { ...one, of: sayable(of) });
  }

  /** What the ledger finds of a use that is taken. To be late is in the nature of old logs, and is only counted. */
  find({ row, verdicts = [] }: PlannedUse, language?: Language): void {
    for (const verdict of verdicts) this.found.set(verdict, (this.found.get(verdict) ?? 0) + 1);
    const grave = verdicts.filter((verdict) => verdict !== LATE);
    if (grave.length > 0)
      this.note(refusedOf(row, new RowError('USE_VERDICT', { verdicts: grave.join(', ') }), language));
  }

  /** Runs the work for one row; a refusal by the gateway is noted and does not stop the others. */
  async attempt(
    row: number,
    named: Pick<Thing, 'what' | 'id' | 'title' | 'owner'>,
    work: () => Promise<Effect>,
  ): Promise<void> {
    try {
      const effect = await work();
      this.add(named.what, effect);
      if (effect !== 'unchanged') this.touch({ ...named, effect });
    } catch (error) {
      if (!isRowFault(error)) throw error;
      this.refuse({ row, code: error.code, message: error.message, ...present({ of: named.title }) });
    }
  }

  count(what: string, effect: Effect): number {
    return this.counts.get(what)?.[effect] ?? 0;
  }

  /** Whether something is left for a person to look at. */
  get isClean(): boolean {
    const different = Array.from(this.counts.values()).some((counts) => counts.different > 0);
    const isGrave = Array.from(this.found.keys()).some((verdict) => verdict !== LATE);
    return this.refused.count === 0 && !different && !isGrave;
  }

  /** For the gateway's record of the import. */
  totals(): Record<string, Counts> {
    return Object.fromEntries(this.counts);
  }
}

/** A fault of the row, not of the connection or the login: the others may still pass. */
export const isRowFault = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  ![401, 429].includes(error.status);
