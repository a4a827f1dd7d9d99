// SPDX-License-Identifier: Apache-2.0
/**
 * Many catalogue entries in one call: written and handed in by their owner, published by a manager. Every entry is a
 * transaction of its own, and what has been done already is left, so that a call may be repeated.
 */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { EntryNeed } from '@catalog-chain/chaincode/domain/law/rule';
import { onlyOnce } from '../../attempts/attempt.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { despiteOthers } from '../../support/despite-others.js';
import type { Principal } from '../principal.js';
import type { View } from '../records.js';
import { inOrder, type Resources } from './resources.js';

/** Entries that one call may hold. */
export const MOST_ENTRIES = 200;

export interface EntryDraft {
  readonly code: string;
  readonly content: ResourceContent;
}

export interface EntryReview {
  readonly id: string;
  /** Of the content that was read. */
  readonly digest: string;
}

/** What became of one entry. `unchanged`: all this had been done before; `drafted`: it cannot be handed in, for it lacks something. */
export interface EntryResult {
  /** Index into the entries given. */
  readonly row: number;
  readonly id: string;
  readonly status: 'written' | 'drafted' | 'unchanged' | 'refused';
  /** Digest of what is under review now. */
  readonly underReview?: string;
  /** What the law of the profile asks for and it does not say. */
  readonly lacks?: readonly EntryNeed[];
  readonly code?: string;
  readonly message?: string;
}

type Done = Pick<EntryResult, 'status' | 'underReview' | 'lacks'>;
type Entry = View<'resource'>;

/** Of what its owner wrote last. */
const newestDigest = ({ pending, digest }: Entry): string | undefined => pending?.digest ?? digest;

const underReview = ({ pending }: Entry): Pick<Done, 'underReview'> =>
  pending?.state === 'submitted' ? { underReview: pending.digest } : {};

/** Whoever hands in or publishes the same at the same time leaves nothing to hand in or to publish. */
const isOvertaken = (error: unknown): boolean =>
  (error instanceof DomainError || error instanceof LedgerError) && error.code === 'INVALID_STATE';

/** What says nothing of the entry: the ledger could not be asked, or its answer is not known. */
const isPassing = (code: string): boolean => /^(?:LEDGER_|ENDORSEMENT_)/.test(code);

function refusalOf(error: unknown): Pick<EntryResult, 'status' | 'code' | 'message'> | undefined {
  if (error instanceof DomainError) return { status: 'refused', code: error.code, message: error.detail };
  if (!(error instanceof LedgerError) || isPassing(error.code)) return undefined;
  return { status: 'refused', code: error.code, message: error.message };
}

export class Entries {
  constructor(private readonly resources: Resources) {}

  /** Writes each entry and hands it in. @throws LedgerError where the ledger cannot be asked: repeat the call */
  async enter(principal: Principal, drafts: readonly EntryDraft[]): Promise<EntryResult[]> {
    const work = drafts.map((draft) => ({
      id: `${principal.organisation}:${draft.code}`,
      run: () => despiteOthers(() => this.enterOne(principal, draft), isOvertaken),
    }));
    return results(work);
  }

  /** Publishes each entry. @throws LedgerError where the ledger cannot be asked: repeat the call */
  async publish(principal: Principal, reviews: readonly EntryReview[]): Promise<EntryResult[]> {
    const work = reviews.map((review) => ({
      id: review.id,
      run: () => despiteOthers(() => this.publishOne(principal, review), isOvertaken),
    }));
    return results(work);
  }

  private async enterOne(principal: Principal, { code, content }: EntryDraft): Promise<Done> {
    const known = await this.find(principal, `${principal.organisation}:${code}`);
    const digest = digestOf(inOrder(content));
    const isThere = known !== undefined && newestDigest(known) === digest;
    const now = isThere ? known : await this.resources.draft(principal, code, content, onlyOnce);
    // A draft of what somebody else published meanwhile has nothing in it to hand in.
    const isDraft = now.pending?.state === 'draft' && now.digest !== digest;
    if (!isDraft) return { status: 'unchanged', ...underReview(now) };
    return this.handIn(principal, now);
  }

  /** Where the policy wants entries complete and this one is not, its draft is what could be done. */
  private async handIn(principal: Principal, { id, pending }: Entry): Promise<Done> {
    const { lacks = [] } = pending ?? {};
    const isLeft = lacks.length > 0 && (await this.resources.wantsComplete());
    if (isLeft) return { status: 'drafted', lacks };
    const submitted = await this.resources.submit(principal, id, onlyOnce);
    return { status: 'written', ...(lacks.length > 0 && { lacks }), ...underReview(submitted) };
  }

  private async publishOne(principal: Principal, { id, digest }: EntryReview): Promise<Done> {
    const { pending, digest: published } = await this.resources.get(principal, id);
    if (pending?.state !== 'submitted' && published === digest) return { status: 'unchanged' };
    await this.resources.review(principal, id, { approved: true, digest }, onlyOnce);
    return { status: 'written' };
  }

  private async find(principal: Principal, id: string): Promise<Entry | undefined> {
    try {
      return await this.resources.get(principal, id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}

interface Work {
  readonly id: string;
  readonly run: () => Promise<Done>;
}

/** All at the same time, so that they share blocks; a call holds few enough. */
async function results(work: readonly Work[]): Promise<EntryResult[]> {
  const settled = await Promise.allSettled(work.map(({ run }) => run()));
  return settled.map((one, row) => {
    const id = work[row]?.id ?? '';
    if (one.status === 'fulfilled') return { row, id, ...one.value };
    const refusal = refusalOf(one.reason);
    if (!refusal) throw one.reason;
    return { row, id, ...refusal };
  });
}
