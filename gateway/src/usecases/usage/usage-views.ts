// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { IndexReader } from '../../index/model/reader.js';
import type { IndexedRecord } from '../../index/model/records.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { UsageEvent, UsageFilter } from '../../index/model/usage-events.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import { viewOf, type View } from '../records.js';
import { NamedUses, type NamedUse } from './named-uses.js';
import { partyFilter, type Viewers } from '../viewers.js';

/** Usage events and batches as parties and overseers see them. */
export class UsageViews {
  private readonly named: NamedUses;

  constructor(
    private readonly index: IndexReader,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {
    this.named = new NamedUses(index, viewers);
  }

  /** @throws Refusal `PURPOSE_REQUIRED` */
  async list(
    principal: Principal,
    filter: UsageFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<UsageEvent>> {
    await this.audits.note(principal, { kind: 'usage-events', ids: namedBy(filter) }, reason, page.cursor);
    const party = partyFilter(await this.viewers.narrowedTo(principal));
    return this.index.usageEvents({ ...filter, ...party }, page);
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to; `INVALID_ARGUMENT` as `NamedUses.find` */
  async get(principal: Principal, use: NamedUse, reason: Reason): Promise<UsageEvent> {
    const event = await this.audits.lookFor(principal, reason, () => this.eventOf(principal, use));
    const isParty = await this.named.concerns(principal.organisation, event);
    await this.audits.ensureSees(principal, isParty, { kind: 'usage-events', ids: [use.id] }, reason);
    const correctedBy = await this.index.correctionsOf(event);
    return correctedBy.length === 0 ? event : { ...event, correctedBy };
  }

  async batches(
    principal: Principal,
    organisation: string | undefined,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<View<'batch'>>> {
    const subject = { kind: 'batch', ids: organisation === undefined ? [] : [organisation] } as const;
    const viewer = await this.audits.scope(principal, subject, reason, page.cursor);
    const filter = { ...(organisation !== undefined && { organisation }), ...partyFilter(viewer) };
    const found = await this.index.list('batch', filter, page);
    const items: View<'batch'>[] = [];
    for (const record of found.items) items.push(await this.shownTo(viewer, viewOf(record)));
    return { ...found, items };
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async batch(
    principal: Principal,
    organisation: string,
    journal: string,
    sequence: number,
    reason: Reason,
  ): Promise<View<'batch'>> {
    const id = batchId({ organisation, journal, sequence });
    const batch = await this.audits.lookFor(principal, reason, () => this.batchOf(id));
    const grants = batch.value.tallies.map(({ grant }) => grant);
    const isParty = await this.concerns(principal.organisation, organisation, grants);
    await this.audits.ensureSees(principal, isParty, { kind: 'batch', ids: [id] }, reason);
    return this.shownTo(await this.viewers.narrowedTo(principal), viewOf(batch));
  }

  private async eventOf(principal: Principal, use: NamedUse): Promise<UsageEvent> {
    const event = await this.named.find(principal, use);
    if (!event) throw new DomainError('NOT_FOUND', 'There is no such usage event.');
    return event;
  }

  private async batchOf(id: string): Promise<IndexedRecord<'batch'>> {
    const batch = await this.index.get('batch', id);
    if (!batch) throw new DomainError('NOT_FOUND', 'There is no such batch.');
    return batch;
  }

  /** A party to one grant of a batch is told nothing of what else was reported in it, nor how that was judged. */
  private async shownTo(viewer: string | undefined, batch: View<'batch'>): Promise<View<'batch'>> {
    if (viewer === undefined || viewer === batch.organisation) return batch;
    const tallies: View<'batch'>['tallies'][number][] = [];
    for (const tally of batch.tallies)
      if (await this.concerns(viewer, batch.organisation, [tally.grant])) tallies.push(tally);
    if (batch.violations.length === 0) return { ...batch, tallies };
    const own = new Set(await this.index.judgedLeaves(batchId(batch), viewer));
    return { ...batch, tallies, violations: batch.violations.filter(({ leaf }) => own.has(leaf)) };
  }

  /** Whether the viewer reported it, or is a party to one of the grants. */
  private async concerns(viewer: string, reporter: string, grants: readonly string[]): Promise<boolean> {
    if (viewer === reporter) return true;
    for (const id of new Set(grants)) {
      const terms = (await this.index.get('grant', id))?.value.terms;
      if (terms?.provider === viewer || terms?.consumer === viewer) return true;
    }
    return false;
  }
}

/** Of a batch's header in the index. */
const batchId = ({
  organisation,
  journal,
  sequence,
}: Pick<View<'batch'>, 'organisation' | 'journal' | 'sequence'>): string =>
  `${organisation}/${journal}/${tenDigits(sequence)}`;

/** What a list is narrowed to, by names that lie on the ledger. */
const namedBy = ({ organisation, grant, resource, duty, record, actor, system }: UsageFilter): string[] =>
  [organisation, grant, resource, duty, record, actor, system].filter((name) => name !== undefined);
