// SPDX-License-Identifier: Apache-2.0
/**
 * Closes by itself what the organisations of this gateway have to close: months, the journals of months that are
 * over, and grants whose period is. What is due follows from the index each time,
 * so a restart loses nothing and a repetition does nothing.
 */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { monthEnd, months } from '@catalog-chain/chaincode/domain/calendar/month';
import { stoodIn } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { PeriodClosing } from '@catalog-chain/chaincode/domain/period/period';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { HOUR_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Served } from '../config.js';
import type { BlockSource, LedgerWriter, Signatory } from '../ledger/ledger.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Log } from '../support/log-port.js';
import { onlyOnce } from '../attempts/attempt.js';
import { Commits } from '../usecases/commits.js';
import { JournalFollower, type FollowedJournal } from '../usecases/usage/followed-journals.js';
import { isGatewayJournal, partsOfName } from '../usage/journal-name.js';
import { dueSides, everything, monthsOver } from './due-sides.js';
import { expiredGrants } from './expired-grants.js';

export interface ScheduleParts {
  readonly ledger: LedgerWriter & Pick<BlockSource, 'info'>;
  readonly index: IndexReader;
  readonly organisations: Served;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long after a month's end it is closed: reports that are in time should be in it. */
  readonly afterHours: number;
  /** The enrolled user who signs. */
  readonly user?: string;
  /** How long after one look the next comes; absent: ten minutes. */
  readonly everyMs?: number;
}

const EVERY_MS = 10 * 60_000;

export class PeriodSchedule implements AsyncDisposable {
  private readonly commits: Commits;
  private readonly follower: JournalFollower;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: ScheduleParts) {
    this.commits = new Commits(parts.ledger, parts.index);
    this.follower = new JournalFollower(parts.index, this.commits, parts.now);
  }

  /** Looks at once, and then again and again. */
  start(): this {
    this.running = this.run()
      .catch((error: unknown) => {
        this.parts.log.warn('Periods could not be closed.', { error });
      })
      .finally(() => {
        if (this.stopped) return;
        this.timer = setTimeout(() => this.start(), this.parts.everyMs ?? EVERY_MS);
        this.timer.unref();
      });
    return this;
  }

  /** Closes what is due. @returns what was closed */
  async run(): Promise<PeriodClosing[]> {
    const closed: PeriodClosing[] = [];
    for (const organisation of await this.served()) {
      if (this.stopped) break;
      const due = await this.dueOf(organisation);
      const journals = await this.followed(organisation);
      if (due.length > 0) closed.push(...(await this.closeAll(organisation, due)));
      await this.expireGrants(organisation);
      await this.closeJournals(organisation, journals);
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
    const offset = await this.utcOffset();
    const grants = await everything(index, 'grant', { party: organisation });
    const due: PeriodClosing[] = [];
    for (const month of monthsOver(now() - afterHours * HOUR_MS, offset)) {
      const held = grants.filter((grant) => stoodIn(grant, month, offset));
      if (held.length > 0) due.push(...(await dueSides(index, organisation, held, month)));
    }
    return due;
  }

  private async closeAll(organisation: string, due: readonly PeriodClosing[]): Promise<PeriodClosing[]> {
    const { log } = this.parts;
    const signatory = this.signatoryOf(organisation);
    const closed: PeriodClosing[] = [];
    const refused: Record<string, number> = {};
    for (const closing of due) {
      if (this.stopped) break;
      const code = await this.close(signatory, closing);
      if (code === undefined) closed.push(closing);
      else refused[code] = (refused[code] ?? 0) + 1;
    }
    const told = { organisation, closed: closed.length, due: due.length };
    if (closed.length > 0) log.info('Periods were closed.', told);
    if (Object.keys(refused).length > 0) log.warn('Periods could not be closed.', { ...told, refused });
    return closed;
  }

  /** What is refused now is tried again with the next look. @returns the code of a refusal */
  private async close(signatory: Signatory, closing: PeriodClosing): Promise<string | undefined> {
    const call = { transaction: TRANSACTIONS.periodClose, args: [encode(closing)] };
    try {
      await this.commits.write(signatory, call, onlyOnce);
      return undefined;
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      return typeof code === 'string' ? code : 'FAILURE';
    }
  }

  /** Closes the gateways' own journals of months that have been over for so long. */
  private async closeJournals(organisation: string, journals: readonly FollowedJournal[]): Promise<void> {
    const offset = await this.utcOffset();
    const before = this.parts.now() - this.parts.afterHours * HOUR_MS;
    const monthOf = months(offset);
    for (const { journal, batches, root: lastRoot } of journals) {
      const { month } = partsOfName(journal.id) ?? { month: monthOf(parseInstant(journal.opened.at)) };
      const isOver = isGatewayJournal(journal.id) && monthEnd(month, offset) <= before;
      if (!isOver || this.stopped) continue;
      const args = [encode({ journal: journal.id, batches, lastRoot })];
      const call = { transaction: TRANSACTIONS.journalClose, args };
      await this.commits.write(this.signatoryOf(organisation), call, onlyOnce).catch((error: unknown) => {
        this.parts.log.warn('A journal could not be closed.', { organisation, journal: journal.id, error });
      });
    }
  }

  /** Has the chain follow the organisation's journals, as far as can be. */
  private async followed(organisation: string): Promise<FollowedJournal[]> {
    try {
      return await this.follower.follow(this.signatoryOf(organisation), organisation);
    } catch (error) {
      this.parts.log.warn('A journal could not be followed.', { organisation, error });
      return [];
    }
  }

  /** Records that periods are over, so that what is owed from then on is. Whichever party looks first does it. */
  private async expireGrants(organisation: string): Promise<void> {
    const { index, log, now } = this.parts;
    const ended = await expiredGrants(index, organisation, now());
    let recorded = 0;
    for (const { id } of ended) {
      if (this.stopped) break;
      const call = { transaction: TRANSACTIONS.grantExpire, args: [id] };
      // The other party's gateway may have been first.
      const done = await this.commits.write(this.signatoryOf(organisation), call, onlyOnce).then(
        () => true,
        () => false,
      );
      recorded += done ? 1 : 0;
    }
    if (recorded > 0) log.info('Grants that had run out were recorded.', { organisation, recorded });
  }

  private signatoryOf(mspId: string): Signatory {
    const { user = 'submitter' } = this.parts;
    return { mspId, user };
  }

  private async utcOffset(): Promise<number> {
    const policy = (await this.parts.index.get('policy', 'current'))?.value ?? BUILT_IN_POLICY;
    return policy.calendar.utcOffsetMinutes;
  }
}
