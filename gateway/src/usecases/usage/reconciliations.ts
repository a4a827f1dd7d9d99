// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Difference, DifferenceVerdict, Reconciliation } from '../../index/model/reconciliation.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import { ensureParty } from '../sharing/requests.js';
import type { Viewers } from '../viewers.js';

export interface ReconciliationQuestion {
  readonly grant: string;
  /** `YYYY-MM` */
  readonly period: string;
  readonly verdict?: DifferenceVerdict;
}

export interface ReconciliationPage extends Page<Difference> {
  readonly summary: Reconciliation;
}

type Months = Pick<IndexReader, 'get' | 'reconciliation' | 'differences'>;

/** The two sides of a month exchange by exchange, closed or not, for the grant's parties and those that oversee. */
export class Reconciliations {
  constructor(
    private readonly index: Months,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to; Refusal `PURPOSE_REQUIRED` */
  async read(
    principal: Principal,
    { grant, period, verdict }: ReconciliationQuestion,
    page: PageOptions,
    reason: Reason,
  ): Promise<ReconciliationPage> {
    const found = await this.index.get('grant', grant);
    if (!found) throw new DomainError('NOT_FOUND', 'There is no such grant.');
    ensureParty(await this.viewers.narrowedTo(principal), found.value.terms, 'grant');
    const subject = { kind: 'reconciliation', ids: [grant, period] } as const;
    await this.audits.note(principal, subject, reason, page.cursor);
    const query = { grant, period, ...(page.asOf !== undefined && { asOf: page.asOf }) };
    const summary = await this.index.reconciliation(query);
    return { ...(await this.index.differences(query, verdict, page)), summary };
  }
}
