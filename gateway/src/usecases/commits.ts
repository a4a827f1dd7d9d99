// SPDX-License-Identifier: Apache-2.0
import type { IndexReader } from '../index/model/reader.js';
import { untilAgreed } from '../ledger/until-agreed.js';
import { LEDGER_CODES, LedgerError, type LedgerCode } from '../ledger/ledger-error.js';
import type {
  BlockSource,
  Call,
  LedgerWriter,
  Outcome,
  PreparedTransaction,
  Signatory,
} from '../ledger/ledger.js';
import type { Attempt } from '../attempts/attempt.js';
import { Refusal } from '../support/refusal.js';

/** Refusals for what somebody else has done: whoever gets one looks at what there is by then. */
const OVERTAKEN: ReadonlySet<string> = new Set(['INVALID_STATE', 'ALREADY_EXISTS']);
/** How long such a refusal waits until what it is for can be read. */
const SEEN_MS = 5_000;

/** A record as a transaction left it, and where that lies in the chain. */
export interface Committed {
  readonly result: Uint8Array;
  readonly transactionId: string;
  readonly block: number;
}

export interface CommitSettings {
  /** How many transactions are tried when others change the same record at the same time. */
  readonly tries: number;
  readonly submitTimeoutMs: number;
  /** How long peers that disagreed are given to see the same blocks. */
  readonly agreementTimeoutMs: number;
  readonly indexTimeoutMs: number;
}

export const DEFAULT_COMMIT_SETTINGS: CommitSettings = {
  tries: 4,
  submitTimeoutMs: 30_000,
  agreementTimeoutMs: 5_000,
  indexTimeoutMs: 10_000,
};

/**
 * Writes that are waited for: prepared, noted, submitted, committed and indexed, so that users read their own
 * writes. A transaction that lost a race is prepared again, a few times.
 */
export class Commits {
  constructor(
    private readonly ledger: LedgerWriter & Pick<BlockSource, 'info'>,
    private readonly index: Pick<IndexReader, 'reached'>,
    private readonly settings: CommitSettings = DEFAULT_COMMIT_SETTINGS,
  ) {}

  /** @throws LedgerError with the contract's or the ledger's code; Refusal `OUTCOME_UNKNOWN`, `INDEX_BEHIND` */
  async write(signatory: Signatory, call: Call, attempt: Attempt): Promise<Committed> {
    const earlier = attempt.pending && (await this.resolve(attempt.pending, attempt));
    return earlier ?? this.tryAnew(signatory, call, attempt);
  }

  /** The fate of what an earlier run submitted; undefined when it did not and will not commit. */
  private async resolve(pending: PreparedTransaction, attempt: Attempt): Promise<Committed | undefined> {
    const seen = await this.ledger.outcome(pending.transactionId, pending.signatory);
    const outcome = seen.status === 'unknown' ? await this.submit(pending) : seen;
    if (outcome.status !== 'rejected') return this.settled(pending, outcome);
    attempt.rejected();
    return undefined;
  }

  private async tryAnew(signatory: Signatory, call: Call, attempt: Attempt): Promise<Committed> {
    for (let left = this.settings.tries; ; left -= 1) {
      const prepared = await untilAgreed(
        () => this.ledger.prepare(signatory, call),
        this.settings.agreementTimeoutMs,
      ).catch((error: unknown) => this.refused(error));
      await attempt.prepared(prepared);
      const outcome = await this.submit(prepared);
      if (outcome.status === 'rejected') attempt.rejected();
      const lostRace = outcome.status === 'rejected' && outcome.code === 'LEDGER_CONFLICT';
      if (!lostRace || left <= 1) return this.settled(prepared, outcome);
    }
  }

  /** The index follows the ledger, and may be behind what the contract has refused the call for. @throws the refusal, once that can be read */
  private async refused(error: unknown): Promise<never> {
    if (error instanceof LedgerError && OVERTAKEN.has(error.code)) {
      // Where it cannot be told how far the ledger is, the refusal is no less true.
      const seen = this.ledger.info().then(({ height }) => this.index.reached(height - 1, SEEN_MS));
      await seen.catch(() => undefined);
    }
    throw error;
  }

  private submit(prepared: PreparedTransaction): Promise<Outcome> {
    return this.ledger.submit(prepared, { timeoutMs: this.settings.submitTimeoutMs });
  }

  private async settled(prepared: PreparedTransaction, outcome: Outcome): Promise<Committed> {
    if (outcome.status === 'rejected') throw rejection(outcome);
    if (outcome.status === 'unknown') {
      throw new Refusal('OUTCOME_UNKNOWN', 'The ledger has not said whether the write was committed.');
    }
    await this.indexed(outcome.block);
    return { result: prepared.result, transactionId: prepared.transactionId, block: outcome.block };
  }

  private async indexed(block: number): Promise<void> {
    try {
      await this.index.reached(block, this.settings.indexTimeoutMs);
    } catch (cause) {
      throw new Refusal('INDEX_BEHIND', `Block ${block} is committed and not yet indexed.`, { cause });
    }
  }
}

function rejection(outcome: Extract<Outcome, { status: 'rejected' }>): LedgerError {
  const code: LedgerCode = LEDGER_CODES.find((known) => known === outcome.code) ?? 'LEDGER_FAILURE';
  return new LedgerError(code, outcome.message);
}
