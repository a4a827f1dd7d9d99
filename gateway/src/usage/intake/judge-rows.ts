// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { sealSalt, type Key } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { leafLine, LeafReader, type ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { ensureSealed } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { leafHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { holdsRawData, isSpelledOut } from '@catalog-chain/chaincode/domain/text/raw-data';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { InTurns } from '../../support/fair-turns.js';
import type { GrantParties } from './grant-book.js';
import type { Reporter, RowResult } from '../ports.js';
import { RowFault } from './row-fault.js';
import { asRow, lineOf, type Pseudonyms, type Row } from './row.js';

export interface RowContext {
  readonly parties: ReadonlyMap<string, GrantParties | undefined>;
  readonly keys: ReadonlyMap<string, Key | undefined>;
  readonly pseudonyms: (grant: unknown, key: Key | undefined) => Pseudonyms;
  /** Of rows that are reported openly: what the organisation has sealed of them, by id; absent: nothing. */
  readonly hidden?: ReadonlyMap<string, Seal>;
  /** Of rows that are sealed or disclosed; absent: they are reported openly. */
  readonly sealing?: SealingContext;
}

/** Rows get the salt of their exchange. */
export interface SealingContext {
  /** What the organisation has sealed, by id, where the rows disclose it; absent: they are to be sealed. */
  readonly seals?: ReadonlyMap<string, Seal>;
}

/** A row that may be kept. */
export interface Candidate {
  readonly row: number;
  readonly id: string;
  readonly grant: string;
  readonly line: string;
  /** The id with a mark of the organisation: reporters choose ids independently of one another. */
  readonly idBytes: Uint8Array;
  /** RFC 9162 leaf hash, lower-case hex. */
  readonly hash: string;
  /** Whether it discloses what was sealed before. */
  readonly discloses: boolean;
}

const personalIn = (field: string): RowFault =>
  new RowFault('RAW_DATA', 'must not hold personal data', field);

const NO_KEY = 'Your organisation holds no record key of this grant.';

export interface Judged {
  readonly candidates: Candidate[];
  readonly results: RowResult[];
}

/** Judges rows one by one. @returns the good ones, and a result per row, `accepted` until something speaks against it */
export async function judgeRows(
  rows: readonly unknown[],
  reporter: Reporter,
  context: RowContext,
  inTurns: InTurns,
): Promise<Judged> {
  const judged: Judged = { candidates: [], results: [] };
  await inTurns(judging(rows, new RowJudge(reporter, context), judged));
  return judged;
}

/** A row at each step. */
function* judging(rows: readonly unknown[], judge: RowJudge, into: Judged): Generator<void> {
  for (let i = 0; i < rows.length; i += 1) {
    const { result, candidate } = judge.result(rows[i], i);
    into.results.push(result);
    if (candidate) into.candidates.push(candidate);
    yield;
  }
}

class RowJudge {
  private readonly reader = new LeafReader();
  private readonly seen = new Map<string, Candidate>();
  private readonly pseudonyms = new Map<unknown, Pseudonyms>();
  private readonly mark: string;

  constructor(
    private readonly reporter: Reporter,
    private readonly context: RowContext,
  ) {
    this.mark = organisationMark(reporter.organisation);
  }

  result(value: unknown, row: number): { readonly result: RowResult; readonly candidate?: Candidate } {
    try {
      const candidate = this.judge(value, row);
      const repeated = this.repeated(candidate);
      if (repeated) return { result: repeated };
      return { result: { row, id: candidate.id, status: 'accepted' }, candidate };
    } catch (error) {
      return { result: refusal(value, row, error) };
    }
  }

  private judge(value: unknown, index: number): Candidate {
    const row = asRow(value);
    const plain = this.reader.read(lineOf(row, this.reporter.side, this.pseudonymsOf(row)));
    this.checkParty(plain.leaf);
    this.checkSpelling(plain.leaf);
    this.checkOpen(plain.leaf);
    const { leaf, line } = this.context.sealing ? this.salted(plain.leaf, this.context.sealing) : plain;
    return {
      row: index,
      id: leaf.id,
      grant: leaf.grant,
      line,
      idBytes: idBytesOf(leaf.id, this.mark),
      hash: leafHash(line),
      discloses: leaf.salt !== undefined,
    };
  }

