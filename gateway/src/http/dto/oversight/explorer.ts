// SPDX-License-Identifier: Apache-2.0
import { mspId, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { HIT_KINDS, SEARCHED_ALONE } from '../../../usecases/oversight/search.js';
import { blockNumber, Reading } from '../common.js';
import { Fits, OneOf, Optional } from '../rule.js';

const instant = { format: 'date-time' };

export class BlockQuery {
  @Optional()
  @Fits(blockNumber, {
    type: 'integer',
    minimum: 0,
    description: 'Blocks before this one; absent: the newest.',
  })
  before?: string;

  @Optional()
  @Fits(z.string().regex(/^(?:[1-9]|[1-4]\d|50)$/, 'must be a whole number from 1 to 50'), {
    type: 'integer',
    minimum: 1,
    maximum: 50,
    default: 20,
  })
  limit?: string;
}

const summary = {
  id: z.string(),
  block: z.int().min(0),
  index: z.int().min(0).describe('Its place in the block.'),
  time: z.string().describe('RFC 3339.'),
  operation: z.string().describe('`contract:method`; empty for configuration.'),
  creator: z.string().describe('MSP id of whoever submitted it.'),
  endorsers: z.array(mspId).describe('MSP ids of the organisations whose peers endorsed it.'),
  validationCode: z.string().describe("The peer's validation code, e.g. `VALID`."),
  writes: z.int().min(0).describe('Keys that it wrote.'),
} as const;

export class BlockView {
  @Fits(z.int().min(0))
  number!: number;

  @Fits(sha256Hex, { description: 'SHA-256 of the header.' })
  hash!: string;

  @Fits(z.string())
  previousHash!: string;

  @Fits(z.string(), { description: "SHA-256 of the transactions' envelopes, one after another." })
  dataHash!: string;

  @Fits(z.array(z.strictObject(summary)))
  transactions!: object[];
}

export class BlockPageView {
  @Fits(z.int().min(0), { description: 'Number of blocks that there are.' })
  height!: number;

  @Fits(z.array(z.unknown()), { items: { $ref: '#/components/schemas/BlockView' } })
  items!: object[];
}

const shown = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ bytes: z.int().min(0) }),
  z.null(),
]);

export class TransactionView {
  @Fits(summary.id)
  id!: string;

  @Fits(summary.block)
  block!: number;

  @Fits(summary.index)
  index!: number;

  @Fits(summary.time, instant)
  time!: string;

  @Fits(summary.operation)
  operation!: string;

  @Fits(summary.creator)
  creator!: string;

  @Fits(summary.endorsers)
  endorsers!: string[];

  @Fits(summary.validationCode)
  validationCode!: string;

  @Fits(summary.writes)
  writes!: number;

  @Fits(sha256Hex, { description: 'Hash of its block.' })
  blockHash!: string;

  @Optional()
  @Fits(
    z.strictObject({
      arguments: z.array(shown),
      writes: z.array(z.strictObject({ key: z.string(), value: shown })),
    }),
    {
      description:
        'What it was called with and what it wrote: text where it is text, else the number of bytes. Of the asker’s own transactions only.',
    },
  )
  content?: object;
}

export class SearchQuestion extends Reading {
  @Fits(z.string().min(1).max(200), {
    description: 'An id, a number, a hash, or part of a public name. Never the identifier of a record.',
  })
  q!: string;

  @Optional()
  @Fits(z.enum(SEARCHED_ALONE), { description: 'Only this kind: then up to 100 are found instead of 10.' })
  kind?: (typeof SEARCHED_ALONE)[number];
}

export class HitView {
  @OneOf(HIT_KINDS)
  kind!: string;

  @Fits(z.string())
  id!: string;

  @Optional()
  @Fits(z.strictObject({ zh: z.string().exactOptional(), en: z.string().exactOptional() }))
  names?: object;

  @Optional()
  @Fits(z.string())
  state?: string;

  @Optional()
  @Fits(z.int().min(0), { description: 'Of a resource: its newest published version; 0 before the first.' })
  version?: number;
}
