// SPDX-License-Identifier: Apache-2.0
import type { TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Attempt } from '../attempts/attempt.js';
import type { Page, PageOptions } from '../index/model/pages.js';
import type { AuditReads, Reason } from './audit-reads.js';
import type { Principal } from './principal.js';
import type { AskedFilter, Records, View } from './records.js';
import { partyFilter } from './viewers.js';

/** Records that some organisations are concerned in: known to these, and to those that oversee. */
export type ConcernedRecordType =
  'variation' | 'service-change' | 'disposal' | 'use-report' | 'order' | 'incident' | 'complaint';

export abstract class ConcernedRecords<T extends ConcernedRecordType> {
  constructor(
    private readonly type: T,
    private readonly records: Records,
    private readonly audits: AuditReads,
  ) {}

  /** Organisations whose own affair the record is. */
  protected abstract concerned(record: View<T>): readonly string[];

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is not concerned in */
  async get(principal: Principal, id: string, reason: Reason): Promise<View<T>> {
    const found = await this.audits.lookFor(principal, reason, () => this.records.get(this.type, id));
    const isConcerned = this.concerned(found).includes(principal.organisation);
    await this.audits.ensureSees(principal, isConcerned, { kind: this.type, ids: [id] }, reason);
    return found;
  }

  async list(
    principal: Principal,
    filter: AskedFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<View<T>>> {
    const subject = { kind: this.type, ids: [] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    return this.records.list(this.type, { ...filter, ...party }, page);
  }

  act(
    principal: Principal,
    transaction: TransactionName,
    argument: string | object,
    attempt: Attempt,
  ): Promise<View<T>> {
    return this.records.act(principal, { transaction, args: [argument] }, attempt);
  }
}
