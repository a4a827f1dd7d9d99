// SPDX-License-Identifier: Apache-2.0
/** Everything that happened to a record, resource, grant, organisation, actor or dispute, in order. */
import { commit } from '@catalog-chain/chaincode/domain/commitment';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Resource } from '@catalog-chain/chaincode/domain/resource-records';
import type { IndexReader, Page, PageOptions, TrailEntry, TrailKind } from '../index/ports.js';
import type { AuditReads, Reason } from './audit-reads.js';
import type { Principal } from './principal.js';
import type { RecordKeys } from './record-keys.js';
import { partyFilter, type Viewers } from './viewers.js';

export interface TrailQuestion {
  readonly kind: TrailKind;
  readonly id: string;
}

/** A record by its plain identifier, among the grants of a resource. */
export interface PlainQuestion {
  readonly recordId: string;
  readonly resource: string;
}

/** More keys than this are not tried at once. */
const MAX_KEYS = 1_000;

export class TrailViews {
  constructor(
    private readonly index: IndexReader,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly keys: RecordKeys,
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

  /**
   * By the plain identifier: it is committed under every record key of the resource's grants that the
   * organisation holds, and forgotten. @throws DomainError `CONDITION_NOT_MET` when it holds none
   */
  async ofRecord(
    principal: Principal,
    { recordId, resource }: PlainQuestion,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<TrailEntry>> {
    const ids = await this.commitments(principal, recordId, resource);
    return this.trail(principal, { kind: 'record', ids }, page, reason);
  }

  private async trail(
    principal: Principal,
    subject: { readonly kind: TrailKind; readonly ids: readonly string[] },
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<TrailEntry>> {
    await this.audits.note(principal, subject, reason, page.cursor);
    const viewer = await this.viewers.narrowedTo(principal);
    const found = await this.index.trail({ ...subject, ...partyFilter(viewer), ...page });
    return { ...found, items: found.items.map((entry) => shownTo(viewer, entry)) };
  }

  private async commitments(principal: Principal, recordId: string, resource: string): Promise<string[]> {
    const grants = await this.index.list('grant', { resource }, { limit: MAX_KEYS });
    const ids: string[] = [];
    for (const { id } of grants.items) {
      const key = await this.keys.read(principal, id);
      if (key) ids.push(commit(key, recordId));
    }
    if (ids.length > 0) return ids;
    throw new DomainError(
      'CONDITION_NOT_MET',
      'The organisation holds no record key of a grant of this resource.',
    );
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
