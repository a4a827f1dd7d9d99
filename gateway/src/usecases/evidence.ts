// SPDX-License-Identifier: Apache-2.0
/** Who may have what evidence: the parties to a use or grant, and those that oversee, on record. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { EvidenceJobs, Job } from '../evidence/jobs.js';
import { makeBundle, type Subject } from '../evidence/make/make-bundle.js';
import type { IndexReader } from '../index/ports.js';
import type { Ledger } from '../ledger/ledger.js';
import type { AuditReads, Reason } from './audit-reads.js';
import { signatoryOf, type Principal } from './principal.js';
import type { Viewers } from './viewers.js';

export class Evidence {
  constructor(
    private readonly sources: {
      readonly ledger: Pick<Ledger, 'kind' | 'info' | 'blocks' | 'endorsedRead' | 'rootCertificates'>;
      readonly index: IndexReader;
      readonly now: () => number;
    },
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly jobs: EvidenceJobs,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to; Refusal `PURPOSE_REQUIRED` */
  async request(principal: Principal, subject: Subject, reason: Reason): Promise<Job> {
    await this.ensureConcerns(principal, subject);
    await this.audits.note(principal, { kind: 'evidence', ids: [subject.id] }, reason, undefined);
    const { ledger, index, now } = this.sources;
    const sources = { ledger, index, signatory: signatoryOf(principal) };
    return this.jobs.start(principal.organisation, subject, () => makeBundle(subject, sources, now()));
  }

  find({ organisation }: Principal, id: string): Job {
    return this.jobs.find(organisation, id);
  }

  bundle({ organisation }: Principal, id: string): Buffer {
    return this.jobs.bundle(organisation, id);
  }

  private async ensureConcerns(principal: Principal, subject: Subject): Promise<void> {
    const viewer = await this.viewers.narrowedTo(principal);
    const parties = await this.partiesOf(subject);
    if (parties && (viewer === undefined || parties.includes(viewer))) return;
    throw new DomainError('NOT_FOUND', 'There is no such subject.');
  }

  /** @returns undefined for what is not there */
  private async partiesOf({ kind, id }: Subject): Promise<readonly string[] | undefined> {
    if (kind === 'grant') return this.partiesOfGrant(id);
    const event = await this.sources.index.usageEvent(id);
    if (!event) return undefined;
    return [event.organisation, ...((await this.partiesOfGrant(event.leaf.grant)) ?? [])];
  }

  private async partiesOfGrant(id: string): Promise<readonly string[] | undefined> {
    const grant = await this.sources.index.get('grant', id);
    return grant && [grant.value.terms.provider, grant.value.terms.consumer];
  }
}
