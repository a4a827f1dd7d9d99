// SPDX-License-Identifier: Apache-2.0
import { LedgerError } from '../../ledger-error.js';
import { dataHash, headerHash } from '@catalog-chain/verifier/wire/block-header';
import { ENDORSER_TRANSACTION, readEnvelope } from '@catalog-chain/verifier/wire/envelope';
import { checkTransaction } from './admission-check.js';
import { codeName, type StoredBlock } from './block-codec.js';
import { signedHeader } from './chain.js';
import type { Node } from '../node.js';
import { Replay } from './replay.js';

export interface ChainReport {
  readonly blocks: number;
  readonly transactions: number;
}

/**
 * Walks the whole chain: numbers, links, data hashes and the node's signatures; every transaction's signatures;
 * every verdict, by doing the validation again; and the state against what the valid writes make.
 * @throws LedgerError `LEDGER_FAILURE` naming the block and what is wrong with it
 */
export function verifyChain(node: Pick<Node, 'db' | 'chain' | 'creators'>): ChainReport {
  using replay = new Replay();
  let previous = '';
  let transactions = 0;
  let next = 0;
  for (let block = read(node, next); block; block = read(node, next)) {
    checkHeader(block, next, previous, node);
    block.transactions.forEach((transaction, index) => {
      checkOne(block, transaction, index, { node, replay });
    });
    transactions += block.transactions.length;
    previous = block.hash;
    next += 1;
  }
  ensure(previous === node.chain.head.hash, next - 1, 'is not the newest block');
  const difference = replay.difference(node.db);
  ensure(difference === undefined, next - 1, `and those before it do not make the ${difference ?? ''}`);
  return { blocks: next, transactions };
}

const read = (node: Pick<Node, 'chain'>, number: number): StoredBlock | undefined =>
  node.chain.blocks.read(number, 1)[0];

function checkHeader(
  block: StoredBlock,
  number: number,
  previous: string,
  { chain, creators }: Pick<Node, 'chain' | 'creators'>,
): void {
  const envelopes = block.transactions.map(({ envelope }) => envelope);
  const codes = block.transactions.map(({ code }) => code);
  ensure(block.number === number, number, 'is missing');
  ensure(
    Buffer.from(block.previousHash).toString('hex') === previous,
    number,
    'does not follow the one before',
  );
  ensure(dataHash(envelopes).equals(block.dataHash), number, 'does not hold what its header says');
  ensure(headerHash(block) === block.hash, number, 'has another hash');
  attempt(number, 'is not signed by the node', () => {
    creators.verify(chain.nodeIdentity, signedHeader(block, codes), block.signature, timeOf(block));
  });
}

function checkOne(
  block: StoredBlock,
  { envelope, code }: StoredBlock['transactions'][number],
  index: number,
  { node, replay }: { node: Pick<Node, 'chain' | 'creators'>; replay: Replay },
): void {
  const header = readEnvelope(envelope);
  if (header.type !== ENDORSER_TRANSACTION) {
    attempt(block.number, 'has a configuration that the node did not sign', () => {
      node.creators.verify(header.creator, header.payload, header.signature, header.timestamp);
    });
    return;
  }
  const { readWriteSet } = attempt(block.number, 'has a transaction whose signatures are wrong', () =>
    checkTransaction(header, envelope, {
      creators: node.creators,
      node: node.chain.nodeIdentity,
      at: header.timestamp,
    }),
  );
  const verdict = replay.apply(readWriteSet, { block: block.number, tx: index });
  ensure(verdict === codeName(code), block.number, 'has a transaction with a wrong verdict');
}

/** Certificates are judged by the time of the block, not of the check. */
const timeOf = ({ transactions: [first] }: StoredBlock): number =>
  first ? readEnvelope(first.envelope).timestamp : 0;

function attempt<T>(number: number, what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw broken(number, what, cause);
  }
}

function ensure(condition: boolean, number: number, what: string): void {
  if (!condition) throw broken(number, what);
}

const broken = (number: number, what: string, cause?: unknown): LedgerError =>
  new LedgerError('LEDGER_FAILURE', `Block ${number} ${what}.`, { cause });
