// SPDX-License-Identifier: Apache-2.0
/** What is told to those who subscribe: contracts' events and the notices that follow from them, in chain order. */
import type { EventName } from '@catalog-chain/chaincode/domain/events';
import type { ChainRef } from './records.js';

/** Told per grant that a change elsewhere touches; no contract emits it, every index derives the same ones. */
export const GRANT_AFFECTED = 'notice.grant-affected';

/** Told when what was owed begins or ends; no contract emits them, since a transaction has one event. */
export const OBLIGATION_TOLD = {
  opened: 'obligation.opened',
  met: 'obligation.met',
  missed: 'obligation.missed',
  voided: 'obligation.voided',
} as const;

/** Stands in links for every member. */
export const EVERYONE = '*';

/** A contract's event name, or a notice's. */
export type MessageName =
  EventName | typeof GRANT_AFFECTED | (typeof OBLIGATION_TOLD)[keyof typeof OBLIGATION_TOLD];

/** Place in the chain: messages are told in its order. `tx` counts transactions from the first block on. */
export interface Position {
  readonly tx: number;
  readonly part: number;
}

/** A use of one grant in a batch, for its parties. */
export interface GrantUse {
  readonly grant: string;
  /** This and the parties are empty where there is no such grant. */
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  /** Exchanges stated under the grant. */
  readonly exchanges: number;
}

/** What touched a grant. */
export interface Cause {
  readonly event: EventName;
  /** Id of the duty, system, resource or organisation. */
  readonly subject: string;
}

export interface MessageDetails {
  /** MSP ids concerned; none: every member. */
  readonly organisations: readonly string[];
  readonly grants: readonly string[];
  readonly resources: readonly string[];
  /** `usage.committed`: per grant. */
  readonly uses?: readonly GrantUse[];
  /** A notice's. */
  readonly cause?: Cause;
  /** A notice's: the version that the grant pins, and the newest one. */
  readonly versions?: { readonly pinned: number; readonly current: number };
}

export interface Message {
  readonly position: Position;
  /** `BLOCK-INDEX` of the transaction; a notice's ends in its number: the same in every index of the chain. */
  readonly id: string;
  readonly name: MessageName;
  /** Id of the record that it is about. */
  readonly subject: string;
  readonly details: MessageDetails;
  readonly written: ChainRef;
}

/** Absent means any. */
export interface MessageFilter {
  /** Only what concerns this organisation, or every member. */
  readonly party?: string;
  readonly names?: readonly MessageName[];
  readonly organisation?: string;
  readonly grant?: string;
  readonly resource?: string;
}

export interface Newest {
  readonly position: Position;
  /** `BLOCK-end`: stands for the position where a client takes up again. */
  readonly id: string;
}

export interface MessageReader {
  /** Those after a position, oldest first, at most so many. */
  messages(filter: MessageFilter, after: Position, limit: number): Promise<readonly Message[]>;
  /** The end of the newest block, behind everything that is indexed. */
  newest(): Promise<Newest>;
  /** Just before the first message of the block. */
  positionBefore(block: number): Promise<Position>;
  /** Of a message's id, or a block's end (`BLOCK-end`); undefined when the index has no such transaction (yet). */
  positionOf(id: string): Promise<Position | undefined>;
}
