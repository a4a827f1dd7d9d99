// SPDX-License-Identifier: Apache-2.0
/** How data is shared (decree 809, article 22): which modes leave copies with the consumer, and what each of them covers. */
import type { SharingMode } from '../catalogue/resource-records';

/** Exchanged in batches, downloaded as a file, or given as copies of which nobody said how. */
const COPYING: ReadonlySet<SharingMode> = new Set(['batch', 'file', 'copy']);

/** Whether the consumer keeps what it was given. */
export const leavesCopies = (mode: SharingMode): boolean => COPYING.has(mode);

/** Whether what is given in one mode may be had in another: `copy` says that copies are given, and not how. */
export const coversMode = (given: SharingMode, wanted: SharingMode): boolean =>
  given === wanted || (given === 'copy' && leavesCopies(wanted));
