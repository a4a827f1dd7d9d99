// SPDX-License-Identifier: Apache-2.0
/** The records that evidence is made of, each as its own contract answers with it. */
import type { JournalHead, JournalList } from '../../domain/audit';
import { ensure } from '../../domain/errors';
import type { EvidenceQuestion } from '../../domain/evidence';
import { membershipHistory, type Membership, type MembershipHistory } from '../../domain/members/membership';
import { NO_ROOT } from '../../domain/usage/batch';
import type { BatchHeader, Journal } from '../../domain/usage/usage-records';
import type { CatalogContext } from '../../ledger';
import { CURRENT, currentPolicy, policyAt } from '../members/current-policy';
import { ensureNothingAfter } from './journal-walk';
import { periodAnswer } from './period-answer';
import { sealedMonth } from './seals';

/** @throws DomainError `NOT_FOUND`; of a journal's head `CONDITION_NOT_MET`, `JOURNAL_GAP` */
// eslint-disable-next-line complexity -- one case per record
export async function answerTo(ctx: CatalogContext, question: EvidenceQuestion): Promise<object> {
  switch (question[0]) {
    case 'journal-list':
      return journalList(ctx, question[1]);
    case 'journal-head':
      return journalHead(ctx, question[1], question[2], Number(question[3]));
    case 'membership-history':
      return membersSoFar(ctx);
    case 'period':
      return periodAnswer(ctx, question[1], question[2]);
    case 'sealed-month':
      return sealedMonth(ctx, question[1], question[2], question[3]);
    case 'policy':
      return question[1] === CURRENT ? currentPolicy(ctx) : policyAt(ctx, Number(question[1]));
    case 'batch':
    case 'request':
    case 'grant':
    case 'obligation':
    case 'seal':
    case 'dispute':
    case 'closure':
    case 'resource-version':
    case 'organisation':
    case 'signer':
    case 'evidence-request': {
      const [type, ...parts] = question;
      return ctx.get(type, ...parts);
    }
  }
}

/** An organisation's journals, as the whole of a range. */
export async function journalList(ctx: CatalogContext, organisation: string): Promise<JournalList> {
  const found = await ctx.list<Journal>('journal', organisation);
  return { type: 'journal-list', organisation, journals: found.map(({ id }) => id) };
}

/**
 * That so many batches there are in a journal, and no more, not even behind a gap.
 * @throws DomainError `NOT_FOUND` when there are fewer, `CONDITION_NOT_MET` when there are more, `JOURNAL_GAP`
 */
export async function journalHead(
  ctx: CatalogContext,
  organisation: string,
  journal: string,
  batches: number,
): Promise<JournalHead> {
  const next = await ctx.find<BatchHeader>('batch', organisation, journal, batches + 1);
  ensure(next === undefined, 'CONDITION_NOT_MET', 'The journal has more batches.');
  await ensureNothingAfter(ctx, { organisation, id: journal }, batches + 1);
  const last =
    batches === 0 ? undefined : await ctx.get<BatchHeader>('batch', organisation, journal, batches);
  return { type: 'journal-head', organisation, journal, batches, root: last?.root ?? NO_ROOT };
}

async function membersSoFar(ctx: CatalogContext): Promise<MembershipHistory> {
  return membershipHistory(await ctx.list<Membership>('membership'));
}
