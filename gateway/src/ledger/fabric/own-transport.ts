// SPDX-License-Identifier: Apache-2.0
/** The transport as the gateway itself uses it: on behalf of an organisation, as whichever of its users the peers take. */
import type { Signatory } from '../ledger.js';
import type { Identities } from './identities.js';
import type {
  CommittedBlock,
  EndorsedTransaction,
  FabricCall,
  FabricTransport,
  SignedTransaction,
} from './transport.js';

/** Of a signatory only the organisation counts. Closing the transport is left to its owner. */
export class OwnTransport implements FabricTransport {
  constructor(
    private readonly transport: FabricTransport,
    private readonly identities: Identities,
  ) {}

  evaluate({ mspId }: Signatory, call: FabricCall): Promise<Uint8Array> {
    return this.identities.as(mspId, (self) => this.transport.evaluate(self, call));
  }

  endorse({ mspId }: Signatory, call: FabricCall): Promise<EndorsedTransaction> {
    return this.identities.as(mspId, (self) => this.transport.endorse(self, call));
  }

  broadcast({ mspId }: Signatory, transaction: SignedTransaction): Promise<void> {
    return this.identities.as(mspId, (self) => this.transport.broadcast(self, transaction));
  }

  committed({ mspId }: Signatory, from: number, signal: AbortSignal): AsyncIterable<CommittedBlock> {
    return this.identities.streamAs(mspId, (self) => this.transport.committed(self, from, signal));
  }

  blocks({ mspId }: Signatory, from: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.identities.streamAs(mspId, (self) => this.transport.blocks(self, from, signal));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
