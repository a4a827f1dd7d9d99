// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { IndexReader, Page, PageOptions, UsageEvent, UsageFilter } from '../index/ports.js';
import type { AuditReads, Reason } from './audit-reads.js';
import type { Principal } from './principal.js';
import { pageOf, viewOf, type View } from './records.js';
import { partyFilter, type Viewers } from './viewers.js';

/** Usage events and batches as parties and overseers see them. */
export class UsageViews {
  constructor(
    private readonly index: IndexReader,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {}

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

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, id: string): Promise<UsageEvent> {
    const viewer = await this.viewers.narrowedTo(principal);
    const event = await this.index.usageEvent(id);
    if (event && (await this.concerns(viewer, event.organisation, [event.leaf.grant]))) return event;
    throw new DomainError('NOT_FOUND', 'There is no such usage event.');
  }

  async batches(
    principal: Principal,
    organisation: string | undefined,
    page: PageOptions,
  ): Promise<Page<View<'batch'>>> {
    const party = partyFilter(await this.viewers.narrowedTo(principal));
    const filter = { ...(organisation !== undefined && { organisation }), ...party };
    return pageOf(await this.index.list('batch', filter, page), (record) => viewOf(record));
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async batch(
    principal: Principal,
    organisation: string,
    journal: string,
    sequence: number,
  ): Promise<View<'batch'>> {
    const viewer = await this.viewers.narrowedTo(principal);
    const id = `${organisation}/${journal}/${String(sequence).padStart(10, '0')}`;
    const batch = await this.index.get('batch', id);
    const grants = batch?.value.tallies.map(({ grant }) => grant) ?? [];
    if (batch && (await this.concerns(viewer, organisation, grants))) return viewOf(batch);
    throw new DomainError('NOT_FOUND', 'There is no such batch.');
  }

  /** Whether the viewer reported it, or is a party to one of the grants. */
  private async concerns(
    viewer: string | undefined,
    reporter: string,
    grants: readonly string[],
  ): Promise<boolean> {
    if (viewer === undefined || viewer === reporter) return true;
    for (const id of new Set(grants)) {
      const terms = (await this.index.get('grant', id))?.value.terms;
      if (terms?.provider === viewer || terms?.consumer === viewer) return true;
    }
    return false;
  }
}

/** What a list is narrowed to, by names that lie on the ledger. */
const namedBy = ({ organisation, grant, resource, record, actor, system }: UsageFilter): string[] =>
  [organisation, grant, resource, record, actor, system].filter((name) => name !== undefined);
