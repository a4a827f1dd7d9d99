// SPDX-License-Identifier: Apache-2.0
import type { Signatory } from '../ledger.js';

/** A call of any chaincode of the channel, the peers' own included. */
export interface FabricCall {
  readonly chaincode: string;
  readonly transaction: string;
  readonly args: readonly Uint8Array[];
  readonly transient?: Readonly<Record<string, Uint8Array>>;
  readonly endorsers?: readonly string[];
}

/** An endorsed transaction that nobody has signed yet. */
export interface EndorsedTransaction {
  readonly transactionId: string;
  /** `Payload`: what the client signs. */
  readonly payload: Uint8Array;
  readonly result: Uint8Array;
}

/** What a peer says of a block's transactions as soon as it has committed it. */
export interface CommittedBlock {
  readonly number: number;
  readonly transactions: readonly { readonly id: string; readonly code: string }[];
}

/**
 * What differs between the clients for Fabric: how calls, envelopes and blocks travel. Everything else
 * (outcomes, blocks, proofs) is `FabricLedger`, the same over each of them.
 */
export interface FabricTransport extends AsyncDisposable {
  /** @throws LedgerError */
  evaluate(signatory: Signatory, call: FabricCall): Promise<Uint8Array>;
  /** @throws LedgerError */
  endorse(signatory: Signatory, call: FabricCall): Promise<EndorsedTransaction>;
  /**
   * Hands a signed envelope to the orderers.
   * @throws BroadcastRefused when it certainly was not taken; anything else leaves its fate open
   */
  broadcast(signatory: Signatory, transaction: SignedTransaction): Promise<void>;
  /** One pass over committed blocks from a number on; ends or throws when the connection does. */
  committed(signatory: Signatory, from: number, signal: AbortSignal): AsyncIterable<CommittedBlock>;
  /** The same with whole blocks, serialized `common.Block`. */
  blocks(signatory: Signatory, from: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface SignedTransaction {
  readonly transactionId: string;
  readonly envelope: Uint8Array;
}

/** The orderers refused the envelope: it is not and will not be in a block. */
export class BroadcastRefused extends Error {
  override readonly name = 'BroadcastRefused';
}
