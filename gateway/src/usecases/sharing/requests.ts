// SPDX-License-Identifier: Apache-2.0
import { utcOf } from '../../support/rfc3339.js';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Posts, RefusalGround } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { RequestInput } from '@catalog-chain/chaincode/domain/sharing/request-input';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { RecordKeys } from './record-keys.js';
import { freshId } from '../fresh-id.js';
import type { Records, View } from '../records.js';
import { sorted } from '../../support/sorted.js';
import { partyFilter } from '../viewers.js';

/** As the domain has it; without an id, one is made here. */
export type RequestSubmission = Omit<RequestInput, 'id'> & { readonly id?: string };

export interface AnswerContent {
  readonly approved: boolean;
  readonly reason?: string;
  readonly ground?: RefusalGround;
  readonly condition?: string;
  readonly posts?: Posts;
}

/** Requests for access, from asking to the grant or the refusal. */
export class Requests {
  constructor(
    private readonly records: Records,
    private readonly audits: AuditReads,
    private readonly keys: RecordKeys,
  ) {}

  /**
   * By the consumer. What is granted on the spot gets its record key at once. A repetition finds the id that was made
   * before in what its attempt had prepared: the answer is read from there.
   */
  async submit(principal: Principal, input: RequestSubmission, attempt: Attempt): Promise<View<'request'>> {
    const { from, to } = input.period;
    const period = { from: utcOf(from) ?? from, to: utcOf(to) ?? to };
    const sets = { items: sorted(input.items), systems: sorted(input.systems) };
    const argument = { ...input, id: input.id ?? freshId(), ...sets, period };
    const request = await this.act(principal, TRANSACTIONS.requestSubmit, argument, attempt);
    if (request.state === 'granted') await this.keys.ensureDeposited(principal, request.id, request.terms);
    return request;
  }

  /** By the provider. An approval makes the record key first: no grant without one. Preparing one looks at nothing. */
  async decide(
    principal: Principal,
    id: string,
    answer: AnswerContent,
    attempt: Attempt,
  ): Promise<View<'request'>> {
    if (attempt.signing?.prepares !== true) await this.makeKey(principal, id, answer);
    return this.act(principal, TRANSACTIONS.requestDecide, { id, ...answer }, attempt);
  }

  private async makeKey(principal: Principal, id: string, { approved }: AnswerContent): Promise<void> {
    const { terms, state } = await this.records.get('request', id);
    const mayDeposit = state === 'submitted' && terms.provider === principal.organisation;
    if (approved && mayDeposit) await this.keys.ensureDeposited(principal, id, terms);
  }

  /** By a manager. */
  confirm(
    principal: Principal,
    id: string,
    answer: AnswerContent,
    attempt: Attempt,
  ): Promise<View<'request'>> {
    return this.act(principal, TRANSACTIONS.requestConfirm, { id, ...answer }, attempt);
  }

  withdraw(principal: Principal, id: string, attempt: Attempt): Promise<View<'request'>> {
    return this.act(principal, TRANSACTIONS.requestWithdraw, id, attempt);
  }

  /** Asks for what is missing, or gives it. */
  supplement(
    principal: Principal,
    transaction: typeof TRANSACTIONS.requestAskSupplement | typeof TRANSACTIONS.requestSupplement,
    argument: object,
    attempt: Attempt,
  ): Promise<View<'request'>> {
    return this.act(principal, transaction, argument, attempt);
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, id: string, reason: Reason): Promise<View<'request'>> {
    const request = await this.audits.lookFor(principal, reason, () => this.records.get('request', id));
    const isParty = isPartyOf(request.terms, principal.organisation);
    await this.audits.ensureSees(principal, isParty, { kind: 'request', ids: [id] }, reason);
    return request;
  }

  async list(
    principal: Principal,
    filter: RecordFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<View<'request'>>> {
    const subject = { kind: 'request', ids: [] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    return this.records.list('request', { ...filter, ...party }, page);
  }

  private act(
    principal: Principal,
    transaction: TransactionName,
    argument: string | object,
    attempt: Attempt,
  ): Promise<View<'request'>> {
    return this.records.act(principal, { transaction, args: [argument] }, attempt);
  }
}

/** @throws DomainError `NOT_FOUND`: whether it exists is not told to others */
export function ensureParty(
  viewer: string | undefined,
  terms: { readonly provider: string; readonly consumer: string },
  noun: string,
): void {
  if (viewer === undefined || isPartyOf(terms, viewer)) return;
  throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: noun });
}

export const isPartyOf = (
  { provider, consumer }: { readonly provider: string; readonly consumer: string },
  organisation: string,
): boolean => organisation === provider || organisation === consumer;
