// SPDX-License-Identifier: Apache-2.0
import type { MessageFilter, Position } from '../index/model/messages.js';
import type { DeliveryState, HookState } from './schema.js';

export type HookFilter = Omit<MessageFilter, 'party'>;

/** Where an organisation's events are sent. */
export interface Webhook {
  readonly organisation: string;
  /** Chosen by the organisation. */
  readonly id: string;
  readonly chain: string;
  readonly url: string;
  readonly filter: HookFilter;
  readonly state: HookState;
  readonly reason?: DisabledReason;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Everything up to here has an outcome on record. */
  readonly position: Position;
  /** Tries so far of what comes next. */
  readonly tries: number;
  /** When the next try is due; 0: at once. */
  readonly due: number;
  /** Encrypted. */
  readonly secret: Uint8Array;
  /** Those before it that still sign, newest first. */
  readonly formers: readonly FormerSecret[];
}

/** A secret that was replaced: receivers that have the new one not yet go by it. */
export interface FormerSecret {
  /** Encrypted. */
  readonly secret: Uint8Array;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export const isValid =
  (nowMs: number) =>
  ({ until }: FormerSecret): boolean =>
    until > nowMs;

/** `gone`: the receiver said so (410). `dead-letters`: too many gathered. */
export type DisabledReason = 'gone' | 'dead-letters';

/** What became of one message. */
export interface Delivery {
  readonly position: Position;
  /** Id of the message. */
  readonly message: string;
  readonly name: string;
  readonly state: DeliveryState;
  readonly tries: number;
  /** HTTP status of the newest answer. */
  readonly status?: number;
  /** Why there was none. */
  readonly error?: string;
  readonly first: number;
  readonly last: number;
}

/** A try and what came of it. */
export type Tried = Pick<Delivery, 'position' | 'message' | 'name' | 'state' | 'tries' | 'status' | 'error'>;
