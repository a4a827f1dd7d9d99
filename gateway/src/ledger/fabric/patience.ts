// SPDX-License-Identifier: Apache-2.0

/** Silence is not waited for longer where another peer, or another connection, may do better. */
export const PATIENCE_MS = 5_000;

/** Whom to ask in turn for a read: an organisation's only peer twice, the second time over a new connection. */
export const askedInTurn = <T>(peers: readonly T[]): readonly T[] =>
  peers.length === 1 ? [...peers, ...peers] : peers;
