// SPDX-License-Identifier: Apache-2.0
/**
 * The chain as it is: blocks and transactions, read from the ledger itself and from no index. Who put which operation into
 * which block, when, who endorsed it and how it was judged is for every member. What was put there is shown to the
 * organisation that put it there: a party's matters are nobody else's here, either.
 */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  ENDORSER_TRANSACTION,
  readAction,
  readEnvelope,
  readIdentity,
} from '@catalog-chain/verifier/wire/envelope';
import type { BlockSource, LedgerBlock, LedgerTransaction, LedgerWriter } from '../../ledger/ledger.js';
import { signatoryOf, type Principal } from '../principal.js';

export interface TransactionSummary {
  readonly id: string;
  readonly block: number;
  readonly index: number;
  readonly time: string;
  /** `contract:method`; empty for configuration. */
  readonly operation: string;
  /** MSP id. */
  readonly creator: string;
  /** MSP ids, each once. */
  readonly endorsers: readonly string[];
  readonly validationCode: string;
  readonly writes: number;
}

export interface BlockView {
  readonly number: number;
  readonly hash: string;
  readonly previousHash: string;
  readonly dataHash: string;
  readonly transactions: readonly TransactionSummary[];
}

/** Text where the bytes are text, or only how many there are; `null`: deleted. */
export type Shown = { readonly text: string } | { readonly bytes: number } | null;

export interface TransactionView extends TransactionSummary {
  readonly blockHash: string;
  /** Absent: of another organisation. */
  readonly content?: {
    readonly arguments: readonly Shown[];
    readonly writes: readonly { readonly key: string; readonly value: Shown }[];
  };
}

export interface BlockPage {
  readonly height: number;
  readonly items: readonly BlockView[];
}

export const MOST_BLOCKS = 50;
const LONGEST_SHOWN = 16_384;

const unknown = (what: string): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: what });

export class Blocks {
  constructor(private readonly ledger: BlockSource & Pick<LedgerWriter, 'outcome'>) {}

  /** The newest first, from the one before `before` on. */
  async list(before: number | undefined, limit: number): Promise<BlockPage> {
    const { height } = await this.ledger.info();
    const end = Math.min(before ?? height, height);
    const from = Math.max(0, end - Math.min(limit, MOST_BLOCKS));
    const found: BlockView[] = [];
    if (end > from) {
      for await (const block of this.from(from)) {
        found.unshift(blockViewOf(block));
        if (block.number >= end - 1) break;
      }
    }
    return { height, items: found };
  }

  /** @throws DomainError `NOT_FOUND` */
  async get(number: number): Promise<BlockView> {
    return blockViewOf(await this.block(number));
  }

  /** @throws DomainError `NOT_FOUND` */
  async transaction(principal: Principal, id: string): Promise<TransactionView> {
    const outcome = await this.ledger.outcome(id, signatoryOf(principal));
    if (outcome.status !== 'committed') throw unknown('transaction');
    const block = await this.block(outcome.block);
    const found = block.transactions.find((one) => one.id === id);
    if (!found) throw unknown('transaction');
    const isOwn = found.creator.mspId === principal.organisation;
    return {
      ...summaryOf(block, found),
      blockHash: block.hash,
      ...(isOwn && { content: contentOf(found) }),
    };
  }

  private async block(number: number): Promise<LedgerBlock> {
    const { height } = await this.ledger.info();
    if (number >= height) throw unknown('block');
    for await (const block of this.from(number)) return block;
    throw unknown('block');
  }

  /** Ends when whoever reads it leaves off, and lets go of the ledger's stream then. */
  private async *from(number: number): AsyncGenerator<LedgerBlock> {
    const reading = new AbortController();
    try {
      yield* this.ledger.blocks({ from: number, signal: reading.signal });
    } finally {
      reading.abort();
    }
  }
}

const blockViewOf = (block: LedgerBlock): BlockView => ({
  number: block.number,
  hash: block.hash,
  previousHash: block.previousHash,
  dataHash: block.dataHash,
  transactions: block.transactions.map((transaction) => summaryOf(block, transaction)),
});

function summaryOf(block: LedgerBlock, transaction: LedgerTransaction): TransactionSummary {
  const { id, index, timestamp, validationCode, creator, writes } = transaction;
  return {
    id,
    block: block.number,
    index,
    time: formatInstant(timestamp),
    operation: transaction.transaction,
    creator: creator.mspId,
    endorsers: endorsersOf(transaction.envelope),
    validationCode,
    writes: writes.length,
  };
}

function endorsersOf(envelope: Uint8Array): readonly string[] {
  const { type, data } = readEnvelope(envelope);
  if (type !== ENDORSER_TRANSACTION) return [];
  const all = readAction(data).endorsements.map(({ endorser }) => readIdentity(endorser).mspId);
  return [...new Set(all)].sort();
}

const contentOf = ({ args, writes }: LedgerTransaction): NonNullable<TransactionView['content']> => ({
  arguments: args.map(shown),
  writes: writes.map(({ key, value }) => ({
    key: key.replaceAll('\u0000', '/').replace(/^\/+|\/+$/g, ''),
    value: value === null ? null : shown(value),
  })),
});

function shown(bytes: Uint8Array): Shown {
  if (bytes.length > LONGEST_SHOWN) return { bytes: bytes.length };
  const text = Buffer.from(bytes).toString('utf8');
  // Controls other than tab and line breaks: no text that anybody wrote.
  // eslint-disable-next-line no-control-regex
  const isText = Buffer.from(text, 'utf8').equals(bytes) && !/[\u0000-\u0008\u000e-\u001f]/.test(text);
  return isText ? { text } : { bytes: bytes.length };
}
