// SPDX-License-Identifier: Apache-2.0
import type { TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Attempt } from '../../attempts/attempt.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { partyFilter } from '../viewers.js';

/** Records of what a provider and a consumer do under a grant: known to both, and to those that oversee. */
export type PartyRecordType = 'variation' | 'service-change' | 'disposal' | 'use-report';

export class PartyRecords<T extends PartyRecordType> {
  constructor(
    private readonly type: T,
    private readonly records: Records,
    private readonly audits: AuditReads,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, id: string, reason: Reason): Promise<View<T>> {
    const found = await this.records.get(this.type, id);
    const isParty = [found.provider, found.consumer].includes(principal.organisation);
    await this.audits.ensureSees(principal, isParty, { kind: this.type, ids: [id] }, reason);
    return found;
  }

  async list(
    principal: Principal,
    filter: RecordFilter,
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
