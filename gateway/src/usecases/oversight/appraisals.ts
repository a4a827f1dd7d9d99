// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { appraise } from '../../appraisal/appraise.js';
import type { Appraisal, AppraisalQuestion } from '../../appraisal/report.js';
import type { AppraisalSource } from '../../appraisal/setting.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { Viewers } from '../viewers.js';

/** As of a block an answer never changes, so the last ones are kept. */
const KEPT = 64;

/** Appraisals of one's own organisation; of any for a manager, and on record for auditors and arbitrators. */
export class Appraisals {
  private readonly kept = new Map<string, Appraisal>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: AppraisalSource,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {}

  /** @throws DomainError `ROLE_REQUIRED`, `NOT_FOUND`; Refusal `PURPOSE_REQUIRED` */
  async read(principal: Principal, question: AppraisalQuestion, reason: Reason): Promise<Appraisal> {
    const { organisation } = question;
    const viewer = await this.viewers.narrowedTo(principal);
    if (viewer !== undefined && viewer !== organisation)
      throw new DomainError('ROLE_REQUIRED', 'Only a manager or an auditor sees the appraisals of others.');
    if (!(await this.source.get('organisation', organisation)))
      throw new DomainError('NOT_FOUND', 'There is no such organisation.');
    await this.audits.note(principal, { kind: 'organisation', ids: [organisation] }, reason, undefined);
    return this.inTurn(question);
  }

  /** One at a time: each may look at millions of events. */
  private async inTurn(question: AppraisalQuestion): Promise<Appraisal> {
    const work = this.last.then(() => this.compute(question));
    this.last = work.catch(() => undefined);
    return work;
  }

  private async compute(question: AppraisalQuestion): Promise<Appraisal> {
    const { block: asOf } = await this.source.counts.moment(question.asOf);
    const key = JSON.stringify([question.organisation, question.grant, question.months, asOf]);
    const known = this.kept.get(key);
    if (known) return known;
    const appraisal = await appraise(this.source, { ...question, asOf });
    const [oldest] = this.kept.keys();
    if (this.kept.size >= KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, appraisal);
    return appraisal;
  }
}
