// SPDX-License-Identifier: Apache-2.0
/** Everything that happened to a record, resource, grant, organisation, actor or dispute, in order. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { isInvolved } from '@catalog-chain/chaincode/domain/rights/relations';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { IndexReader } from '../../index/model/reader.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { TrailEntry, TrailKind } from '../../index/model/trails.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Commitments, KeyCount, PlainQuestion } from '../sharing/commitments.js';
import type { Principal } from '../principal.js';
import { partyFilter, type Viewers } from '../viewers.js';

export interface TrailQuestion {
  readonly kind: TrailKind;
  readonly id: string;
}

interface Subject {
  readonly kind: TrailKind;
  readonly ids: readonly string[];
}

export class TrailViews {
  constructor(
    private readonly index: IndexReader,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly commitments: Commitments,
  ) {}

  /** @throws Refusal `PURPOSE_REQUIRED` */
  read(
    principal: Principal,
    { kind, id }: TrailQuestion,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<TrailEntry>> {
    return this.trail(principal, { kind, ids: [id] }, page, reason);
  }

  /** By the plain identifier; says how much of it the organisation's keys reach. @throws DomainError `CONDITION_NOT_MET` when the organisation holds no key */
  async ofRecord(
    principal: Principal,
    question: PlainQuestion,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<TrailEntry> & { readonly keys: KeyCount }> {
    const { ids, keys } = await this.commitments.of(principal, question);
    return { ...(await this.trail(principal, { kind: 'record', ids }, page, reason)), keys };
  }

  private async trail(
    principal: Principal,
    subject: Subject,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<TrailEntry>> {
    await this.audits.note(principal, subject, reason, page.cursor);
    const viewer = await this.viewers.narrowedTo(principal);
    await this.ensureKnown(viewer, subject);
    const found = await this.index.trail({ ...subject, ...partyFilter(viewer), ...page });
    if (found.items.length === 0 && found.next === undefined && page.cursor === undefined)
      await this.ensureExists(subject);
    return { ...found, items: found.items.map((entry) => shownTo(viewer, entry)) };
  }

  /**
   * The trail of a grant or dispute begins with what is public of its resource: who is no party is not told which that is.
   * @throws DomainError `NOT_FOUND`
   */
  private async ensureKnown(viewer: string | undefined, { kind, ids: [id = ''] }: Subject): Promise<void> {
    if (viewer === undefined || (kind !== 'grant' && kind !== 'dispute')) return;
    const found = await this.index.get(kind, id);
    if (found && !isInvolved(found.value, viewer))
      throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind });
  }

  /**
   * An empty trail of what is not there would look like a thing to which nothing has happened. Whether there is a
   * record, an actor or a case may not be known from outside: their trails are empty.
   * @throws DomainError `NOT_FOUND`; of grants and disputes also for what the viewer is no party to
   */
  private async ensureExists({ kind, ids }: Subject): Promise<void> {
    const [id = ''] = ids;
    const isPublic = kind === 'organisation' || kind === 'resource';
    if (isPublic && (await this.index.get(kind, id)) !== undefined) return;
    if (isPublic || kind === 'grant' || kind === 'dispute')
      throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind });
  }
}

/** What a provider is still writing is not shown to other parties. */
function shownTo(viewer: string | undefined, entry: TrailEntry): TrailEntry {
  if (viewer === undefined || entry.entry !== 'record' || entry.record.type !== 'resource') return entry;
  const value = entry.record.value as Resource;
  if (value.organisation === viewer) return entry;
  const shown = Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'pending'));
  return { ...entry, record: { ...entry.record, value: shown as unknown as Resource } };
}
