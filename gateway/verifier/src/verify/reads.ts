// SPDX-License-Identifier: Apache-2.0
/** Records of the state, as organisations signed that they read them. */
import type { JournalHead, JournalList } from '@catalog-chain/chaincode/domain/audit';
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { MAX_BATCHES_AHEAD } from '@catalog-chain/chaincode/domain/usage/journal';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { Closure, PeriodAnswer } from '@catalog-chain/chaincode/domain/period/period-records';
import type { Organisation, Policy } from '@catalog-chain/chaincode/domain/records';
import type { ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { readResponse, type EndorsedResponse } from '../wire/envelope.js';
import type { ReadWriteSet } from '../wire/read-write-set.js';
import { readShape, stateKey, type Manifest, type ReadLine } from '../format.js';
import { checkEndorsements } from './endorsements.js';
import { demand, Fault, orFault } from './faults.js';
import type { Trust } from './trust.js';

/** Records by type. */
export interface ProvedRecords {
  readonly batch: BatchHeader;
  readonly request: AccessRequest;
  readonly grant: Grant;
  readonly dispute: Dispute;
  readonly closure: Closure;
  readonly period: PeriodAnswer;
  readonly 'resource-version': ResourceVersion;
  readonly policy: Policy;
  readonly organisation: Organisation;
  readonly 'journal-list': JournalList;
  readonly 'journal-head': JournalHead;
}
type AnyRecord = ProvedRecords[keyof ProvedRecords];

export interface ProvedRead {
  readonly record: AnyRecord;
  /** The record's canonical JSON. */
  readonly text: string;
  /** The block that wrote it; absent for what is not stored. */
  readonly block: number | undefined;
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

  /** The headers among them. */
  batches(): { readonly header: BatchHeader; readonly text: string }[] {
    return [...this.#all.values()].flatMap(({ record, text }) =>
      record.type === 'batch' ? [{ header: record, text }] : [],
    );
  }

  /** @throws Fault `record-missing` */
  get<T extends keyof ProvedRecords>(where: string, type: T, ...parts: readonly string[]): ProvedRecords[T] {
    const found = this.find(type, ...parts);
    if (!found)
      throw new Fault('record-missing', where, `The bundle lacks a record: ${[type, ...parts].join('/')}.`);
    return found.record as ProvedRecords[T];
  }
}

/** What follows the type in the key of a record. */
const KEY_PARTS: { readonly [T in keyof ProvedRecords]: (record: ProvedRecords[T]) => readonly string[] } = {
  batch: ({ organisation, journal, sequence }) => [organisation, journal, tenDigits(sequence)],
  request: ({ id }) => [id],
  grant: ({ id }) => [id],
  dispute: ({ id }) => [id],
  closure: ({ grant, period, side }) => [grant, period, side],
  period: ({ grant, period }) => [grant, period],
  'resource-version': ({ id, version }) => [id, tenDigits(version)],
  policy: ({ version }) => [tenDigits(version)],
  organisation: ({ mspId }) => [mspId],
  'journal-list': ({ organisation }) => [organisation],
  'journal-head': ({ organisation, journal }) => [organisation, journal],
};

/** The key that a record says it has. @throws Error for a record of another type */
function keyOf(record: AnyRecord): readonly string[] {
  if (!Object.hasOwn(KEY_PARTS, record.type)) throw new Error('The record is of no known type.');
  const parts = KEY_PARTS[record.type] as (one: AnyRecord) => readonly string[];
  return [record.type, ...parts(record)];
}

/** @throws Fault */
export function checkRead(line: string, where: string, trust: Trust, manifest: Manifest, reads: Reads): void {
  const read = orFault('read-malformed', where, 'The line is not an endorsed read in canonical JSON.', () =>
    readShape.parse(decode(line)),
  );
  const payload = Buffer.from(read.payload, 'base64');
  const endorsements = read.endorsements.map(({ endorser, signature }) => ({
    endorser: Buffer.from(endorser, 'base64'),
    signature: Buffer.from(signature, 'base64'),
  }));
  checkEndorsements({ payload, endorsements, at: Date.parse(manifest.made), where }, trust, manifest.ledger);
  const { chaincode } = manifest.ledger;
  const [response, record, text] = orFault('read-malformed', where, 'The response cannot be read.', () => {
    const found = readResponse(chaincode, payload);
    const result = Buffer.from(found.result).toString('utf8');
    return [found, decode(result) as unknown as AnyRecord, result] as const;
  });
  const block = checkKeys(read, record, response, where);
  reads.add(read.key, { record, text, block }, where);
}

function checkKeys(
  read: ReadLine,
  record: AnyRecord,
  { readWriteSet }: EndorsedResponse,
  where: string,
): number | undefined {
  const own = orFault('read-malformed', where, 'The record is of no known type.', () =>
    stateKey(keyOf(record)),
  );
  demand(own === stateKey(read.key), 'read-of-another-key', where, 'The record is not that of the key.');
  const { writes, collections } = readWriteSet;
  demand(writes.length === 0 && collections.length === 0, 'read-writes', where, 'It is no mere read.');
  const fits = readSetFits(record, own, readWriteSet);
  demand(fits, 'read-of-another-key', where, 'The endorsers read other keys than those of the record.');
  return readWriteSet.reads.find(({ key }) => key === own)?.version?.block;
}

/** Whether the keys that the endorsers read are those that such a record comes from. */
function readSetFits(record: AnyRecord, own: string, { reads, ranges }: ReadWriteSet): boolean {
  const has = (key: string): boolean => reads.some((one) => one.key === key && one.version !== undefined);
  if (record.type === 'journal-list') {
    const start = stateKey(['journal', record.organisation]);
    return ranges.some((one) => one.start === start && one.end === `${start}\u{10ffff}` && one.exhausted);
  }
  if (record.type === 'journal-head') {
    const batch = (n: number): string =>
      stateKey(['batch', record.organisation, record.journal, tenDigits(n)]);
    const absent = new Set(reads.filter(({ version }) => version === undefined).map(({ key }) => key));
    for (let ahead = 1; ahead <= MAX_BATCHES_AHEAD; ahead += 1)
      if (!absent.has(batch(record.batches + ahead))) return false;
    return record.batches === 0 || has(batch(record.batches));
  }
  // The first policy is built in.
  return (record.type === 'policy' && record.version === 0) || has(own);
}
