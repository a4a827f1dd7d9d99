// SPDX-License-Identifier: Apache-2.0
/**
 * The outbox: what was accepted and what has become of it. A piece is a run of accepted rows of one request. A
 * batch takes ranges of pieces (segments) in order. Ids are kept for good: they are what keeps an event from
 * being taken twice. Plain identifiers never get here.
 */
import type { ChainTable } from '../../db/bind-chain.js';

export interface OutboxSchema {
  /** One row: the chain that the rest is meant for. */
  ob_chain: ChainTable;
  ob_lane: {
    readonly replica: number;
    readonly organisation: string;
    journal: string;
    /** 1 once the journal is known to be open on the ledger. */
    open: number;
  };
  ob_piece: {
    readonly piece: number;
    readonly replica: number;
    readonly organisation: string;
    readonly receipt: string;
    readonly rows: number;
    /** 1: `leaves` is a whole batch, deflated; 0: lines. */
    readonly packed: number;
    readonly root: string | null;
    /** Milliseconds since 1970. */
    readonly created: number;
    /** Rows not yet final. */
    open: number;
    /** Gone once every row is final: the ledger has them. */
    leaves: Uint8Array | null;
  };
  ob_id: {
    readonly id: Uint8Array;
    /** First half of the leaf's hash: tells a repetition from another event with the same id. */
    readonly fingerprint: Uint8Array;
    readonly piece: number;
    readonly idx: number;
  };
  ob_batch: {
    readonly batch: number;
    readonly replica: number;
    readonly organisation: string;
    readonly journal: string;
    readonly sequence: number;
    readonly previous_root: string;
    readonly root: string;
    readonly count: number;
    state: 'submitted' | 'committed';
    transaction_id: string;
    /** The signed transaction, until it is final. */
    bytes: Uint8Array | null;
    block: number | null;
    /** JSON of the header's violations; null for none. */
    violations: string | null;
  };
  ob_segment: {
    readonly piece: number;
    readonly from_idx: number;
    readonly count: number;
    readonly batch: number;
    readonly leaf: number;
  };
  /** Rows that the ledger refused although they looked right here. */
  ob_refused: {
    readonly piece: number;
    readonly idx: number;
    readonly code: string;
    readonly message: string;
  };
}
