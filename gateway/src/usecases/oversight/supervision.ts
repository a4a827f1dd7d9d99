// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { PageFrame } from '../../supervision/page.js';
import type { AppraisalSource } from '../../appraisal/setting.js';
import type { SupervisionQuestion, SupervisionReport } from '../../supervision/report.js';
import { supervise } from '../../supervision/supervise.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { Viewers } from '../viewers.js';

/** What members answer for: each sees its own; a manager all, and auditors and arbitrators on record. */
export class Supervision {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: AppraisalSource,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {}

  /** @throws DomainError `ROLE_REQUIRED`, `NOT_FOUND`; Refusal `PURPOSE_REQUIRED` */
  async read(principal: Principal, asked: SupervisionQuestion, reason: Reason): Promise<SupervisionReport> {
    const viewer = await this.viewers.narrowedTo(principal);
    const organisation = asked.organisation ?? viewer;
    if (viewer !== undefined && organisation !== viewer)
      throw new DomainError('ROLE_REQUIRED', 'Only a manager or an auditor sees what others answer for.');
    if (organisation !== undefined && !(await this.source.get('organisation', organisation)))
      throw new DomainError('NOT_FOUND', 'There is no such organisation.');
    const ids = organisation === undefined ? [] : [organisation];
    await this.audits.note(principal, { kind: 'organisation', ids }, reason, undefined);
    return this.inTurn({ ...asked, ...(organisation !== undefined && { organisation }) });
  }

  /** What a page of the report says beside it: who is who, and in which time it is told, as of its block. */
  async frameOf(
    { organisation: issuer }: Principal,
    { members, asOf }: SupervisionReport,
  ): Promise<Pick<PageFrame, 'names' | 'issuer' | 'utcOffsetMinutes'>> {
    const named = new Set([issuer, ...members.map(({ organisation }) => organisation)]);
    const names = new Map<string, Organisation['names']>();
    for (const id of named) {
      const found = await this.source.get('organisation', id, asOf.block);
      if (found) names.set(id, found.value.names);
    }
    const policy = (await this.source.get('policy', 'current', asOf.block))?.value ?? BUILT_IN_POLICY;
    return { names, issuer, utcOffsetMinutes: policy.calendar.utcOffsetMinutes };
  }

  /** One at a time: each may look at millions of events. */
  private async inTurn(question: SupervisionQuestion): Promise<SupervisionReport> {
    const work = this.last.then(() => supervise(this.source, question));
    this.last = work.catch(() => undefined);
    return work;
  }
}
