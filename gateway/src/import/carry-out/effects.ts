// SPDX-License-Identifier: Apache-2.0

/** What an import does to a thing. `different`: the ledger holds it otherwise, and an import does not change it. */
export const EFFECTS = ['created', 'updated', 'unchanged', 'different'] as const;
export type Effect = (typeof EFFECTS)[number];
