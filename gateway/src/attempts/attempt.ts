// SPDX-License-Identifier: Apache-2.0
import type { PreparedTransaction } from '../ledger/ledger.js';
import type { Signing } from './signing.js';

/** One write as its client means it: repeated requests with the same key are the same attempt. */
export interface Attempt {
  /** What names it among its organisation's, however often it is repeated; absent where nobody will repeat it. */
  readonly key?: string;
  /** What an earlier run of this attempt had signed and whose fate was not learnt. */
  readonly pending?: PreparedTransaction;
  /** Of a decision that a person signs. */
  readonly signing?: Signing;
  /** Durably notes what is about to be submitted, so that a repetition can find out its fate. */
  prepared(transaction: PreparedTransaction): Promise<void>;
  /** What was prepared is known not to be committed, now or later. */
  rejected(): void;
}

/** An attempt that nobody will repeat: no key was given. */
export const onlyOnce: Attempt = { prepared: () => Promise.resolve(), rejected: () => undefined };
