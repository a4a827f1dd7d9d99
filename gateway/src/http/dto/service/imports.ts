// SPDX-License-Identifier: Apache-2.0
import { mspId, prose, sha256Hex, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { EFFECTS } from '../../../import/carry-out/effects.js';
import { anyInstant } from '../common.js';
import { Fits, Optional } from '../rule.js';

const word = z.string().regex(/^[a-z0-9][a-z0-9 -]{0,39}$/, 'must be a word');
const MOST_OWNERS = 1000;
const number = z.int().min(0);
const totals = z.record(word, z.partialRecord(z.enum(EFFECTS), number));

const touched = z.strictObject({
  what: word,
  effect: z.enum([...EFFECTS, 'gone']),
  count: number,
  ids: z.array(prose(200)).max(100),
});

/** What an import came to. */
export class ImportInput {
  @Fits(prose(200), { description: 'Name of the file, without its folder.' })
  file!: string;

  @Fits(sha256Hex, { description: 'SHA-256 of the file.' })
  digest!: string;

  @Fits(word)
  format!: string;

  @Fits(word)
  encoding!: string;

  @Fits(anyInstant, { format: 'date-time' })
  begun!: string;

  @Fits(totals, { description: 'Kind of thing → effect → how many.' })
  totals!: Record<string, Record<string, number>>;

  @Fits(number, { description: 'Rows that were refused.' })
  refused!: number;

  @Fits(number, { description: 'Rows that were taken and of which something was said.' })
  noted!: number;

  @Optional()
  @Fits(z.array(mspId).max(MOST_OWNERS), {
    description:
      'Of a catalogue: organisations whose entries it holds, so that the next one can be compared with it.',
  })
  owners?: string[];

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the mapping by which the file was read.' })
  mapping?: string;

  @Optional()
  @Fits(z.array(touched).max(50), {
    description:
      'What was created, changed, found otherwise or gone, by kind and effect: how many, and the ids of the first hundred.',
  })
  touched?: z.infer<typeof touched>[];
}

/** An import as the gateway remembers it. */
export class ImportView extends ImportInput {
  @Fits(uuid)
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(z.string())
  user!: string;

  @Fits(z.string(), { format: 'date-time' })
  ended!: string;
}

export class ImportQuery {
  @Optional()
  @Fits(z.string().regex(/^(?:[1-9]\d{0,2}|1000)$/, 'must be a whole number from 1 to 1000'), {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 50,
  })
  limit?: string;
}
