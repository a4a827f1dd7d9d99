// SPDX-License-Identifier: Apache-2.0
/** Gathers what proves an event, or the whole of a grant's uses in a month. */
import type { Grant } from '@catalog-chain/chaincode/domain/grant-records';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import { tallies } from '@catalog-chain/chaincode/domain/tally';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage-records';
import type { ChainRef, IndexedRecord, IndexReader, Page, PageOptions } from '../../index/ports.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { BlockSource, EvidenceSource, Signatory } from '../../ledger/ledger.js';
import { tenDigits } from '../format.js';
import { carriedBatch } from './batches.js';
import { Draft } from './draft.js';

export interface Sources {
  readonly ledger: EvidenceSource & BlockSource;
  readonly index: IndexReader;
  /** Who asks: the reads are made in its name. */
  readonly signatory: Signatory;
}

/** Each header costs an endorsed read. */
export const MAX_BATCHES = 5_000;
const PAGE = 1_000;
const TRIES = 5;

/** Fills a draft. One collector makes one bundle. */
export class Collector {
  readonly draft = new Draft();

  constructor(private readonly sources: Sources) {}

  /** @throws DomainError `NOT_FOUND` */
  async event(id: string): Promise<void> {
    const event = await this.sources.index.usageEvent(id);
    if (!event) throw new DomainError('NOT_FOUND', 'There is no such usage event.');
    const { journal, sequence, leaf } = event.batch;
    const place = { organisation: event.organisation, journal, sequence };
    await this.header(place);
    this.draft.addLeaves(place, await carriedBatch(this.sources.ledger, event.written), [leaf]);
    this.draft.claims.push({ claim: 'event', id });
    await this.grant(event.leaf.grant);
  }

  /** Both parties' uses of a grant in a month, and that there are no others. @throws DomainError `NOT_FOUND` */
  async grantMonth(id: string, period: string): Promise<void> {
    const grant = await this.grant(id);
    if (!grant) throw new DomainError('NOT_FOUND', 'There is no such grant.');
    for (const organisation of new Set([grant.terms.consumer, grant.terms.provider])) {
      for (const journal of await this.journals(organisation)) await this.journal(journal, id, period);
      this.draft.claims.push({ claim: 'complete', grant: id, organisation, period });
    }
  }

  /** The grant with the catalogue's version; a use may name a grant that is not there. */
  private async grant(id: string): Promise<Grant | undefined> {
    if (!(await this.sources.index.get('grant', id))) return undefined;
    const grant = await this.read<Grant>(['grant', id], TRANSACTIONS.grantRead, id);
    const { resource, resourceVersion: version } = grant.terms;
    const key = ['resource-version', resource, tenDigits(version)];
    await this.read(key, TRANSACTIONS.resourceReadVersion, resource, String(version));
    this.draft.claims.push({ claim: 'grant', id }, { claim: 'resource-version', id: resource, version });
    return grant;
  }

  private async journals(organisation: string): Promise<{ organisation: string; journal: string }[]> {
    const key = ['journal-list', organisation];
    const list = await this.read<{ journals: string[] }>(key, TRANSACTIONS.auditListJournals, organisation);
    return list.journals.map((journal) => ({ organisation, journal }));
  }

  private async journal(
    { organisation, journal }: { organisation: string; journal: string },
    grant: string,
    period: string,
  ): Promise<void> {
    const count = await this.head(organisation, journal);
    for (let sequence = 1; sequence <= count; sequence += 1) {
      const header = await this.header({ organisation, journal, sequence });
      if (header.tallies.some((one) => one.grant === grant && one.period === period))
        await this.leavesOf(header, grant, period);
    }
  }

  /** The journal grows while it is looked at: the head is asked for again until it stands still. */
  private async head(organisation: string, journal: string): Promise<number> {
    for (let left = TRIES; ; left -= 1) {
      const count = await this.lastSequence(organisation, journal);
      if (count > MAX_BATCHES)
        throw new DomainError('CONDITION_NOT_MET', `The journal has more than ${MAX_BATCHES} batches.`);
      const key = ['journal-head', organisation, journal];
      try {
        await this.read(key, TRANSACTIONS.auditReadJournalHead, organisation, journal, String(count));
        return count;
      } catch (error) {
        const moved = error instanceof LedgerError && error.code === 'CONDITION_NOT_MET';
        if (!moved || left <= 1) throw error;
      }
      await this.sources.index.reached((await this.sources.ledger.info()).height - 1);
    }
  }

  private async lastSequence(organisation: string, journal: string): Promise<number> {
    let last = 0;
    let page: PageOptions | undefined = { limit: PAGE };
    while (page) {
      const found: Page<IndexedRecord<'batch'>> = await this.sources.index.list(
        'batch',
        { organisation },
        page,
      );
      for (const { value } of found.items) {
        if (value.journal === journal) last = Math.max(last, value.sequence);
      }
      page = found.next === undefined ? undefined : { limit: PAGE, cursor: found.next };
    }
    return last;
  }

  private async leavesOf(header: BatchHeader, grant: string, period: string): Promise<void> {
    const version = header.policyVersion;
    const policy = await this.read<Policy>(
      ['policy', tenDigits(version)],
      TRANSACTIONS.policyRead,
      String(version),
    );
    const carried = await carriedBatch(this.sources.ledger, await this.placeOf(header));
    const { utcOffsetMinutes } = policy.calendar;
    const indexes = [...carried.batch.leaves.entries()]
      .filter(
        ([, line]) => line.leaf.grant === grant && tallies([line], utcOffsetMinutes)[0]?.period === period,
      )
      .map(([index]) => index);
    this.draft.addLeaves(header, carried, indexes);
  }

  private async placeOf({ organisation, journal, sequence }: BatchHeader): Promise<ChainRef> {
    const id = `${organisation}/${journal}/${tenDigits(sequence)}`;
    const found: IndexedRecord | undefined = await this.sources.index.get('batch', id);
    if (!found) throw new LedgerError('LEDGER_FAILURE', 'The index lacks a batch of the ledger.');
    return found.written;
  }

  private header(place: { organisation: string; journal: string; sequence: number }): Promise<BatchHeader> {
    const { organisation, journal, sequence } = place;
    const key = ['batch', organisation, journal, tenDigits(sequence)];
    return this.read(key, TRANSACTIONS.usageReadHeader, organisation, journal, String(sequence));
  }

  private async read<T>(
    key: readonly string[],
    transaction: TransactionName,
    ...args: readonly string[]
  ): Promise<T> {
    const { ledger, signatory } = this.sources;
    const read = await ledger.endorsedRead(signatory, { transaction, args });
    this.draft.addRead(key, read);
    return JSON.parse(Buffer.from(read.result).toString('utf8')) as T;
  }
}
