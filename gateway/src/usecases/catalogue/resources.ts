// SPDX-License-Identifier: Apache-2.0
import { tenDigits, TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { lackingUnder } from '@catalog-chain/chaincode/domain/catalogue/resource';
import type { ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { EntryNeed } from '@catalog-chain/chaincode/domain/law/rule';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { Principal } from '../principal.js';
import { pageOf, type Records, type View } from '../records.js';
import type { Policies } from './policies.js';
import { sorted } from '../../support/sorted.js';
import type { Viewers } from '../viewers.js';

export interface ReviewContent {
  readonly approved: boolean;
  /** Of the content that was read, as `pending.digest` shows it. */
  readonly digest: string;
  readonly reasons?: string;
}

/** Content as it is written: modes and formats in order, so that one content has one digest. */
export const inOrder = (content: ResourceContent): ResourceContent => ({
  ...content,
  ...(content.formats && { formats: sorted(content.formats) }),
  sharing: { ...content.sharing, modes: sorted(content.sharing.modes) },
});

/** A designation that names an entry, and which of its items. */
interface Source {
  readonly id: string;
  readonly organisation: string;
  readonly items?: readonly string[];
}

/** An entry, and who answers for its data where a manager has named somebody. */
export type EntryView = View<'resource'> & { readonly sources?: readonly Source[] };

/** A published version, and what it lacks; of one published before that was recorded, under the policy in force. */
export type VersionView = View<'resource-version'> & { readonly lacks: readonly EntryNeed[] };

/** What of an entry is asked for: that its newest content lacks this, or anything. */
export type Lacking = EntryNeed | 'any';

/** An entry with what its newest content lacks, where that was asked for. */
export type ListedEntry = View<'resource'> & { readonly lacks?: readonly EntryNeed[] };

/** Pages that are looked through for one answer that holds something. */
const MOST_PAGES = 50;

/** How much somebody sees of others' entries: with what is being written, with what was handed in, or as they are published. */
type Sight = 'written' | 'handed-in' | 'published';

interface Eyes {
  readonly organisation: string;
  readonly sight: Sight;
}

/**
 * Catalogue entries. What is being written of one is for its owner and for managers, who see that catalogues become whole; what
 * was handed in is for all that oversee, too.
 */
export class Resources {
  constructor(
    private readonly records: Records,
    private readonly viewers: Viewers,
    private readonly policies: Pick<Policies, 'get'>,
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
    return shownTo(await this.eyesOf(principal), resource);
  }

  /** The same, and who answers for its data. @throws DomainError `NOT_FOUND` */
  async entry(principal: Principal, id: string): Promise<EntryView> {
    const shown = await this.get(principal, id);
    const sources = await this.sourcesOf(id);
    return sources.length > 0 ? { ...shown, sources } : shown;
  }

  /**
   * @param lacking only entries whose newest content – what is being written, for whom that is to see; else what is published –
   *   lacks this. A page may then hold fewer than its limit, with more to follow
   */
  async list(
    principal: Principal,
    filter: RecordFilter,
    page: PageOptions,
    lacking?: Lacking,
  ): Promise<Page<ListedEntry>> {
    const eyes = await this.eyesOf(principal);
    if (lacking !== undefined) return this.lackingPage(eyes, filter, page, lacking);
    const found = await this.records.list('resource', filter, page);
    return { ...found, items: seenBy(eyes, filter, found.items) };
  }

  private async lackingPage(
    eyes: Eyes,
    filter: RecordFilter,
    page: PageOptions,
    lacking: Lacking,
  ): Promise<Page<ListedEntry>> {
    const policy = await this.policies.get('current');
    for (let pages = 1, from = page; ; pages += 1) {
      const found = await this.records.list('resource', filter, from);
      const shown = seenBy(eyes, filter, found.items);
      const each = await Promise.all(
        shown.map(async (one) => ({ ...one, lacks: await this.lackedBy(one, policy, found.asOf) })),
      );
      const items = each.filter(({ lacks }) =>
        lacking === 'any' ? lacks.length > 0 : lacks.includes(lacking),
      );
      if (items.length > 0 || found.next === undefined || pages >= MOST_PAGES) return { ...found, items };
      from = { ...page, cursor: found.next };
    }
  }

  /** By what is being written, else by what is published; nothing of what is retired, or not to be seen. */
  private async lackedBy(
    { id, state, version, pending }: View<'resource'>,
    policy: View<'policy'>,
    asOf: number,
  ): Promise<readonly EntryNeed[]> {
    if (state === 'retired') return [];
    if (pending) return pending.lacks ?? lackingUnder(pending.content, policy);
    if (version === 0) return [];
    return judged(await this.records.get('resource-version', `${id}/${tenDigits(version)}`, asOf), policy)
      .lacks;
  }

  /** @throws DomainError `NOT_FOUND` for a resource that there is not; one never published has no versions */
  async versions(id: string, page: PageOptions): Promise<Page<VersionView>> {
    const found = await this.records.list('resource-version', { resource: id }, page);
    if (found.items.length === 0) await this.records.get('resource', id);
    const policy = await this.policies.get('current');
    return pageOf(found, (version) => judged(version, policy));
  }

  /** @throws DomainError `NOT_FOUND` */
  async version(id: string, version: number): Promise<VersionView> {
    const found = await this.records.get('resource-version', `${id}/${tenDigits(version)}`);
    return judged(found, await this.policies.get('current'));
  }

  /** There are few: a consortium names them one by one. */
  private async sourcesOf(resource: string): Promise<Source[]> {
    const { items: sources } = await this.records.list(
      'source-agency',
      { state: 'in-force' },
      { limit: 1000 },
    );
    return sources.flatMap(({ id, organisation, items }) =>
      items
        .filter((one) => one.resource === resource)
        .map((one) => ({ id, organisation, ...(one.items && { items: one.items }) })),
    );
  }

  /** Whether an entry that lacks something cannot be handed in. */
  async wantsComplete(): Promise<boolean> {
    const { completeEntries } = await this.policies.get('current');
    return completeEntries === true;
  }

  private async eyesOf(principal: Principal): Promise<Eyes> {
    const { organisation } = principal;
    if ((await this.viewers.narrowedTo(principal)) !== undefined) return { organisation, sight: 'published' };
    const isOnRecord = await this.viewers.readsOnRecord(principal);
    return { organisation, sight: isOnRecord ? 'handed-in' : 'written' };
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

const judged = (version: View<'resource-version'>, policy: View<'policy'>): VersionView => ({
  ...version,
  lacks: version.lacks ?? lackingUnder(version.content, policy),
});

/** Whether what is being written of it is for them to see. */
const sees = ({ organisation, sight }: Eyes, resource: View<'resource'>): boolean =>
  sight === 'written' ||
  organisation === resource.organisation ||
  (sight === 'handed-in' && resource.pending?.state !== 'draft');

/** Which duty an entry serves that was never published, only what is being written says: it is found by it by whoever sees that. */
function seenBy(
  eyes: Eyes,
  { duty }: RecordFilter,
  entries: readonly View<'resource'>[],
): View<'resource'>[] {
  const found = entries.filter((entry) => duty === undefined || entry.version > 0 || sees(eyes, entry));
  return found.map((entry) => shownTo(eyes, entry));
}

function shownTo(eyes: Eyes, resource: View<'resource'>): View<'resource'> {
  if (sees(eyes, resource)) return resource;
  const shown = Object.entries(resource).filter(([name]) => name !== 'pending');
  return Object.fromEntries(shown) as unknown as View<'resource'>;
}
