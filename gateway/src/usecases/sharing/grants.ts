// SPDX-License-Identifier: Apache-2.0
import { utcOf } from '../../support/rfc3339.js';
import { sorted } from '../../support/sorted.js';
import type { ReturnInput } from '@catalog-chain/chaincode/domain/sharing/request-input';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { DisclosureContent, RecordKeys } from './record-keys.js';
import type { Records, View } from '../records.js';
import { freshId } from '../fresh-id.js';
import { isPartyOf } from './requests.js';
import { partyFilter } from '../viewers.js';

const CHANGES = {
  resume: TRANSACTIONS.grantResume,
  contestRectification: TRANSACTIONS.grantContestRectification,
  revoke: TRANSACTIONS.grantRevoke,
} as const;
export type GrantChangeVerb = keyof typeof CHANGES;

/** As the domain has it; sets may come in any order. */
export interface DataReturned extends Omit<ReturnInput, 'id'> {
  readonly id?: string;
}

/** Grants, once given, and their record keys. */
export class Grants {
  constructor(
    private readonly records: Records,
    private readonly audits: AuditReads,
    private readonly keys: RecordKeys,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, id: string, reason: Reason): Promise<View<'grant'>> {
    const grant = await this.audits.lookFor(principal, reason, () => this.records.get('grant', id));
    const isParty = isPartyOf(grant.terms, principal.organisation);
    await this.audits.ensureSees(principal, isParty, { kind: 'grant', ids: [id] }, reason);
    return grant;
  }

  async list(
    principal: Principal,
    filter: RecordFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<View<'grant'>>> {
    const subject = { kind: 'grant', ids: [] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    return this.records.list('grant', { ...filter, ...party }, page);
  }

  renew(principal: Principal, id: string, until: string, attempt: Attempt): Promise<View<'grant'>> {
    const to = utcOf(until) ?? until;
    return this.records.act(principal, { transaction: TRANSACTIONS.grantRenew, args: [{ id, to }] }, attempt);
  }

  /** Data of a lower division, given back to it. Without an id, one is made here. */
  giveBack(principal: Principal, given: DataReturned, attempt: Attempt): Promise<View<'grant'>> {
    const { id = freshId(), items, systems, period, ...rest } = given;
    const { from, to } = period;
    const argument = {
      ...rest,
      id,
      items: sorted(items),
      systems: sorted(systems),
      period: { from: utcOf(from) ?? from, to: utcOf(to) ?? to },
    };
    return this.records.act(principal, { transaction: TRANSACTIONS.grantReturn, args: [argument] }, attempt);
  }

  /** @param rectifyWithin working days in which the consumer has to mend what is wrong */
  suspend(
    principal: Principal,
    id: string,
    why: { readonly reason: string; readonly rectifyWithin?: number },
    attempt: Attempt,
  ): Promise<View<'grant'>> {
    const args = [{ id, ...why }];
    return this.records.act(principal, { transaction: TRANSACTIONS.grantSuspend, args }, attempt);
  }

  rectify(
    principal: Principal,
    id: string,
    { text, evidence }: { readonly text: string; readonly evidence?: readonly string[] },
    attempt: Attempt,
  ): Promise<View<'grant'>> {
    const args = [{ id, text, ...(evidence && { evidence: sorted(evidence) }) }];
    return this.records.act(principal, { transaction: TRANSACTIONS.grantRectify, args }, attempt);
  }

  change(
    principal: Principal,
    verb: GrantChangeVerb,
    id: string,
    reason: string,
    attempt: Attempt,
  ): Promise<View<'grant'>> {
    return this.records.act(principal, { transaction: CHANGES[verb], args: [{ id, reason }] }, attempt);
  }

  expire(principal: Principal, id: string, attempt: Attempt): Promise<View<'grant'>> {
    return this.records.act(principal, { transaction: TRANSACTIONS.grantExpire, args: [id] }, attempt);
  }

  /** Makes the record key of a grant given on the spot, where none was deposited then. */
  async depositKey(principal: Principal, id: string): Promise<void> {
    const { terms } = await this.get(principal, id, {});
    await this.keys.ensureDeposited(principal, id, terms);
  }

  async discloseKey(
    principal: Principal,
    id: string,
    content: DisclosureContent,
    attempt: Attempt,
  ): Promise<View<'disclosure'>> {
    return this.keys.disclose(principal, id, content, attempt);
  }

  purgeKey(principal: Principal, id: string, reason: string, attempt: Attempt): Promise<View<'key-purge'>> {
    return this.keys.purge(principal, id, reason, attempt);
  }
}
