// SPDX-License-Identifier: Apache-2.0
/** Journals: one per replica, organisation and local month, opened on the ledger before its first batch. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Signatory } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Outbox } from '../outbox/outbox.js';
import { pause, persistently, type Persistence } from '../../ledger/persistently.js';
import type { PipelineLedger } from './settle.js';

export class JournalKeeper {
  private readonly opening = new Map<string, Promise<void>>();

  constructor(
    private readonly ledger: PipelineLedger,
    private readonly outbox: Pick<Outbox, 'keepJournal'>,
  ) {}

  /** A journal that is open already. */
  known(journal: string): void {
    this.opening.set(journal, Promise.resolve());
  }

  /** Resolves when the journal is open on the ledger; its name was kept before, so that it is opened once. */
  open(signatory: Signatory, journal: string, persistence: Persistence): Promise<void> {
    const opening = this.opening.get(journal) ?? this.openNow(signatory, journal, persistence);
    this.opening.set(journal, opening);
    opening.catch(() => this.opening.delete(journal));
    return opening;
  }

  private async openNow(signatory: Signatory, journal: string, persistence: Persistence): Promise<void> {
    const { mspId } = signatory;
    await persistently(() => this.outbox.keepJournal(mspId, journal, false), persistence);
    await persistently(() => this.submitOpening(signatory, journal, persistence), persistence);
    await persistently(() => this.outbox.keepJournal(mspId, journal, true), persistence);
  }

  private async submitOpening(signatory: Signatory, journal: string, { signal }: Persistence): Promise<void> {
    const call = { transaction: TRANSACTIONS.journalOpen, args: [encode({ journal })] };
    try {
      const prepared = await this.ledger.prepare(signatory, call);
      let outcome = await this.ledger.submit(prepared, { timeoutMs: 10_000 });
      for (let attempt = 0; outcome.status === 'unknown' && attempt < 8; attempt += 1) {
        await pause(attempt, signal);
        outcome = await this.ledger.outcome(prepared.transactionId, signatory);
      }
      if (outcome.status !== 'committed')
        throw new LedgerError('LEDGER_UNAVAILABLE', 'The journal could not be opened yet.');
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'ALREADY_EXISTS') throw error;
    }
  }
}
