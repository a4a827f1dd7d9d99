// SPDX-License-Identifier: Apache-2.0
import type { DatabaseSync } from 'node:sqlite';
import { dataHash, headerBytes, headerHash } from '@catalog-chain/verifier/wire/block-header';
import { TIME_WINDOW, type CheckedTransaction } from './admission-check.js';
import { CODES, type StoredBlock, type ValidationCode } from './block-codec.js';
import { ChainStore, type Head, type NewTransaction } from './chain-store.js';
import { atomically } from '../state/database.js';
import type { Identity } from '../identities/identity.js';
import { PrivateStore } from '../state/private-store.js';
import type { PrivateWrite } from '../state/state.js';
import { StateStore } from '../state/state-store.js';
import { validate } from './validation.js';
import { Waiters } from './waiters.js';

/** Longer than a prepared transaction can still be ordered, milliseconds. */
const STAGED_FOR = 4 * TIME_WINDOW;

/** The node's signature covers the validation codes too, which Fabric's orderers leave out. */
export function signedHeader(
  header: Pick<StoredBlock, 'number' | 'previousHash' | 'dataHash'>,
  codes: readonly number[],
): Buffer {
  return Buffer.concat([headerBytes(header), Buffer.from(codes)]);
}

/** The chain and the state it makes. All that a block changes is written as one SQLite transaction. */
export class Chain {
  readonly blocks: ChainStore;
  readonly state: StateStore;
  readonly privateState: PrivateStore;
  #head: Head;
  #closed = false;
  readonly #waiters = new Waiters();

  constructor(
    private readonly db: DatabaseSync,
    private readonly node: Identity,
  ) {
    this.blocks = new ChainStore(db);
    this.state = new StateStore(db);
    this.privateState = new PrivateStore(db);
    this.#head = this.blocks.head();
  }

  /** `SerializedIdentity` of the node. */
  get nodeIdentity(): Uint8Array {
    return this.node.serialized;
  }

  get head(): Head {
    return this.#head;
  }

  /** Validates transactions in order against the state, each seeing those before it, and writes the block. */
  commit(transactions: readonly CheckedTransaction[]): { block: number; codes: readonly ValidationCode[] } {
    const block = this.#head.number + 1;
    const codes = this.#append(transactions, (tx, index) => this.#execute(tx, { block, tx: index }));
    if (transactions.some(({ readWriteSet }) => purges(readWriteSet))) this.privateState.eraseLog();
    return { block, codes };
  }

  /** Writes a block with one configuration transaction; `apply` stores what it configures. */
  configure(transaction: NewTransaction, apply: () => void): void {
    this.#append([transaction], () => {
      apply();
      return 'VALID';
    });
  }

  /** Keeps private values beside a transaction until it commits. */
  stage(transactionId: string, timestamp: number, writes: readonly PrivateWrite[]): void {
    if (writes.length === 0) return;
    atomically(this.db, () => {
      this.privateState.forgetStaged(timestamp - STAGED_FOR);
      this.privateState.stage(transactionId, timestamp, writes);
    });
  }

  /** Resolves when there is a block with this number, when the signal aborts or the chain closes. */
  async reached(number: number, signal: AbortSignal): Promise<void> {
    await this.#waiters.until(() => this.#closed || this.#head.number >= number, signal);
  }

  /** Lets those who wait for blocks go. */
  close(): void {
    this.#closed = true;
    this.#waiters.wake();
  }

  #append<T extends NewTransaction>(
    transactions: readonly T[],
    execute: (transaction: T, index: number) => ValidationCode,
  ): readonly ValidationCode[] {
    const header = {
      number: this.#head.number + 1,
      previousHash: Buffer.from(this.#head.hash, 'hex'),
      dataHash: dataHash(transactions.map(({ envelope }) => envelope)),
    };
    const hash = headerHash(header);
    const codes = atomically(this.db, () => {
      const valid = transactions.map((transaction, index) => {
        const code = execute(transaction, index);
        this.blocks.addTransaction(header.number, index, CODES[code], transaction);
        return code;
      });
      const signature = this.node.sign(
        signedHeader(
          header,
          valid.map((code) => CODES[code]),
        ),
      );
      this.blocks.addBlock({ ...header, hash, signature });
      return valid;
    });
    this.#head = { number: header.number, hash };
    this.#waiters.wake();
    return codes;
  }

  #execute({ id, readWriteSet }: CheckedTransaction, version: { block: number; tx: number }): ValidationCode {
    const code = validate(readWriteSet, this.state, this.privateState);
    if (code === 'VALID') {
      for (const write of readWriteSet.writes) this.state.apply(write, version);
      if (readWriteSet.collections.length > 0) this.privateState.apply(id, readWriteSet.collections, version);
    }
    if (readWriteSet.collections.length > 0) this.privateState.unstage(id);
    return code;
  }
}

const purges = ({ collections }: CheckedTransaction['readWriteSet']): boolean =>
  collections.some(({ writes }) => writes.some(({ purge }) => purge));
