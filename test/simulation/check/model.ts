// SPDX-License-Identifier: Apache-2.0
/** What must be true, kept plainly: which events a client sent, and what it was told of each. */
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';

export interface ModelEvent {
  readonly id: string;
  readonly organisation: string;
  readonly side: Side;
  /** `good`: must be on the ledger once it was acknowledged. `foreign`: another's grant, never. `wrong`: never taken. */
  readonly kind: 'good' | 'foreign' | 'wrong';
  isAcknowledged: boolean;
  /** The block that a receipt named when it said `committed`. */
  block?: number;
}

export class Model {
  readonly events = new Map<string, ModelEvent>();
  readonly faults: string[] = [];

  constructor(private readonly note: (line: string) => void) {}

  fault(what: string): void {
    this.faults.push(what);
    this.note(`FAULT ${what}`);
  }

  get unacknowledged(): number {
    return [...this.events.values()].filter(({ kind, isAcknowledged }) => kind === 'good' && !isAcknowledged)
      .length;
  }
}
