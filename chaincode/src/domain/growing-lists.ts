// SPDX-License-Identifier: Apache-2.0
/** How long the lists get that acts append to, so that no record grows without end: docs/decisions/0692. */
import { ensure } from './errors';

/**
 * Entries of one list of a record. Whoever would begin another round is refused; what ends a thing, answers, or lifts is not, so
 * that a list may be a few entries longer.
 */
export const MOST_ENTRIES = {
  /** A grant's changes, by those that have it in their hands. */
  history: 100,
  /** The same, for a manager that is no party, when the parties have used up theirs. */
  historyOfManagers: 200,
  /** Rounds of review of one version. */
  reviews: 100,
  /** Declarations that were found wanting. */
  contested: 100,
  /** Times that a side closes one month. */
  revisions: 1000,
} as const;

/** @throws DomainError `LIMIT_REACHED` */
export function ensureGrows(length: number, most: number): void {
  ensure(length < most, 'LIMIT_REACHED', 'The record’s list has {most} entries: no more are added.', {
    most,
  });
}

/** Before something is declared once more. @throws DomainError `LIMIT_REACHED` */
export const ensureDeclarable = ({ contested }: { readonly contested?: readonly unknown[] }): void => {
  ensureGrows(contested?.length ?? 0, MOST_ENTRIES.contested);
};
