// SPDX-License-Identifier: Apache-2.0
import type { CorrectionInput } from '@catalog-chain/chaincode/domain/dispute/correction';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Attempt } from '../../attempts/attempt.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import { sorted } from '../../support/sorted.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import { freshId } from '../fresh-id.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { partyFilter } from '../viewers.js';

type Subject = CorrectionInput['subject'];

/** As the domain has it; without an id, one is made here. */
export interface CorrectionOpening extends Omit<CorrectionInput, 'id' | 'subject' | 'evidence'> {
  readonly id?: string;
  readonly subject: Subject;
  readonly evidence?: readonly string[];
}

/** One of the answers of the domain, not checked yet. */
export interface CorrectionAnswering {
  readonly outcome: string;
  readonly text: string;
  readonly to?: string;
  readonly evidence?: readonly string[];
}

/** Wrong data reported by consumers, and the answers. */
export class Corrections {
  constructor(
    private readonly records: Records,
    private readonly audits: AuditReads,
  ) {}

  open(principal: Principal, opening: CorrectionOpening, attempt: Attempt): Promise<View<'correction'>> {
    const { id = freshId(), evidence } = opening;
    const argument = { ...opening, id, ...(evidence && { evidence: sorted(evidence) }) };
    return this.act(principal, TRANSACTIONS.correctionOpen, argument, attempt);
  }

  answer(
    principal: Principal,
    id: string,
    answer: CorrectionAnswering,
    attempt: Attempt,
  ): Promise<View<'correction'>> {
    const { evidence } = answer;
    const argument = { ...answer, id, ...(evidence && { evidence: sorted(evidence) }) };
    return this.act(principal, TRANSACTIONS.correctionAnswer, argument, attempt);
  }

  withdraw(principal: Principal, id: string, attempt: Attempt): Promise<View<'correction'>> {
    return this.act(principal, TRANSACTIONS.correctionWithdraw, id, attempt);
  }

  dispute(
    principal: Principal,
    id: string,
    { dispute = freshId(), statement }: { readonly dispute?: string; readonly statement: string },
    attempt: Attempt,
  ): Promise<View<'correction'>> {
    return this.act(principal, TRANSACTIONS.correctionDispute, { id, dispute, statement }, attempt);
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, id: string, reason: Reason): Promise<View<'correction'>> {
    const found = await this.audits.lookFor(principal, reason, () => this.records.get('correction', id));
    const isParty = [found.provider, found.consumer, found.answering].includes(principal.organisation);
    await this.audits.ensureSees(principal, isParty, { kind: 'correction', ids: [id] }, reason);
    return found;
  }

  async list(
    principal: Principal,
    filter: RecordFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<View<'correction'>>> {
    const subject = { kind: 'correction', ids: [] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    return this.records.list('correction', { ...filter, ...party }, page);
  }

  private act(
    principal: Principal,
    transaction: TransactionName,
    argument: string | object,
    attempt: Attempt,
  ): Promise<View<'correction'>> {
    return this.records.act(principal, { transaction, args: [argument] }, attempt);
  }
}
