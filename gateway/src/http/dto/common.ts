// SPDX-License-Identifier: Apache-2.0
import { utcOf } from '../../support/rfc3339.js';
import { code, instant, mspId, ownedId, prose } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import type { PageOptions } from '../../index/model/pages.js';
import { TABLE_LANGUAGES } from '../../tables/words.js';
import { Fits, Nested, Optional, type Class } from './rule.js';

/** Chinese and English, at least one, of so many characters. */
export function namesOf(max: number, name: string): Class<{ zh?: string; en?: string }> {
  class Names {
    @Optional()
    @Fits(prose(max))
    zh?: string;

    @Optional()
    @Fits(prose(max))
    en?: string;
  }
  Object.defineProperty(Names, 'name', { value: name });
  return Names;
}

export const Names100 = namesOf(100, 'Names');

export class StampView {
  @Fits(instant, { format: 'date-time' })
  at!: string;

  @Fits(z.string(), { description: 'Transaction id.' })
  tx!: string;

  @Fits(mspId)
  by!: string;

  @Optional()
  @Fits(ownedId, { description: 'The person who signed the decision, by pseudonym.' })
  signer?: string;

  @Optional()
  @Fits(ownedId, { description: 'The other person, who agreed to it, by pseudonym.' })
  agreed?: string;
}

/** Where in the chain a record was last written. */
export class WrittenView {
  @Fits(z.int().min(0))
  block!: number;

  @Fits(z.string())
  transactionId!: string;

  @Fits(instant, { format: 'date-time' })
  time!: string;
}

/** What every record carries. */
export class RecordView {
  @Nested(StampView)
  changed!: StampView;

  @Nested(WrittenView)
  written!: WrittenView;
}

/** Why an auditor or arbitrator looks at what is not its own. */
export class Reading {
  @Optional()
  @Fits(code, {
    description: 'Why an auditor or arbitrator looks at what is not its own: a code, which is recorded.',
  })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is looked at for.' })
  case?: string;
}

/** The field is the language of a table. */
export const LanguageOfTable = (): PropertyDecorator =>
  Fits(z.enum(TABLE_LANGUAGES), {
    description:
      'Of the headings and words of a table; without it, as `Accept-Language` prefers, and else English.',
  });

/** A block as a query names it. */
export const blockNumber = z.string().regex(/^(?:0|[1-9]\d{0,14})$/, 'must be a block number');

/** An instant as askers write it: any RFC 3339 time with an offset. Flows take `utcOf` of it. */
export const anyInstant = z
  .string()
  .refine(
    (text) => utcOf(text) !== undefined,
    'must be an RFC 3339 time with an offset, e.g. 2026-11-28T09:30:00+08:00 (in a URL, + is written %2B)',
  );

const LIMIT = /^(?:[1-9]\d{0,2}|1000)$/;

/** Paging of every list. */
export class PageQuery {
  @Optional()
  @Fits(z.string().regex(/^[\w-]{1,2000}$/, 'must be `next` of the page before'), {
    description: '`next` of the page before.',
  })
  cursor?: string;

  @Optional()
  @Fits(z.string().regex(LIMIT, 'must be a whole number from 1 to 1000'), {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 50,
  })
  limit?: string;

  @Optional()
  @Fits(blockNumber, {
    type: 'integer',
    minimum: 0,
    description: 'Answer as things stood after this block.',
  })
  asOf?: string;
}

/** Paging of a list of which an auditor or arbitrator sees all, on record, when it states a purpose. */
export class OverseenQuery extends PageQuery {
  @Optional()
  @Fits(code, {
    description: 'Why an auditor or arbitrator looks: a code, which is recorded. Without it, its own.',
  })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is looked at for.' })
  case?: string;
}

/** In which order a list of records stands: by the id, or by when each was begun, which no later change moves. */
export const OrderOfRecords = (): PropertyDecorator =>
  Fits(z.enum(['id', 'oldest', 'newest'], 'must be one of: id, oldest, newest'), {
    default: 'id',
    description: '`oldest`, `newest`: by when it was begun, which no later change moves.',
  });

/** A list that can be asked for in an order. */
export type Ordered = Pick<PageOptions, 'order'>;

/** The same of a list that stands by id unless it is asked for by time. */
export class OrderedQuery extends OverseenQuery {
  @Optional()
  @OrderOfRecords()
  order?: 'id' | 'oldest' | 'newest';
}

/** Query parameters arrive as text; `Fits` has made sure that these are numbers. */
export function pageOptionsOf({ cursor, limit, asOf, order }: PageQuery & Ordered): PageOptions {
  return {
    ...(order !== undefined && { order }),
    ...(cursor !== undefined && { cursor }),
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(asOf !== undefined && { asOf: Number(asOf) }),
  };
}

/** The named fields that are not absent. */
export function present<T extends object, K extends keyof T>(
  value: T,
  ...keys: K[]
): { [P in K]?: Exclude<T[P], undefined> } {
  const kept = keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]);
  return Object.fromEntries(kept) as { [P in K]?: Exclude<T[P], undefined> };
}
