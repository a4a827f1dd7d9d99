// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { organisationOf } from '@catalog-chain/chaincode/domain/period/period';
import type { Terms } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type {
  Difference,
  DifferenceVerdict,
  MonthSummary,
  SealedSides,
} from '../../index/model/reconciliation.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { IndexedRecord } from '../../index/model/records.js';
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
  readonly summary: MonthSummary;
}

type Months = Pick<IndexReader, 'get' | 'reconciliation' | 'differences' | 'sealCounts'>;

/** The two sides of a month exchange by exchange, closed or not, for the grant's parties and those that oversee. */
export class Reconciliations {
  constructor(
    private readonly index: Months,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly now: () => number,
  ) {}

  private async grantOf(id: string): Promise<IndexedRecord<'grant'>> {
    const found = await this.index.get('grant', id);
    if (!found) throw new DomainError('NOT_FOUND', 'There is no such grant.');
    return found;
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to; Refusal `PURPOSE_REQUIRED` */
  async read(
    principal: Principal,
    { grant, period, verdict }: ReconciliationQuestion,
    page: PageOptions,
    reason: Reason,
  ): Promise<ReconciliationPage> {
    const found = await this.audits.lookFor(principal, reason, () => this.grantOf(grant));
    ensureParty(await this.viewers.narrowedTo(principal), found.value.terms, 'grant');
    const subject = { kind: 'reconciliation', ids: [grant, period] } as const;
    await this.audits.note(principal, subject, reason, page.cursor);
    const query = { grant, period, ...(page.asOf !== undefined && { asOf: page.asOf }) };
    const summary = await this.index.reconciliation(query);
    const sealed = await this.sealedIn(found.value.terms, period, page.asOf);
    const shown = { ...summary, ...(sealed && { sealed }) };
    return { ...(await this.index.differences(query, verdict, page)), summary: shown };
  }

  private async sealedIn(
    terms: Pick<Terms, 'provider' | 'consumer'>,
    period: string,
    asOf: number | undefined,
  ): Promise<SealedSides | undefined> {
    const { items } = await this.index.sealCounts(period, formatInstant(this.now()), asOf);
    const of = (side: Side): number =>
      items.find((one) => one.side === side && one.organisation === organisationOf(terms, side))
        ?.undisclosed ?? 0;
    const sealed = { claim: of('claim'), attestation: of('attestation') };
    return sealed.claim + sealed.attestation > 0 ? sealed : undefined;
  }
}
