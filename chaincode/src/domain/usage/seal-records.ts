// SPDX-License-Identifier: Apache-2.0
/** Records of sealed uses: committed to now, disclosed later as leaves of a batch. */
import type { Stamp } from '../records';
import type { Side } from './usage-records';

export const SEAL_STATES = ['sealed', 'disclosed'] as const;

/** One use that its reporter has committed to. Which grant, record and person it is about is not said. Key: [organisation, id]. */
export interface Seal {
  readonly type: 'seal';
  readonly organisation: string;
  /** Of the leaf that will be disclosed. */
  readonly id: string;
  readonly side: Side;
  /** Local month of the use, `YYYY-MM`, by the policy under which it was sealed. */
  readonly period: string;
  /** SHA-256 of the leaf's line, without `salt`, followed by the 32 bytes of the salt; lower-case hex. */
  readonly seal: string;
  /** SHA-256 of the exchange's text followed by the salt: the same on both sides, who so find each other while both are sealed. */
  readonly exchange: string;
  /** Until when it is disclosed: later is late, and is said to be. */
  readonly discloseBy: string;
  readonly policyVersion: number;
  readonly sealed: Stamp;
  readonly state: (typeof SEAL_STATES)[number];
  readonly disclosed?: Stamp & {
    readonly journal: string;
    readonly sequence: number;
    readonly late: boolean;
  };
}

/** Ids of the uses of a month that an organisation sealed on one side, disclosed or not. Key: [organisation, period, side]. */
export interface SealedMonth {
  readonly type: 'sealed-month';
  readonly organisation: string;
  readonly period: string;
  readonly side: Side;
  /** In order of sealing. */
  readonly ids: readonly string[];
}
