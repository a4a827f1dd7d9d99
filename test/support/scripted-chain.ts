// SPDX-License-Identifier: Apache-2.0
/** A chain written by the test, block by block, for what follows blocks. */
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { BatchHeader, Leaf, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type {
  BlockSource,
  ChainInfo,
  LedgerBlock,
  LedgerTransaction,
} from '@catalog-chain/gateway/ledger/ledger';

type Written = Pick<LedgerTransaction, 'transaction' | 'args' | 'writes'> & { readonly mspId: string };

export const stateKey = (...parts: readonly string[]): string => `\0${parts.join('\0')}\0`;

/** `n` as a UUIDv7. */
export const uuid7 = (n: number): string => {
  const hex = n.toString(16).padStart(24, '0');
  return `01900000-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22).padStart(12, '0')}`;
};

export const digest32 = (text: string): string => hash('sha256', text, 'base64url');

export function leafOf(n: number, fields: Partial<Leaf> = {}): Leaf {
  return {
    id: uuid7(n * 0x1000),
    kind: 'use',
    side: 'claim',
    correlation: `exchange-${n}`,
    grant: 'G1',
    record: digest32(`record ${n % 10}`),
    action: 'query',
    at: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    system: 'ConsumerMSP:SYS',
    actor: digest32(`actor ${n % 3}`),
    purpose: 'AID',
    outcome: 'ok',
    ...fields,
  };
}

export class ScriptedChain implements BlockSource {
  readonly chain: LedgerBlock[] = [];
  private readonly heads = new Map<string, { sequence: number; root: string }>();

  /** @param stepMs from one block's time to the next one's */
  constructor(
    private readonly name = 'one',
    private readonly stepMs = 1000,
  ) {
    this.add({ mspId: 'ManagerMSP', transaction: '', args: [], writes: [] });
  }

  add(...written: readonly Written[]): number {
    const number = (this.chain.at(-1)?.number ?? -1) + 1;
    const previousHash = this.chain.at(-1)?.hash ?? '';
    const transactions = written.map(({ mspId, ...rest }, index): LedgerTransaction => ({
      ...rest,
      id: hash('sha256', `${this.name} ${number} ${index}`),
      index,
      valid: true,
      validationCode: 'VALID',
      timestamp: Date.UTC(2026, 0, 1) + number * this.stepMs,
      creator: { mspId, certificatePem: '' },
      events: [],
      envelope: new Uint8Array(),
    }));
    this.chain.push({
      number,
      hash: hash('sha256', `${this.name} ${number}`),
      previousHash,
      dataHash: '',
      transactions,
    });
    return number;
  }

  /** Whether a record was ever written under the key. */
  holds(...parts: readonly string[]): boolean {
    const key = stateKey(...parts);
    return this.chain.some(({ transactions }) =>
      transactions.some(({ writes }) => writes.some((one) => one.key === key)),
    );
  }

  /** Records by key parts, object type first. */
  put(
    mspId: string,
    ...records: readonly (readonly [key: readonly string[], value: object | null])[]
  ): number {
    const writes = records.map(([parts, value]) => ({
      key: stateKey(...parts),
      value: value && Buffer.from(encode({ type: parts[0], ...value })),
    }));
    return this.add({ mspId, transaction: 'test:put', args: [], writes });
  }

  grant(id: string, resource: string, provider = 'ProviderMSP', consumer = 'ConsumerMSP'): number {
    const submitted = { at: '2026-01-01T00:00:00.000Z', by: consumer, tx: '0'.repeat(64) };
    const period = { from: submitted.at, to: '2026-07-01T00:00:00.000Z' };
    const purpose = { code: 'AID', text: 'Aid for families' };
    const terms = { resource, provider, consumer, resourceVersion: 1, period, purpose } as Grant['terms'];
    const history = [{ action: 'granted', effective: submitted.at, period, stamp: submitted }];
    return this.put(
      provider,
      [['request', id], { id, terms, state: 'granted', submitted, decisions: [] }],
      [['grant', id], { id, terms, state: 'active', history }],
    );
  }

  batchOf(
    organisation: string,
    leaves: readonly Leaf[],
    { journal = 'j1', violations = {}, previousRoot = '' }: BatchOptions = {},
  ): Written {
    const lines = leaves.map((leaf) => encode(leaf));
    const head = this.heads.get(organisation + journal) ?? { sequence: 0, root: '0'.repeat(64) };
    const sequence = head.sequence + 1;
    const root = merkleRoot(lines);
    this.heads.set(organisation + journal, { sequence, root });
    // As soon as the last of the uses has happened.
    const at = leaves.map((leaf) => leaf.at).reduce((last, one) => (one > last ? one : last), '');
    const header: Partial<BatchHeader> = {
      type: 'batch',
      organisation,
      journal,
      sequence,
      root,
      count: leaves.length,
      previousRoot: previousRoot || head.root,
      policyVersion: 0,
      violations: Object.entries(violations).map(([leaf, codes]) => ({ leaf: Number(leaf), codes })),
      committed: { at, tx: `tx-${sequence}`, by: organisation },
    };
    const key = stateKey('batch', organisation, journal, String(sequence).padStart(10, '0'));
    return {
      mspId: organisation,
      transaction: 'usage:submit',
      args: [Buffer.from('{}'), deflateSync(lines.join('\n'), { level: 1 })],
      writes: [{ key, value: Buffer.from(encode(header)) }],
    };
  }

  batch(organisation: string, leaves: readonly Leaf[], options: BatchOptions = {}): number {
    return this.add(this.batchOf(organisation, leaves, options));
  }

  info(): Promise<ChainInfo> {
    const currentHash = this.chain.at(-1)?.hash ?? '';
    return Promise.resolve({
      height: this.chain.length,
      genesisHash: this.chain[0]?.hash ?? '',
      currentHash,
    });
  }

  async *blocks({ from, signal }: { from: number; signal: AbortSignal }): AsyncGenerator<LedgerBlock> {
    for (let next = from; !signal.aborted;) {
      const block = this.chain[next];
      if (block) {
        next += 1;
        yield block;
      } else await delay(2, undefined, { signal }).catch(() => undefined);
    }
  }
}

export interface BatchOptions {
  readonly journal?: string;
  readonly violations?: Readonly<Record<number, readonly Violation[]>>;
  readonly previousRoot?: string;
}
