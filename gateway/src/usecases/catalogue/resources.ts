// SPDX-License-Identifier: Apache-2.0
import { tenDigits, TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { sorted } from '../../support/sorted.js';
import type { Viewers } from '../viewers.js';

export interface ReviewContent {
  readonly approved: boolean;
  /** Of the content that was read, as `pending.digest` shows it. */
  readonly digest: string;
  readonly reasons?: string;
}

/** Content as it is written: modes in order, so that one content has one digest. */
export const inOrder = (content: ResourceContent): ResourceContent => ({
  ...content,
  sharing: { ...content.sharing, modes: sorted(content.sharing.modes) },
});

/** Catalogue entries. What is being written of one is for its owner and those that oversee. */
export class Resources {
  constructor(
    private readonly records: Records,
    private readonly viewers: Viewers,
  ) {}

  /** A new entry or the next version of one. */
  draft(
    principal: Principal,
    code: string,
    content: ResourceContent,
    attempt: Attempt,
  ): Promise<View<'resource'>> {
    const input = { code, content: inOrder(content) };
    return this.act(principal, TRANSACTIONS.resourceDraft, input, attempt);
  }

  submit(principal: Principal, id: string, attempt: Attempt): Promise<View<'resource'>> {
    return this.act(principal, TRANSACTIONS.resourceSubmit, id, attempt);
  }

  review(
    principal: Principal,
    id: string,
    review: ReviewContent,
    attempt: Attempt,
  ): Promise<View<'resource'>> {
    return this.act(principal, TRANSACTIONS.resourceReview, { id, ...review }, attempt);
  }

  suspend(principal: Principal, id: string, reason: string, attempt: Attempt): Promise<View<'resource'>> {
    return this.act(principal, TRANSACTIONS.resourceSuspend, { id, reason }, attempt);
  }

  resume(principal: Principal, id: string, attempt: Attempt): Promise<View<'resource'>> {
    return this.act(principal, TRANSACTIONS.resourceResume, id, attempt);
  }

  retire(principal: Principal, id: string, reason: string, attempt: Attempt): Promise<View<'resource'>> {
    return this.act(principal, TRANSACTIONS.resourceRetire, { id, reason }, attempt);
  }

  /** @throws DomainError `NOT_FOUND` */
  async get(principal: Principal, id: string, asOf?: number): Promise<View<'resource'>> {
    const resource = await this.records.get('resource', id, asOf);
    return shownTo(await this.viewers.narrowedTo(principal), resource);
  }

  async list(principal: Principal, filter: RecordFilter, page: PageOptions): Promise<Page<View<'resource'>>> {
    const viewer = await this.viewers.narrowedTo(principal);
    const found = await this.records.list('resource', filter, page);
    return { ...found, items: found.items.map((resource) => shownTo(viewer, resource)) };
  }

  /** @throws DomainError `NOT_FOUND` for a resource that there is not; one never published has no versions */
  async versions(id: string, page: PageOptions): Promise<Page<View<'resource-version'>>> {
    const found = await this.records.list('resource-version', { resource: id }, page);
    if (found.items.length === 0) await this.records.get('resource', id);
    return found;
  }

  /** @throws DomainError `NOT_FOUND` */
  version(id: string, version: number): Promise<View<'resource-version'>> {
    return this.records.get('resource-version', `${id}/${tenDigits(version)}`);
  }

  private act(
    principal: Principal,
    transaction: TransactionName,
    argument: string | object,
    attempt: Attempt,
  ): Promise<View<'resource'>> {
    return this.records.act(principal, { transaction, args: [argument] }, attempt);
  }
}

function shownTo(viewer: string | undefined, resource: View<'resource'>): View<'resource'> {
  if (viewer === undefined || viewer === resource.organisation) return resource;
  const shown = Object.entries(resource).filter(([name]) => name !== 'pending');
  return Object.fromEntries(shown) as unknown as View<'resource'>;
}
