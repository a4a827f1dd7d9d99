// SPDX-License-Identifier: Apache-2.0
/** Records of the state, as organisations signed that they read them, and the request beside which they read them. */
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { MAX_BATCHES_AHEAD } from '@catalog-chain/chaincode/domain/usage/journal';
import type { JournalHead } from '@catalog-chain/chaincode/domain/audit';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { readResponse, type EndorsedResponse, type Endorsement } from '../../wire/envelope.js';
import type { KeyRead, ReadWriteSet, Version } from '../../wire/read-write-set.js';
import { readShape, stateKey, type Manifest } from '../../format.js';
import { checkEndorsements } from './endorsements.js';
import { demand, Fault, orFault } from '../faults.js';
import { keyOf, readRecord, type AnyRecord, type ProvedRecords, type RecordType } from '../record-shapes.js';
import type { Trust } from './trust.js';

export interface ProvedRead {
  readonly record: AnyRecord;
  /** The record's canonical JSON. */
  readonly text: string;
  /** What wrote it; absent for what is not stored. */
  readonly version: Version | undefined;
}

/** A line of `reads.ndjson`, taken apart but not believed yet. */
export interface GivenRead extends ProvedRead {
  readonly key: readonly string[];
  readonly payload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  readonly response: EndorsedResponse;
  readonly where: string;
}

/** Everything that was read, by key. */
export class Reads {
  readonly #all = new Map<string, ProvedRead>();

  /** @throws Fault `read-repeated` */
  add(key: readonly string[], read: ProvedRead, where: string): void {
    const name = stateKey(key);
    demand(!this.#all.has(name), 'read-repeated', where, 'The same record is given twice.');
    this.#all.set(name, read);
  }

  find(...key: readonly string[]): ProvedRead | undefined {
    return this.#all.get(stateKey(key));
  }

  /** By state key. */
  all(): IterableIterator<[string, ProvedRead]> {
    return this.#all.entries();
  }

  /** The records of a type among them. */
  ofType<T extends RecordType>(type: T): (ProvedRead & { readonly record: ProvedRecords[T] })[] {
    return [...this.#all.values()].filter(
      (read): read is ProvedRead & { readonly record: ProvedRecords[T] } => read.record.type === type,
    );
  }

  /** The headers among them. */
  batches(): { readonly header: BatchHeader; readonly text: string }[] {
    return this.ofType('batch').map(({ record, text }) => ({ header: record, text }));
  }

  /** @throws Fault `record-missing` */
  get<T extends RecordType>(where: string, type: T, ...parts: readonly string[]): ProvedRecords[T] {
    const found = this.find(type, ...parts);
    if (!found)
      throw new Fault('record-missing', where, `The bundle lacks a record: ${[type, ...parts].join('/')}.`);
    return found.record as ProvedRecords[T];
  }
}

/** @throws Fault */
export function readGiven(line: string, where: string, { ledger }: Manifest): GivenRead {
  const { key, endorsements, ...read } = orFault(
    'read-malformed',
    where,
    'The line is not an endorsed read in canonical JSON.',
    () => readShape.parse(decode(line)),
  );
  const payload = Buffer.from(read.payload, 'base64');
  const [response, text] = orFault('read-malformed', where, 'The response cannot be read.', () => {
    const found = readResponse(ledger.chaincode, payload);
    return [found, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(found.result)] as const;
  });
  const record = orFault(
    'record-malformed',
    where,
    'The record lacks something, or is of no known type.',
    () => readRecord(decode(text)),
  );
  const own = response.readWriteSet.reads.find((one) => one.key === stateKey(key));
  return {
    key,
    record,
    text,
    version: own?.version,
    payload,
    response,
    where,
    endorsements: endorsements.map(({ endorser, signature }) => ({
      endorser: Buffer.from(endorser, 'base64'),
      signature: Buffer.from(signature, 'base64'),
    })),
  };
}

/** That enough organisations signed it at the time, and read what such a record comes from. @throws Fault */
export function checkRead(given: GivenRead, at: number, trust: Trust, { ledger }: Manifest): void {
  const { payload, endorsements, response, record, key, where } = given;
  checkEndorsements({ payload, endorsements, at, where }, trust, ledger);
  const answered = response.status === 200 && response.chaincode === ledger.chaincode;
  demand(answered, 'read-malformed', where, 'It is not what this chaincode answered with success.');
  demand(isOf(key, record), 'read-of-another-key', where, 'The record is not that of the key.');
  const { writes, collections, reads } = response.readWriteSet;
  const mere = writes.length === 0 && collections.length === 0 && !response.changesElsewhere;
  demand(mere, 'read-writes', where, 'It is no mere read.');
  const once = new Set(reads.map((read) => read.key)).size === reads.length;
  demand(once, 'read-malformed', where, 'The endorsers read a key twice.');
  const fits = readSetFits(record, stateKey(key), response.readWriteSet);
  demand(fits, 'read-of-another-key', where, 'The endorsers read other keys than those of the record.');
}

/** The policy in force lies under a key of its own. */
const CURRENT_POLICY = stateKey(['policy', 'current']);

const isOf = (key: readonly string[], record: AnyRecord): boolean =>
  stateKey(keyOf(record)) === stateKey(key) || (record.type === 'policy' && stateKey(key) === CURRENT_POLICY);

const readOf = (key: string, reads: readonly KeyRead[]): KeyRead | undefined =>
  reads.find((one) => one.key === key);

/** Whether the keys that the endorsers read are those that such a record comes from. */
// eslint-disable-next-line complexity -- one case per record
function readSetFits(record: AnyRecord, own: string, { reads, ranges }: ReadWriteSet): boolean {
  const isWhole = (start: string): boolean =>
    ranges.some((one) => one.start === start && one.end === `${start}\u{10ffff}` && one.exhausted);
  switch (record.type) {
    case 'journal-list':
      return isWhole(stateKey(['journal', record.organisation]));
    case 'membership-history':
      return isWhole(stateKey(['membership']));
    case 'journal-head':
      return isHead(record, reads);
    case 'policy':
      return isPolicy(record, readOf(own, reads), own === CURRENT_POLICY);
    case 'sealed-month': {
      const read = readOf(own, reads);
      return record.ids.length === 0 ? read !== undefined && !read.version : read?.version !== undefined;
    }
    case 'batch':
    case 'seal':
    case 'request':
    case 'grant':
    case 'obligation':
    case 'dispute':
    case 'closure':
    case 'period':
    case 'resource-version':
    case 'organisation':
    case 'signer':
    case 'evidence-request':
      return readOf(own, reads)?.version !== undefined;
  }
}

/** The last batch is there, and none of the next, as far as any may lie ahead. */
function isHead({ organisation, journal, batches }: JournalHead, reads: readonly KeyRead[]): boolean {
  const known = new Map(reads.map((read) => [read.key, read]));
  const batch = (n: number): KeyRead | undefined =>
    known.get(stateKey(['batch', organisation, journal, tenDigits(n)]));
  for (let ahead = 1; ahead <= MAX_BATCHES_AHEAD; ahead += 1) {
    const place = batch(batches + ahead);
    if (!place || place.version) return false;
  }
  return batches === 0 || batch(batches)?.version !== undefined;
}

/** The first policy is built in: it has no key, and until another is set there is none in force. */
function isPolicy({ version }: Policy, read: KeyRead | undefined, isCurrent: boolean): boolean {
  if (version > 0) return read?.version !== undefined;
  return !isCurrent || (read !== undefined && !read.version);
}
