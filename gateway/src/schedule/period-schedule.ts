// SPDX-License-Identifier: Apache-2.0
/**
 * Closes by itself what the organisations of this gateway have to close. What is due follows from the index each time,
 * so a restart loses nothing and a repetition does nothing.
 */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { PeriodClosing } from '@catalog-chain/chaincode/domain/period/period';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Served } from '../config.js';
import type { LedgerWriter, Signatory } from '../ledger/ledger.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Log } from '../support/log-port.js';
import { onlyOnce } from '../attempts/attempt.js';
import { Commits } from '../usecases/commits.js';
import { checkpointJournals } from './checkpoints.js';
import { dueSides, everything, heldIn, monthsOver } from './due-sides.js';

export interface ScheduleParts {
  readonly ledger: LedgerWriter;
  readonly index: IndexReader;
  readonly organisations: Served;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long after a month's end it is closed: reports that are in time should be in it. */
  readonly afterHours: number;
  /** The enrolled user who signs. */
  readonly user?: string;
}

const EVERY_MS = 10 * 60_000;

export class PeriodSchedule implements AsyncDisposable {
  private readonly commits: Commits;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: ScheduleParts) {
    this.commits = new Commits(parts.ledger, parts.index);
  }

  /** Looks at once, and then every ten minutes. */
  start(): this {
    this.running = this.run()
      .catch((error: unknown) => {
        this.parts.log.warn('Periods could not be closed.', { error });
      })
      .finally(() => {
        if (this.stopped) return;
        this.timer = setTimeout(() => this.start(), EVERY_MS);
        this.timer.unref();
      });
    return this;
  }

  /** Closes what is due. @returns what was closed */
  async run(): Promise<PeriodClosing[]> {
    const closed: PeriodClosing[] = [];
    for (const organisation of await this.served()) {
      const due = await this.dueOf(organisation);
      if (due.length === 0 || this.stopped) continue;
      closed.push(...(await this.closeAll(organisation, due)));
    }
    return closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async served(): Promise<readonly string[]> {
    const { organisations, index } = this.parts;
    if (organisations !== '*') return organisations;
    return (await everything(index, 'organisation', {})).map(({ mspId }) => mspId);
  }

  private async dueOf(organisation: string): Promise<PeriodClosing[]> {
    const { index, now, afterHours } = this.parts;
    const policy = (await index.get('policy', 'current'))?.value ?? BUILT_IN_POLICY;
    const offset = policy.calendar.utcOffsetMinutes;
    const grants = await everything(index, 'grant', { party: organisation });
    const due: PeriodClosing[] = [];
    for (const month of monthsOver(now() - afterHours * HOUR_MS, offset)) {
      const held = grants.filter((grant: Grant) => heldIn(grant, month, offset));
      if (held.length > 0) due.push(...(await dueSides(index, organisation, held, month)));
    }
    return due;
  }

  private async closeAll(organisation: string, due: readonly PeriodClosing[]): Promise<PeriodClosing[]> {
    const { index, log, user = 'submitter' } = this.parts;
    const signatory = { mspId: organisation, user };
    const journals = await everything(index, 'journal', { organisation });
    const closed: PeriodClosing[] = [];
    await checkpointJournals(index, this.commits, signatory, journals).catch((error: unknown) => {
      log.warn('A journal could not be followed.', { organisation, error });
    });
    for (const closing of due) {
      if (this.stopped) break;
      if (await this.close(signatory, closing)) closed.push(closing);
    }
    log.info('Periods were closed.', { organisation, closed: closed.length, due: due.length });
    return closed;
  }

  /** What is refused now is tried again with the next look, unless somebody else has done it. */
  private async close(signatory: Signatory, closing: PeriodClosing): Promise<boolean> {
    const call = { transaction: TRANSACTIONS.periodClose, args: [encode(closing)] };
    try {
      await this.commits.write(signatory, call, onlyOnce);
      return true;
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code !== 'INVALID_STATE')
        this.parts.log.warn('A period could not be closed.', { organisation: signatory.mspId, error });
      return false;
    }
  }
}
