// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Side } from '@catalog-chain/chaincode/domain/usage-records';
import type { AcceptedRows, Receipt, Receipts, RequestReceipt, UsageIntake } from '../pipeline/ports.js';
import type { Principal } from './principal.js';

/** What became of a request for usage, as far as it is known. */
export type Reported = AcceptedRows & Partial<Pick<RequestReceipt, 'state' | 'batches'>>;

export type AnyReceipt = ({ readonly of: 'request' } & RequestReceipt) | ({ readonly of: 'event' } & Receipt);

/** Usage in, receipts out. */
export class UsageReports {
  constructor(private readonly pipeline: UsageIntake & Receipts) {}

  /** Keeps the good rows durably; then waits for their commit, up to the given time. */
  async report(
    { organisation }: Principal,
    side: Side,
    rows: readonly unknown[],
    waitMs: number,
  ): Promise<Reported> {
    const accepted = await this.pipeline.accept({ organisation, side }, rows);
    if (waitMs === 0 || accepted.receipt === undefined) return accepted;
    const receipt = await this.pipeline.waitRequest(organisation, accepted.receipt, waitMs);
    return receipt ? { ...accepted, state: receipt.state, batches: receipt.batches } : accepted;
  }

  /** Of a request or of one event, whichever has the id. @throws DomainError `NOT_FOUND` */
  async receipt({ organisation }: Principal, id: string, waitMs: number): Promise<AnyReceipt> {
    const request = await (waitMs === 0
      ? this.pipeline.findRequest(organisation, id)
      : this.pipeline.waitRequest(organisation, id, waitMs));
    if (request) return { of: 'request', ...request };
    const event = await this.pipeline.find(organisation, id);
    if (event) return { of: 'event', ...event };
    throw new DomainError('NOT_FOUND', 'There is no such receipt.');
  }
}
