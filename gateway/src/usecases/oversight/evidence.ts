// SPDX-License-Identifier: Apache-2.0
/** Who may have what evidence: the parties to a use or grant, and those that oversee, on record. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { EvidenceJobs } from '../../evidence/jobs/evidence-jobs.js';
import type { Job, StoredBundle } from '../../evidence/jobs/job.js';
import type { Subject } from '../../evidence/make/make-bundle.js';
import { ensureDue } from '../../evidence/make/obligations.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Commitments, KeyCount, PlainQuestion } from '../sharing/commitments.js';
import { NamedUses } from '../usage/named-uses.js';
import type { Principal } from '../principal.js';
import { partyFilter, type Viewers } from '../viewers.js';

export class Evidence {
  private readonly named: NamedUses;

  constructor(
    private readonly index: IndexReader,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly commitments: Commitments,
    private readonly jobs: EvidenceJobs,
  ) {
    this.named = new NamedUses(index, viewers);
  }

  /**
   * @throws DomainError `NOT_FOUND`, also for what the viewer is no party to, `CONDITION_NOT_MET` where nothing was due in the
   * month; Refusal `PURPOSE_REQUIRED`
   */
  async request(principal: Principal, asked: Subject, reason: Reason): Promise<Job> {
    const party = await this.viewers.narrowedTo(principal);
    const subject = await this.audits.lookFor(principal, reason, async () => {
      const exact = await this.exact(principal, asked);
      await this.ensureConcerns(party, exact);
      if (exact.kind === 'obligations') await ensureDue(this.index, exact.id, exact.period);
      return exact;
    });
    const ids = subject.kind === 'record' ? subject.records : [subject.id];
    await this.audits.note(principal, { kind: 'evidence', ids }, reason, undefined);
    const { organisation, role } = principal;
    return this.jobs.start({ organisation, role, subject, ...partyFilter(party) });
  }

  /**
   * Of a record by its plain identifier, which goes no further; says how much of it the organisation's keys reach.
   * @throws as `request`; `CONDITION_NOT_MET`
   */
  async requestRecord(
    principal: Principal,
    question: PlainQuestion,
    reason: Reason,
  ): Promise<Job & { readonly keys: KeyCount }> {
    const { ids: records, keys } = await this.commitments.of(principal, question);
    return { ...(await this.request(principal, { kind: 'record', records }, reason)), keys };
  }

  /** @throws DomainError `NOT_FOUND`; LedgerError `LEDGER_UNAVAILABLE` */
  find({ organisation }: Principal, id: string): Promise<Job> {
    return this.jobs.find(organisation, id);
  }

  /** @throws as `find`; DomainError `INVALID_STATE` while there is no bundle */
  bundle({ organisation }: Principal, id: string): Promise<StoredBundle> {
    return this.jobs.bundle(organisation, id);
  }

  private async ensureConcerns(viewer: string | undefined, subject: Subject): Promise<void> {
    if (await this.concerns(viewer, subject)) return;
    throw new DomainError('NOT_FOUND', 'There is no such subject.');
  }

  private async concerns(viewer: string | undefined, subject: Subject): Promise<boolean> {
    if (subject.kind === 'record') return this.isUsed(viewer, subject.records);
    // Who may not see an event has not found it.
    if (subject.kind === 'event') return true;
    const parties = await this.partiesOf(subject);
    return parties !== undefined && (viewer === undefined || parties.includes(viewer));
  }

  /** Whether there is a use that the viewer may see. */
  private async isUsed(viewer: string | undefined, ids: readonly string[]): Promise<boolean> {
    const query = { kind: 'record', ids, order: 'newest', limit: 1_000, ...partyFilter(viewer) } as const;
    let cursor: string | undefined;
    do {
      const page = await this.index.trail({ ...query, ...(cursor !== undefined && { cursor }) });
      if (page.items.some(({ entry }) => entry === 'usage')) return true;
      cursor = page.next;
    } while (cursor !== undefined);
    return false;
  }

  /** @returns undefined for what is not there */
  private async partiesOf({
    kind,
    id,
  }: Exclude<Subject, { kind: 'record' | 'event' }>): Promise<readonly string[] | undefined> {
    if (kind === 'obligations') return (await this.index.get('organisation', id)) && [id];
    return kind === 'grant' ? this.partiesOfGrant(id) : this.partiesOfDispute(id);
  }

  /** An event is named with its reporter from here on. */
  private async exact(principal: Principal, subject: Subject): Promise<Subject> {
    if (subject.kind !== 'event') return subject;
    const event = await this.named.find(principal, subject);
    if (!event) throw new DomainError('NOT_FOUND', 'There is no such subject.');
    return { ...subject, organisation: event.organisation };
  }

  /** Those that decide it, too. */
  private async partiesOfDispute(id: string): Promise<readonly string[] | undefined> {
    const found = await this.index.get('dispute', id);
    if (!found) return undefined;
    return [...found.value.parties, ...found.value.arbitrators.map(({ organisation }) => organisation)];
  }

  private async partiesOfGrant(id: string): Promise<readonly string[] | undefined> {
    const grant = await this.index.get('grant', id);
    return grant && [grant.value.terms.provider, grant.value.terms.consumer];
  }
}
