// SPDX-License-Identifier: Apache-2.0
/** A consumer reports that shared data is wrong, and gets an answer: lighter than a dispute, which may follow from it. */
import type { Stamp } from '../records';

/** What is wrong: one record, by its commitment under the grant; a data item; or the whole resource. */
export type CorrectionSubject =
  | { readonly kind: 'record'; readonly record: string; readonly items?: readonly string[] }
  | { readonly kind: 'item'; readonly item: string }
  | { readonly kind: 'resource' };

export const CORRECTION_STATES = ['opened', 'corrected', 'not-wrong', 'withdrawn', 'disputed'] as const;

export const CORRECTION_OUTCOMES = ['corrected', 'not-wrong', 'handed-over'] as const;
export type CorrectionOutcome = (typeof CORRECTION_OUTCOMES)[number];

/** What one organisation answered; `to`: whom it was handed to, which then answers. */
export interface CorrectionAnswer {
  readonly outcome: CorrectionOutcome;
  readonly text: string;
  readonly to?: string;
  /** SHA-256 of documents, lower-case hex, sorted. */
  readonly evidence?: readonly string[];
  readonly stamp: Stamp;
}

export interface Correction {
  readonly type: 'correction';
  readonly id: string;
  readonly grant: string;
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  readonly subject: CorrectionSubject;
  readonly statement: string;
  readonly evidence?: readonly string[];
  readonly state: (typeof CORRECTION_STATES)[number];
  /** MSP id of who has to answer: the provider, or who it handed it to. */
  readonly answering: string;
  /** Until when; absent where no profile says so. */
  readonly dueAt?: string;
  /** Oldest first: at most one hands it over, and one answers. */
  readonly answers: readonly CorrectionAnswer[];
  /** Id of the dispute that it became. */
  readonly dispute?: string;
  readonly opened: Stamp;
  readonly changed: Stamp;
}
