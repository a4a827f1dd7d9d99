// SPDX-License-Identifier: Apache-2.0
/** How the commands end. */

/** All was done; something in it was refused; nothing could be done; it was told to stop. */
export const EXIT = { ok: 0, someRefused: 1, failed: 2, interrupted: 130 } as const;
