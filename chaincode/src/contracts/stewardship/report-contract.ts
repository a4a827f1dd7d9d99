// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import type { Grant } from '../../domain/sharing/grant-records';
import {
  isWhole,
  reported,
  reportYear,
  useReportInput,
  type UseReport,
} from '../../domain/stewardship/use-report';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { meet } from '../../lookups/obligations';
import { oweNextReport, reportSubject } from '../../lookups/sharing/use-reports';

/** What consumers record of a year's use: course, effect, storage, destruction. */
@Info({ title: 'report', description: "Reports on a year's use of a grant" })
export class ReportContract extends CatalogContract {
  constructor() {
    super('report');
  }

  /**
   * By an officer of the consumer, of any year in which the grant stood, again where more is known: what is owed is met by one
   * that is made when the year, or the grant, is over. `UseReportInput` → `UseReport`. @throws DomainError `NOT_PARTY`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async submit(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const told = decodeAs(useReportInput, input);
    const grant = await ctx.getKnown<Grant>('grant', told.grant);
    ensure(grant.terms.consumer === mspId, 'NOT_PARTY', "Only for the grant's consumer.");
    const policy = await currentPolicy(ctx);
    const earlier = await ctx.find<UseReport>('use-report', told.grant, told.year);
    const report = reported(told, grant, earlier, policy.calendar.utcOffsetMinutes, ctx.stamp);
    if (isWhole(told.year, grant, policy.calendar.utcOffsetMinutes, ctx.stamp))
      await meet(ctx, 'report-use', reportSubject(told.grant, told.year));
    if (!earlier) await oweNextReport(ctx, policy, grant, told.year);
    const { provider, consumer } = grant.terms;
    ctx.emit(EVENTS.useReported, { id: told.grant, organisations: [provider, consumer] });
    return ctx.put(report, told.grant, told.year);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, grant: string, year: string): Promise<string> {
    return encode(await ctx.get<UseReport>('use-report', check(identifier, grant), check(reportYear, year)));
  }
}