  /** The ledger takes them as it always has; what was sealed so is disclosed so. */
  private checkSpelling({ correlation, case: reference = '' }: Leaf): void {
    if (this.context.sealing?.seals) return;
    if (isSpelledOut(correlation)) throw personalIn('correlation');
    if (isSpelledOut(reference)) throw personalIn('case');
  }

  /** What is sealed is not told by an oversight. Once it is disclosed its id is taken. */
  private checkOpen({ id }: Leaf): void {
    if (this.context.hidden?.get(id)?.state === 'sealed')
      throw new RowFault(
        'CONDITION_NOT_MET',
        'The organisation has sealed the use: disclose it instead.',
        'id',
      );
  }

  /** The leaf with its salt, which is what was sealed where it discloses something. */
  private salted(plain: Leaf, { seals }: SealingContext): ReadLeaf {
    const key = this.context.keys.get(plain.grant);
    if (!key) throw new RowFault('CONDITION_NOT_MET', NO_KEY, 'grant');
    const read = this.reader.read(leafLine({ ...plain, salt: sealSalt(key, plain.correlation) }));
    if (!seals) return read;
    const seal = seals.get(plain.id);
    if (!seal) throw new RowFault('NOT_FOUND', 'The organisation has sealed no such use.', 'id');
    ensureSealed(seal, read.leaf, seal.period);
    return read;
  }

  /** The answer to an id that stood in an earlier row of the request. */
  private repeated(candidate: Candidate): RowResult | undefined {
    const { row, id, line } = candidate;
    const former = this.seen.get(id);
    if (!former) {
      this.seen.set(id, candidate);
      return undefined;
    }
    return former.line === line ? { row, id, status: 'duplicate' } : mismatch(row, id);
  }

  private pseudonymsOf({ grant, recordId }: Row): Pseudonyms {
    const known = this.pseudonyms.get(grant);
    if (known && recordId === undefined) return known;
    const key = typeof grant === 'string' ? this.context.keys.get(grant) : undefined;
    if (recordId !== undefined && !key) throw new RowFault('CONDITION_NOT_MET', NO_KEY, 'recordId');
    const made = known ?? this.context.pseudonyms(grant, key);
    this.pseudonyms.set(grant, made);
    return made;
  }

  /** A use without a grant is recorded as a violation; a use in another's name is not. */
  private checkParty({ grant, purpose, system, items = [] }: Leaf): void {
    const { side, organisation } = this.reporter;
    const parties = this.context.parties.get(grant);
    if (!parties) {
      if ([grant, purpose, system, ...items].some(holdsRawData))
        throw new RowFault('RAW_DATA', 'A code must not hold personal data.');
      return;
    }
    const party = side === 'claim' ? parties.consumer : parties.provider;
    if (party !== organisation)
      throw new RowFault(
        'NOT_PARTY',
        `The organisation is not the ${side === 'claim' ? 'consumer' : 'provider'}.`,
        'grant',
      );
  }
}

/** First half of the leaf hash: tells a repetition from another event. */
export const fingerprintOf = ({ hash: leaf }: Pick<Candidate, 'hash'>): Uint8Array =>
  Buffer.from(leaf.slice(0, 32), 'hex');

/** Four bytes of an organisation's name, in hex. */
export const organisationMark = (organisation: string): string => hash('sha256', organisation).slice(0, 8);

/** An id with the mark of its organisation. */
export const idBytesOf = (id: string, mark: string): Uint8Array =>
  Buffer.from(id.replaceAll('-', '') + mark, 'hex');

export const mismatch = (row: number, id: string): RowResult => ({
  row,
  id,
  status: 'refused',
  code: 'IDEMPOTENCY_MISMATCH',
  field: 'id',
  message: 'The id belongs to another event.',
});

function refusal(value: unknown, row: number, error: unknown): RowResult {
  const { code, message, field } = faultOf(error);
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return {
    row,
    status: 'refused',
    code,
    message,
    ...(typeof id === 'string' && UUID.test(id) ? { id } : {}),
    ...(field === undefined ? {} : { field }),
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FIELD = /^([a-z][A-Za-z.0-9]{0,40}): (.*)$/;

/** The domain names the field before the rule: `count: must be …`. */
function faultOf(error: unknown): Pick<RowFault, 'code' | 'message' | 'field'> {
  if (error instanceof RowFault) return error;
  if (!(error instanceof DomainError)) throw error;
  const [, field, rule] = FIELD.exec(error.detail) ?? [];
  if (field === undefined || field === 'argument' || rule === undefined)
    return { code: error.code, message: error.detail };
  return { code: error.code, message: rule, field };
}
