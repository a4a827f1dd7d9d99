// SPDX-License-Identifier: Apache-2.0
/** Verifies a bundle that lies in memory or in a file. */
import { partsOf, type BundleSource } from './open-archive.js';
import type { RootsByOrganisation, TrustHistory } from '../verify/proof/trust.js';
import { examineParts, type Evidence, type Expectations, type Verdict } from '../verify/verify-parts.js';

export type { Evidence, Verdict } from '../verify/verify-parts.js';

/** Roots that are trusted, now or since when; absent: those in the bundle, which then vouch for themselves. */
export type Trusted = RootsByOrganisation | TrustHistory;

const historyOf = (trusted: Trusted): TrustHistory =>
  trusted instanceof Map ? [{ from: Number.NEGATIVE_INFINITY, roots: trusted }] : (trusted as TrustHistory);

/** @throws Unreadable */
export async function verifyBundle(
  source: BundleSource,
  trusted?: Trusted,
  expected: Expectations = {},
): Promise<Verdict> {
  return (await examineParts(partsOf(source), trusted && historyOf(trusted), expected)).verdict;
}

/** A verdict with what was proved on the way to it: every event of the months that it claims, too. @throws Unreadable */
export async function examineBundle(source: BundleSource, trusted?: Trusted): Promise<Evidence> {
  return examineParts(partsOf(source), trusted && historyOf(trusted), { keepEvents: true });
}
