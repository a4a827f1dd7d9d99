// SPDX-License-Identifier: Apache-2.0
import type { Call, ChainInfo, EndorsedRead, Outcome, PreparedTransaction, Signatory } from '../ledger.js';
import type { StoredBlock } from './chain/block-codec.js';
import { atomically } from './state/database.js';
import type { Node } from './node.js';
import { verifyChain, type ChainReport } from './chain/verify-chain.js';

/** What the embedded ledger does, wherever it runs. All values are plain data: they may cross to another thread. */
export interface Core {
  evaluate(signatory: Signatory, call: Call): Promise<Uint8Array>;
  prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction>;
  submit(envelope: Uint8Array, transactionId: string): Promise<Outcome>;
  /** What was recorded of a transaction; undefined when nothing was. */
  outcome(transactionId: string): Promise<Outcome | undefined>;
  info(): Promise<ChainInfo>;
  /** Whole blocks from a number on, as many as go together; none when there are none yet. */
  read(from: number): Promise<readonly StoredBlock[]>;
  endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead>;
  rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>>;
  ready(): Promise<void>;
  verifyChain(): Promise<ChainReport>;
  /** Resolves when there is a block with this number, when the signal aborts or when the ledger closes. */
  reached(number: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const READ_BYTES = 4 * 1024 * 1024;

/* eslint-disable @typescript-eslint/require-await -- here the answers are at hand; from a thread they are not */

/** In this thread. */
export class LocalCore implements Core {
  constructor(private readonly node: Node) {}

  evaluate(signatory: Signatory, call: Call): Promise<Uint8Array> {
    return this.node.endorser.evaluate(signatory, call);
  }

  prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    return this.node.endorser.prepare(signatory, call);
  }

  submit(envelope: Uint8Array, transactionId: string): Promise<Outcome> {
    return this.node.orderer.submit(envelope, transactionId);
  }

  async outcome(transactionId: string): Promise<Outcome | undefined> {
    return this.node.orderer.outcome(transactionId);
  }

  async info(): Promise<ChainInfo> {
    const { head, blocks } = this.node.chain;
    return { height: head.number + 1, genesisHash: blocks.hashOf(0) ?? '', currentHash: head.hash };
  }

  async read(from: number): Promise<readonly StoredBlock[]> {
    return this.node.chain.blocks.read(from, READ_BYTES);
  }

  endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead> {
    return this.node.endorser.endorsedRead(signatory, call);
  }

  async rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.node.creators.roots;
  }

  /** After a block could not be written, tries whether the disk takes one again. */
  async ready(): Promise<void> {
    if (this.node.orderer.failure === undefined) return;
    atomically(this.node.db, () => {
      this.node.db.exec(
        'CREATE TABLE probe (room BLOB); INSERT INTO probe VALUES (zeroblob(65536)); DROP TABLE probe',
      );
    });
  }

  async verifyChain(): Promise<ChainReport> {
    return verifyChain(this.node);
  }

  reached(number: number, signal: AbortSignal): Promise<void> {
    return this.node.chain.reached(number, signal);
  }

  async close(): Promise<void> {
    await this.node.orderer.drained();
    this.node.chain.close();
    this.node.db.close();
  }
}
