// SPDX-License-Identifier: Apache-2.0
/** What is asked of the obligations in the index: by whom, to whom, until when. */
import { OBLIGATION_STANDINGS } from '@catalog-chain/chaincode/domain/law/obligations';
import type { IndexedRecord } from './records.js';
import type { Page, PageOptions } from './pages.js';

/** Stands for whoever has a role, where the organisation that owes something is not named yet. */
export const anyWith = (role: string): string => `role:${role}`;

/** Standings, and what accounts of members count by several of them: all that was due, and what of it was not met. */
export const OBLIGATION_SELECTIONS = [...OBLIGATION_STANDINGS, 'due', 'unmet'] as const;
export type ObligationSelection = (typeof OBLIGATION_SELECTIONS)[number];

/** Absent means any. */
export interface ObligationFilter {
  /** MSP ids, or `role:ROLE` for what whoever has the role owes. */
  readonly owedBy?: readonly string[];
  readonly owedTo?: string;
  /** Only what one of these owes, or the organisation is owed. */
  readonly party?: { readonly owes: readonly string[]; readonly owed: string };
  readonly kind?: string;
  /** As of `now`; `due`: all but what is void, `unmet`: missed, or overdue. */
  readonly standing?: ObligationSelection;
  readonly grant?: string;
  readonly resource?: string;
  /** Due at this time or later, and before that one. */
  readonly dueFrom?: string;
  readonly dueBefore?: string;
}

export interface ObligationReader {
  /**
   * In the order in which they are due.
   * @param now RFC 3339 UTC with milliseconds: what was due before is overdue
   */
  obligations(
    filter: ObligationFilter,
    now: string,
    page?: PageOptions,
  ): Promise<Page<IndexedRecord<'obligation'>>>;
}
