// SPDX-License-Identifier: Apache-2.0
/**
 * The index's tables. Everything in them follows from the chain alone, in chain order, so that two indexes of
 * one chain hold the same rows whatever process wrote them. `pos` counts records and events as they appear in
 * the chain: it is the order of trails, the key of pages, and with `ix_block.last_pos` the answer to "as of".
 */

interface CheckpointTable {
  /** Always 1. */
  readonly id: number;
  readonly genesis_hash: string;
  block: number;
  block_hash: string;
  /** Counters, so that a restart goes on where the last block ended. */
  pos: number;
  tx: number;
  name: number;
  events: number;
  anomalies: number;
}

interface BlockTable {
  readonly number: number;
  readonly hash: string;
  readonly previous_hash: string;
  readonly transactions: number;
  readonly last_pos: number;
}

interface TxTable {
  readonly tx: number;
  readonly id: string;
  readonly block: number;
  readonly idx: number;
  readonly organisation: string;
  readonly transaction: string;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Of a usage batch. */
  readonly journal: string | null;
  readonly sequence: number | null;
  /** Of a usage batch whose digests hold verdicts: 2. Null where they hold none. */
  readonly exchange_form: number | null;
}

/** Strings that recur in every event, numbered in order of appearance. */
interface NameTable {
  readonly name: number;
  readonly text: string;
}

/** One revision of a state record. */
export interface RecordTable {
  readonly pos: number;
  readonly type: string;
  readonly id: string;
  readonly revision: number;
  readonly tx: number;
  readonly from_block: number;
  /** The block in which it was replaced or deleted; null while it stands. */
  to_block: number | null;
  /** `pos` of the first revision. */
  readonly created: number;
  readonly organisation: string | null;
  readonly provider: string | null;
  readonly consumer: string | null;
  readonly resource: string | null;
  readonly grant_id: string | null;
  readonly state: string | null;
  readonly code: string | null;
  /** Of what is owed: until when. */
  readonly due: string | null;
  /** Lower case: what a search for words looks in. */
  readonly search: string;
  readonly json: string;
}

/** Which trails a record belongs to. */
interface LinkTable {
  readonly kind: string;
  readonly key: string;
  readonly pos: number;
}

export interface EventTable {
  readonly pos: number;
  readonly tx: number;
  readonly leaf: number;
  /** `pos` divided by `SEGMENT`: keeps the indexes of random keys local, see the decision on indexes. */
  readonly seg: number;
  readonly id: Uint8Array;
  readonly kind: number;
  readonly side: number;
  readonly action: number;
  readonly outcome: number;
  readonly at: number;
  readonly provider: number | null;
  readonly consumer: number | null;
  readonly grant_no: number;
  readonly resource: number | null;
  readonly system: number;
  readonly record_key: number | null;
  readonly actor_key: number;
  readonly correlation_key: number;
  readonly case_key: number | null;
  /** Codes joined by commas. */
  readonly violations: string | null;
  /** `pos` of the first event with this id. */
  first: number | null;
  readonly line: string;
}

/** The exchanges that a batch states and takes back in one month of a grant, packed: see `packed-exchanges.ts`. */
export interface ExchangeTable {
  readonly grant_no: number;
  /** Local month by the policy that judged the batch: 202603 for March 2026. */
  readonly month: number;
  /** Of the batch's last event. */
  readonly pos: number;
  readonly side: number;
  /** Of the batch's first event. */
  readonly first: number;
  readonly stated: Uint8Array;
  readonly retracted: Uint8Array;
}

interface SegmentTable {
  readonly seg: number;
}

interface AnomalyTable {
  readonly tx: number;
  readonly leaf: number;
  readonly kind: string;
  readonly detail: string;
}

/** What is told to those who subscribe: a contract's event, or a notice that follows from one. */
export interface MessageTable {
  readonly tx: number;
  /** Place within the transaction: the event is 0, notices follow. */
  readonly part: number;
  readonly name: string;
  /** Id of the record that it is about. */
  readonly subject: string;
  /** `MessageDetails` as JSON. */
  readonly details: string;
}

/** Whom and what a message concerns. */
interface MessageLinkTable {
  readonly kind: string;
  readonly key: string;
  readonly tx: number;
  readonly part: number;
}

export interface IndexSchema {
  ix_checkpoint: CheckpointTable;
  ix_block: BlockTable;
  ix_tx: TxTable;
  ix_name: NameTable;
  ix_record: RecordTable;
  ix_link: LinkTable;
  ix_event: EventTable;
  ix_exchange: ExchangeTable;
  ix_segment: SegmentTable;
  ix_anomaly: AnomalyTable;
  ix_message: MessageTable;
  ix_message_link: MessageLinkTable;
}

/** Events in one segment: large enough that few segments are probed, small enough that its index stays in cache. */
export const SEGMENT = 262_144;

/** All but `first`, which few events have. */
export const EVENT_COLUMNS = [
  'pos',
  'tx',
  'leaf',
  'seg',
  'id',
  'kind',
  'side',
  'action',
  'outcome',
  'at',
  'provider',
  'consumer',
  'grant_no',
  'resource',
  'system',
  'record_key',
  'actor_key',
  'correlation_key',
  'case_key',
  'violations',
  'line',
] as const satisfies readonly (keyof EventTable)[];

export const EXCHANGE_COLUMNS = [
  'grant_no',
  'month',
  'pos',
  'side',
  'first',
  'stated',
  'retracted',
] as const satisfies readonly (keyof ExchangeTable)[];
