// SPDX-License-Identifier: Apache-2.0
/** What the ledger knows that may keep an organisation from deciding a dispute: each told by its reason, none of them guessed. */
import type { Dispute } from './dispute-records';
import type { Organisation } from '../records';

/**
 * `party`: it is one of the parties; `decided-before`: it was to decide this dispute before. Both are refused when somebody is
 * assigned. `same-superior`: it and a party are of one administrative division, and so stand under one government;
 * `ruled-on-grant`: it ruled in another dispute about the same grant. Both are for it, and for the parties, to judge.
 */
export const CONFLICT_REASONS = ['party', 'decided-before', 'same-superior', 'ruled-on-grant'] as const;

export interface Conflict {
  readonly reason: (typeof CONFLICT_REASONS)[number];
  /** The party with which it shares a superior. */
  readonly organisation?: string;
  /** The dispute in which it ruled. */
  readonly dispute?: string;
}

/** What keeps an organisation from being assigned at all. @param before who was to decide before it */
export function barsOf({ parties }: Dispute, mspId: string, before: Dispute['arbitrators']): Conflict[] {
  const bars: Conflict[] = [];
  if (parties.includes(mspId)) bars.push({ reason: 'party' });
  if (before.some(({ organisation }) => organisation === mspId)) bars.push({ reason: 'decided-before' });
  return bars;
}

/** What else is known, beside the dispute itself. */
export interface Known {
  readonly members: readonly Organisation[];
  /** Other disputes about the same grant. */
  readonly others: readonly Dispute[];
}

/** Of who is to decide now; nothing where nobody is. */
export function conflictsOf(dispute: Dispute, { members, others }: Known): Conflict[] {
  const { state, parties, arbitrators } = dispute;
  const mspId = arbitrators.at(-1)?.organisation;
  if (state !== 'assigned' || mspId === undefined) return [];
  const regionOf = (id: string): string | undefined => members.find((one) => one.mspId === id)?.region;
  const own = regionOf(mspId);
  const beside = parties.filter((party) => party !== mspId && own !== undefined && regionOf(party) === own);
  const ruled = others.filter(
    ({ id, rulings }) => id !== dispute.id && rulings.some(({ arbitrator }) => arbitrator === mspId),
  );
  return [
    ...barsOf(dispute, mspId, arbitrators.slice(0, -1)),
    ...beside.map((organisation): Conflict => ({ reason: 'same-superior', organisation })),
    ...ruled.map(({ id }): Conflict => ({ reason: 'ruled-on-grant', dispute: id })),
  ];
}
