// SPDX-License-Identifier: Apache-2.0
/** Sends usage events, each by its own reporter, thousands at a time and several times at once. */
import { refusedOf, RowError, type RefusedRow } from '../faults.js';
import { present } from '../fields.js';
import type { PlannedUse } from '../plan/plan.js';
import type { UseResult } from '../../cli/client/catalog-api.js';
import { ensureGoing } from './interrupted.js';
import type { Surroundings } from './surroundings.js';
import { isRowFault } from './tally.js';

const BATCH = 1_000;
/** Uses that wait for their batch to fill, over all reporters. */
const MOST_HELD = 16_000;
const WAIT_SECONDS = 30;
const TRIES = 10;
/** Batches on their way at the same time: what one waits for is committed while the next is read. */
const IN_FLIGHT = 4;

const WHAT = { claim: 'claims', attestation: 'attestations' } as const;

interface Reported {
  readonly rows: readonly UseResult[];
  readonly state?: string;
  readonly receipt?: string;
}

/** The id is another event's: the same exchange, told otherwise. */
const AMENDED = 'IDEMPOTENCY_MISMATCH';
const COMMITTED: readonly string[] = ['committed', 'rejected'];

function reasonOf(result: UseResult | undefined): Omit<RefusedRow, 'row'> {
  const {
    code = 'NO_RESULT',
    message = 'The gateway did not say what became of the row.',
    field,
  } = result ?? {};
  return { code, message, ...present({ field }) };
}

/** What a use that the gateway has comes to once it is on the ledger; undefined for one that was refused. */
function effectOf(result: UseResult | undefined): 'created' | 'unchanged' | undefined {
  if (result?.status === 'accepted') return 'created';
  return result?.status === 'duplicate' ? 'unchanged' : undefined;
}

/** Takes uses in, and sends them when there are enough of one reporter and side. */
export class UseReporter {
  private readonly waiting = new Map<string, PlannedUse[]>();
  /** Uses in `waiting`. */
  private held = 0;
  private readonly flying = new Set<Promise<void>>();

  constructor(private readonly around: Surroundings) {}

  /** @throws Interrupted when it is to stop */
  async add(use: PlannedUse): Promise<void> {
    ensureGoing(this.around);
    const { rehearse, tally, language } = this.around;
    if (rehearse) {
      tally.find(use, language);
      return;
    }
    const key = `${use.organisation}\n${use.side}`;
    const group = this.waiting.get(key) ?? [];
    this.waiting.set(key, group);
    group.push(use);
    this.held += 1;
    if (group.length >= BATCH) await this.flush(key, group);
    else if (this.held >= MOST_HELD) await this.flushLargest();
  }

  private async flushLargest(): Promise<void> {
    const [largest] = [...this.waiting].sort(([, a], [, b]) => b.length - a.length);
    if (largest) await this.flush(...largest);
  }

  private async flush(key: string, group: readonly PlannedUse[]): Promise<void> {
    this.waiting.delete(key);
    this.held -= group.length;
    await this.fly(group);
  }

  /** Sends the rest and waits for all. */
  async end(): Promise<void> {
    for (const [key, group] of [...this.waiting]) await this.flush(key, group);
    await Promise.all(this.flying);
  }

  /** Waits for what is on its way, and sends nothing more. */
  async land(): Promise<void> {
    await Promise.allSettled(this.flying);
  }

  private async fly(batch: readonly PlannedUse[]): Promise<void> {
    while (this.flying.size >= IN_FLIGHT) await Promise.race(this.flying);
    const flight = this.send(batch).finally(() => this.flying.delete(flight));
    // Whoever waits for room or for the end is told of its failure; until then nobody listens.
    flight.catch(() => undefined);
    this.flying.add(flight);
  }

  private async send(batch: readonly PlannedUse[]): Promise<void> {
    const { tally, progress, api } = this.around;
    const [first] = batch;
    if (!first) return;
    try {
      const events = batch.map((use) => use.event);
      const answer: Reported = await api.report(first.organisation, first.side, events, WAIT_SECONDS);
      const isCommitted = await this.committed(first.organisation, answer);
      batch.forEach((use, i) => {
        this.note(use, answer.rows[i], isCommitted);
      });
    } catch (error) {
      if (!isRowFault(error)) throw error;
      tally.refuse(...batch.map(({ row }) => ({ row, code: error.code, message: error.message })));
    }
    progress.step(batch.length);
  }

  /** Nothing is said to be there before the ledger has it, though somebody else sent it: the receipt of what was sent before is as good. */
  private async committed(organisation: string, answer: Reported): Promise<boolean> {
    let { state } = answer;
    for (
      let tries = 0;
      answer.receipt !== undefined && !COMMITTED.includes(state ?? '') && tries < TRIES;
      tries += 1
    )
      state = (await this.around.api.receipt(organisation, answer.receipt, WAIT_SECONDS)).state;
    return answer.receipt === undefined || state === 'committed';
  }

  private note(use: PlannedUse, result: UseResult | undefined, isCommitted: boolean): void {
    const { tally, language } = this.around;
    const effect = effectOf(result);
    if (effect && isCommitted) {
      tally.add(WHAT[use.side], effect);
      if (effect === 'created') tally.find(use, language);
    } else if (effect) tally.refuse(refusedOf(use.row, new RowError('NOT_COMMITTED'), language));
    else if (result?.code === AMENDED)
      tally.refuse(refusedOf(use.row, new RowError('USE_AMENDED', { id: use.event.id }), language));
    else tally.refuse({ row: use.row, ...reasonOf(result) });
  }
}

/** Reports the uses and waits for their commit. A repeated event counts as unchanged. */
export async function reportUses(around: Surroundings, uses: readonly PlannedUse[]): Promise<void> {
  const reporter = new UseReporter(around);
  for (const use of uses) await reporter.add(use);
  await reporter.end();
}
