// SPDX-License-Identifier: Apache-2.0
/** Catalogue records as the API shows them: read from the index, written through the ledger. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Stamp } from '@catalog-chain/chaincode/domain/records';
import { spanOf } from '../appraisal/months.js';
import type {
  ChainRef,
  IndexedRecord,
  IndexedRecords,
  IndexedType,
  RecordFilter,
} from '../index/model/records.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Page, PageOptions } from '../index/model/pages.js';
import type { Call } from '../ledger/ledger.js';
import type { Attempt } from '../attempts/attempt.js';
import type { Commits } from './commits.js';
import { signatoryOf, type Principal } from './principal.js';

/** A record, and where in the chain it was last written. */
export type View<T extends IndexedType> = IndexedRecords[T] & { readonly written: ChainRef };

export const viewOf = <T extends IndexedType>({ value, written }: IndexedRecord<T>): View<T> => ({
  ...value,
  written,
});

/** A page of any kind of view. */
export const pageOf = <T, V>(page: Page<T>, view: (item: T) => V): Page<V> => ({
  ...page,
  items: page.items.map(view),
});

/** A filter as it is asked: `months` of local time, first and last, in which a record was begun. */
export interface AskedFilter extends Omit<RecordFilter, 'begun'> {
  readonly months?: { readonly from: string; readonly to: string } | undefined;
}

/** One contract call: input records travel as canonical JSON, ids and numbers as they are. */
export interface Action {
  readonly transaction: TransactionName;
  readonly args: readonly (string | object)[];
  readonly transient?: NonNullable<Call['transient']>;
  readonly endorsers?: readonly string[];
}

const argument = (value: string | object): string => (typeof value === 'string' ? value : encode(value));

export class Records {
  constructor(
    private readonly index: IndexReader,
    private readonly commits: Commits,
  ) {}

  async find<T extends IndexedType>(type: T, id: string): Promise<View<T> | undefined> {
    const found = await this.index.get(type, id);
    return found && viewOf(found);
  }

  /** @throws DomainError `NOT_FOUND` */
  async get<T extends IndexedType>(type: T, id: string, asOf?: number): Promise<View<T>> {
    const found = await this.index.get(type, id, asOf);
    if (!found) throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: type });
    return viewOf(found);
  }

  async list<T extends IndexedType>(
    type: T,
    { months, ...filter }: AskedFilter,
    page: PageOptions,
  ): Promise<Page<View<T>>> {
    const begun = months && spanOf(months, await this.utcOffset(page.asOf));
    const found = await this.index.list(type, { ...filter, ...(begun && { begun }) }, page);
    return pageOf(found, (record) => viewOf(record));
  }

  /** Of local time, in minutes, as the policy of the block sets it. */
  private async utcOffset(asOf: number | undefined): Promise<number> {
    const policy = await this.index.get('policy', 'current', asOf);
    return (policy?.value ?? BUILT_IN_POLICY).calendar.utcOffsetMinutes;
  }

  async history<T extends IndexedType>(type: T, id: string, page: PageOptions): Promise<Page<View<T>>> {
    return pageOf(await this.index.history(type, id, page), (record) => viewOf(record));
  }

  /** Signs and submits for the principal. @returns the record as the transaction left it. @throws see `Commits.write`, `Signing.seal` */
  async act<T extends IndexedType>(principal: Principal, action: Action, attempt: Attempt): Promise<View<T>> {
    const { transaction, args, ...rest } = action;
    const plain: Call = { transaction, args: args.map(argument), ...rest };
    const call = attempt.signing?.seal(plain) ?? plain;
    const { result, transactionId, block } = await this.commits.write(signatoryOf(principal), call, attempt);
    const record = JSON.parse(Buffer.from(result).toString('utf8')) as IndexedRecords[T] & Stamped;
    return { ...record, written: { block, transactionId, time: timeOf(record) } };
  }
}

/** Every record carries the stamp of its newest change, under one of these names. */
type Stamped = Partial<Record<(typeof STAMPS)[number], Stamp>>;
const STAMPS = ['changed', 'set', 'published', 'disclosed', 'purged', 'recorded'] as const;

const timeOf = (record: Stamped): string => STAMPS.map((name) => record[name]?.at).find(Boolean) ?? '';
