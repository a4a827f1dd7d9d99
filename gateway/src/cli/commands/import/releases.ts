// SPDX-License-Identifier: Apache-2.0
/** Who reports the releases of an agreement as uses. */
export const RELEASES = ['none', 'claim', 'attestation', 'both'] as const;
export type Releases = (typeof RELEASES)[number];
