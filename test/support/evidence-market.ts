// SPDX-License-Identifier: Apache-2.0
/** A small market with uses of both parties, and bundles of evidence made from it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { carriedBatch, Paths } from '@catalog-chain/gateway/evidence/make/batches';
import { makeBundle, type Subject } from '@catalog-chain/gateway/evidence/make/make-bundle';
import type { EvidenceQuestion } from '@catalog-chain/chaincode/domain/evidence';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import type { Call, Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { Commits } from '@catalog-chain/gateway/usecases/commits';
import { JournalFollower } from '@catalog-chain/gateway/usecases/usage/followed-journals';
import { openMarket, usage } from './embedded-market.js';
import { requestOf } from './forgery.js';
import { inlineWorkers } from './inline-index.js';
import { deflate, order } from './usage.js';
import type { ReadLine } from '@catalog-chain/verifier/format';

const SILENT = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
};

/** The month that falls now in China. */
export const PERIOD = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);

/** The month after it. */
export const NEXT = new Date(Date.UTC(Number(PERIOD.slice(0, 4)), Number(PERIOD.slice(5)), 15))
  .toISOString()
  .slice(0, 7);

/** A time in the middle of the month before, and that month: it is over, so that it can be closed. */
const BEFORE = new Date(Date.UTC(Number(PERIOD.slice(0, 4)), Number(PERIOD.slice(5)) - 2, 15));
export const PAST = BEFORE.toISOString().slice(0, 7);
export const PAST_AT = BEFORE.toISOString();

export interface EvidenceMarket extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly index: Index;
  /** @param party of a record's uses only those to which it is a party */
  bundle(subject: Subject, party?: string, partBytes?: number): Promise<Buffer>;
  /** Reads a record as it stands now, as if for a bundle that was made before. */
  readBeside(zip: Buffer, question: EvidenceQuestion, key?: readonly string[]): Promise<ReadLine>;
  /** Closes a side of a grant's month. */
  close(organisation: string, side: Side, grant: string, period: string): Promise<void>;
  /** Reports a batch of a journal: numbers of the uses and what differs in them. */
  report(organisation: string, journal: string, batches: readonly (readonly object[])[]): Promise<void>;
}

export const claims = (from: number, count: number, change: object = {}): object[] =>
  Array.from({ length: count }, (_, i) => ({ ...usage(from + i), side: 'claim', ...change }));

export const attestations = (from: number, count: number, change: object = {}): object[] =>
  Array.from({ length: count }, (_, i) => ({
    ...usage(from + i, {}, 'attested'),
    correlation: `exchange-${from + i}`,
    side: 'attestation',
    system: 'ProviderMSP:REGISTER',
    ...change,
  }));

async function commit(ledger: Ledger, mspId: string, call: Call): Promise<number> {
  const prepared = await ledger.prepare({ mspId, user: 'submitter' }, call);
  const outcome = await ledger.submit(prepared);
  if (outcome.status !== 'committed') throw new Error(`${call.transaction}: ${outcome.message}`);
  return outcome.block;
}

/**
 * Consumer: three batches of one journal, the second of another grant. Provider: one batch.
 * @param keptIn a folder for the ledger and its keys; absent: in memory
 */
export async function openEvidenceMarket(keptIn?: string): Promise<EvidenceMarket> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
  opened.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const ledger = opened.use(await openMarket(keptIn));
  const location = { sqlite: path.join(directory, 'index.sqlite') };
  const index = opened.use(
    await openIndex({ ledger, location, log: SILENT, workers: inlineWorkers(location) }),
  );
  const report: EvidenceMarket['report'] = async (mspId, journal, batches) => {
    await commit(ledger, mspId, { transaction: TRANSACTIONS.journalOpen, args: [encode({ journal })] });
    let [previous, block] = [NO_ROOT, 0];
    for (const [i, leaves] of batches.entries()) {
      const lines = leaves.map(encode);
      const args = [encode(order(journal, i + 1, previous)), deflate(lines)];
      block = await commit(ledger, mspId, { transaction: TRANSACTIONS.usageSubmit, args });
      previous = merkleRoot(lines);
    }
    await index.reached(block);
  };
  const follower = new JournalFollower(index, new Commits(ledger, index), Date.now);
  const close: EvidenceMarket['close'] = async (mspId, side, grant, period) => {
    await follower.follow({ mspId, user: 'submitter' }, mspId);
    const args = [encode({ grant, period, side })];
    await index.reached(await commit(ledger, mspId, { transaction: TRANSACTIONS.periodClose, args }));
  };
  await report('ConsumerMSP', 'J', [
    claims(0, 5),
    claims(100, 4, { grant: 'G-2' }),
    [...claims(200, 2), ...claims(210, 1, { grant: 'G-2' }), ...claims(220, 1, { purpose: 'OTHER' })],
  ]);
  await report('ProviderMSP', 'P', [attestations(0, 5)]);
  const signatory = { mspId: 'ConsumerMSP', user: 'officer' };
  const readBeside: EvidenceMarket['readBeside'] = async (zip, question, key = question) => {
    const { organisation, id } = await requestOf(zip);
    const args = [organisation, id, encode(question)];
    const read = await ledger.endorsedRead(signatory, { transaction: TRANSACTIONS.evidenceRead, args });
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    return {
      key: [...key],
      payload: base64(read.payload),
      endorsements: read.endorsements.map(({ endorser, signature }) => ({
        endorser: base64(endorser),
        signature: base64(signature),
      })),
    };
  };
  const all = opened.move();
  return {
    ledger,
    index,
    report,
    close,
    readBeside,
    bundle: (subject, party, partBytes) =>
      buffer(makeBundle(subject, { ledger, index, signatory, ...(partBytes && { partBytes }) }, party)),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** One of the consumer's uses, with its proof: what a dispute can be about. */
export async function provenUse({ ledger, index }: EvidenceMarket, id: string): Promise<object> {
  const event = await index.usageEvent('ConsumerMSP', id);
  assert.ok(event);
  const { batch } = await carriedBatch(ledger, event.written);
  const { journal, sequence, leaf } = event.batch;
  return {
    kind: 'event',
    organisation: event.organisation,
    journal,
    sequence,
    leaf,
    line: encode(event.leaf),
    path: new Paths(batch.leaves.map(({ line }) => line)).to(leaf),
  };
}
