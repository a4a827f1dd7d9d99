// SPDX-License-Identifier: Apache-2.0
/** What shows of sealed uses: how many there are. */
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';

/** Of an organisation, a side and a month. */
export interface SealCount {
  /** MSP id. */
  readonly organisation: string;
  readonly side: Side;
  /** All that were sealed, disclosed or not. */
  readonly sealed: number;
  /** Of these, not disclosed. */
  readonly undisclosed: number;
  /** Of these, not disclosed although they were to be. */
  readonly overdue: number;
  /** Disclosed later than they were to be. */
  readonly late: number;
}

/** Of a use that was sealed first: when, and until when and whether late it was to be disclosed. */
export interface SealedBefore {
  readonly at: string;
  readonly discloseBy: string;
  readonly late: boolean;
}

/** A sealed use with the digest of its exchange. */
export type SealedSide = Pick<Seal, 'organisation' | 'side' | 'state' | 'exchange'>;
