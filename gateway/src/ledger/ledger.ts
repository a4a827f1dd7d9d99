// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger port: all that the gateway knows of a ledger. Three adapters implement it (embedded,
 * fabric-gateway, fabric-network) and pass one contract suite.
 *
 * A write has two steps, as on Fabric: `prepare` has the transaction simulated and endorsed and returns
 * its signed bytes; `submit` has those bytes ordered. Submitting the same bytes twice commits once.
 */

/** Who signs: an organisation's MSP and one of its enrolled users (by convention named after the role). */
export interface Signatory {
  readonly mspId: string;
  readonly user: string;
}

/** One call of a contract. `transaction` is `contract:method`, one of `TRANSACTIONS` in the domain. */
export interface Call {
  readonly transaction: string;
  readonly args: readonly (string | Uint8Array)[];
  /** Private input: reaches the contract, never the block. */
  readonly transient?: Readonly<Record<string, Uint8Array>>;
  /** MSPs that must endorse; absent: the ledger's policy chooses. Required where `transient` is used. */
  readonly endorsers?: readonly string[];
}

/** A transaction endorsed and signed, ready to be ordered. Plain data: it may be stored and resubmitted. */
export interface PreparedTransaction {
  readonly transactionId: string;
  readonly signatory: Signatory;
  readonly bytes: Uint8Array;
  /** What the contract returned when it was endorsed. */
  readonly result: Uint8Array;
}

/** What became of a submitted transaction. `unknown` must be resolved with `outcome`, never guessed. */
export type Outcome =
  | { readonly status: 'committed'; readonly transactionId: string; readonly block: number }
  | {
      readonly status: 'rejected';
      readonly transactionId: string;
      readonly code: string;
      readonly message: string;
    }
  | { readonly status: 'unknown'; readonly transactionId: string; readonly message: string };

/** Reads: simulate a call on the signatory's own peer and return its result; nothing is written. */
export interface LedgerReader {
  /** @throws LedgerError */
  evaluate(signatory: Signatory, call: Call): Promise<Uint8Array>;
}

/** Writes. */
export interface LedgerWriter {
  /** @throws LedgerError with the contract's code when it refuses the call. */
  prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction>;
  /** Never throws for a transaction's fate: that is the outcome. */
  submit(transaction: PreparedTransaction, options?: { readonly timeoutMs?: number }): Promise<Outcome>;
  /** The fate of an earlier submission, by its id; `unknown` when the ledger has not (yet) seen it. */
  outcome(transactionId: string, signatory: Signatory): Promise<Outcome>;
}

export interface ChainInfo {
  /** Number of blocks; the newest is `height - 1`. */
  readonly height: number;
  /** SHA-256 of the first block's header, lower-case hex: the chain's identity. */
  readonly genesisHash: string;
  readonly currentHash: string;
}

/** Whole, committed blocks in order, from a number on; follows new ones until aborted. */
export interface BlockSource {
  info(): Promise<ChainInfo>;
  blocks(options: { readonly from: number; readonly signal: AbortSignal }): AsyncIterable<LedgerBlock>;
}

export interface LedgerBlock {
  readonly number: number;
  /** Lower-case hex SHA-256 of the block header: Fabric's ASN.1 of number, previous hash, data hash. */
  readonly hash: string;
  readonly previousHash: string;
  /** Lower-case hex SHA-256 of the transactions' envelopes, one after another; covered by `hash`. */
  readonly dataHash: string;
  readonly transactions: readonly LedgerTransaction[];
}

export interface LedgerTransaction {
  readonly id: string;
  readonly index: number;
  readonly valid: boolean;
  /** The peer's validation code, e.g. `VALID`, `MVCC_READ_CONFLICT`. */
  readonly validationCode: string;
  /** Transaction time (set by its client, within the ledger's tolerance): milliseconds since 1970. */
  readonly timestamp: number;
  readonly creator: { readonly mspId: string; readonly certificatePem: string };
  /** `contract:method`; empty for configuration transactions. */
  readonly transaction: string;
  readonly args: readonly Uint8Array[];
  /** Public writes of the catalogue's namespace; empty when the transaction is invalid. `null`: deleted. */
  readonly writes: readonly { readonly key: string; readonly value: Uint8Array | null }[];
  readonly events: readonly { readonly name: string; readonly payload: Uint8Array }[];
  /** The transaction as the ledger carries it (Fabric: the Envelope), for evidence. */
  readonly envelope: Uint8Array;
}

/** A read endorsed by several organisations and not submitted: it proves the value to a third party. */
export interface EndorsedRead {
  readonly result: Uint8Array;
  /** The endorsed response as the ledger signs it, with the endorsements, in the adapter's own format. */
  readonly format: 'fabric-proposal-response/1' | 'embedded-endorsement/1';
  readonly payload: Uint8Array;
  readonly endorsements: readonly {
    readonly mspId: string;
    readonly certificatePem: string;
    /** The bytes the signature covers besides `payload` (Fabric: the serialized endorser). */
    readonly endorser: Uint8Array;
    readonly signature: Uint8Array;
  }[];
}

export interface EvidenceSource {
  endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead>;
  /** Root certificates by MSP, PEM. */
  rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>>;
}

/** An identity of this gateway that the ledger no longer takes. */
export interface RefusedIdentity extends Signatory {
  readonly code: 'IDENTITY_REFUSED';
}

/** Which of a gateway's own identities count. */
export interface IdentityStanding {
  /** Those that the ledger refuses, because they were revoked or have run out. Cheap: used by `/readyz`. */
  refusedIdentities(): Promise<readonly RefusedIdentity[]>;
}

export interface Ledger
  extends
    LedgerReader,
    LedgerWriter,
    BlockSource,
    EvidenceSource,
    AsyncDisposable,
    Partial<IdentityStanding> {
  readonly kind: 'embedded' | 'fabric-gateway' | 'fabric-network';
  /** Resolves when the ledger can endorse; rejects with the reason. Cheap: used by `/readyz`. */
  ready(): Promise<void>;
}
