// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { dutiesOverview, type DutiesOverview, type OverviewSource } from '../../supervision/duties.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { Viewers } from '../viewers.js';

/** What hangs on duties: each member sees its own; a manager all, and auditors and arbitrators on record. */
export class Overview {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: OverviewSource,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
  ) {}

  /** @throws DomainError `ROLE_REQUIRED`, `NOT_FOUND`; Refusal `PURPOSE_REQUIRED` */
  async read(
    principal: Principal,
    asked: { readonly organisation?: string; readonly asOf?: number },
    reason: Reason,
  ): Promise<DutiesOverview> {
    const viewer = await this.viewers.narrowedTo(principal);
    const organisation = asked.organisation ?? viewer;
    if (viewer !== undefined && organisation !== viewer)
      throw new DomainError(
        'ROLE_REQUIRED',
        'Only a manager or an auditor sees what hangs on others’ duties.',
      );
    if (organisation !== undefined && !(await this.source.get('organisation', organisation)))
      throw new DomainError('NOT_FOUND', 'There is no such organisation.');
    const ids = organisation === undefined ? [] : [organisation];
    await this.audits.note(principal, { kind: 'organisation', ids }, reason, undefined);
    // One at a time: each looks through the whole catalogue.
    const work = this.last.then(() =>
      dutiesOverview(this.source, { ...asked, ...(organisation !== undefined && { organisation }) }),
    );
    this.last = work.catch(() => undefined);
    return work;
  }
}
