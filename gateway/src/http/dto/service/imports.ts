// SPDX-License-Identifier: Apache-2.0
import { mspId, prose, sha256Hex, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { EFFECTS } from '../../../import/carry-out/effects.js';
import {
  ENDINGS,
  IMPORT_STATES,
  THING_KINDS,
  type Ending,
  type ImportState,
} from '../../../import/record/import-records.js';
import { Reading } from '../common.js';
import { Fits, Optional } from '../rule.js';

const word = z.string().regex(/^[a-z0-9][a-z0-9 -]{0,39}$/, 'must be a word');
const MOST_OWNERS = 1000;
const number = z.int().min(0);
const totals = z.record(word, z.partialRecord(z.enum(EFFECTS), number));

const effect = z.enum([...EFFECTS, 'gone']);
const names = {
  id: prose(200),
  title: prose(300).exactOptional(),
  owner: prose(300).exactOptional(),
  fields: z.array(prose(100)).max(100).exactOptional(),
};
const thing = z.strictObject({ what: z.enum(THING_KINDS), effect, ...names });
const touched = z.strictObject({
  what: word,
  effect,
  count: number,
  ids: z.array(prose(200)).max(100),
  things: z.array(z.strictObject(names)).max(100).exactOptional(),
});
const MOST_THINGS = 1000;

/** An import that begins to write. */
export class ImportBeginInput {
  @Fits(prose(200), { description: 'Name of the file, without its folder.' })
  file!: string;

  @Fits(sha256Hex, { description: 'SHA-256 of the file.' })
  digest!: string;

  @Fits(word)
  format!: string;

  @Fits(word)
  encoding!: string;

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the mapping by which the file was read.' })
  mapping?: string;
}

/** What an import touched since it told of it last. */
export class ImportThingsInput {
  @Fits(z.array(thing).min(1).max(MOST_THINGS), {
    description: 'Things that were created, changed, found otherwise or gone.',
  })
  things!: z.infer<typeof thing>[];
}

/** How an import ended, and what it came to. */
export class ImportEndInput {
  @Fits(z.enum(ENDINGS), {
    description: '`interrupted`: by whoever made it; `failed`: it could not go on.',
  })
  state!: Ending;

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
  @Fits(z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'must be a code'), {
    description: 'Of one that failed: the code of what stopped it.',
  })
  code?: string;
}

/** An import as the gateway remembers it; figures are there when it has ended. */
export class ImportView extends ImportBeginInput {
  @Fits(uuid)
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(z.string())
  user!: string;

  @Fits(z.enum(IMPORT_STATES), {
    description: '`begun`: it is under way, or was killed and never said how it ended.',
  })
  state!: ImportState;

  @Fits(z.string(), { format: 'date-time', description: 'When it began to write.' })
  begun!: string;

  @Optional()
  @Fits(z.string(), { format: 'date-time' })
  ended?: string;

  @Optional()
  @Fits(totals, { description: 'Kind of thing → effect → how many.' })
  totals?: Record<string, Record<string, number>>;

  @Optional()
  @Fits(number, { description: 'Rows that were refused.' })
  refused?: number;

  @Optional()
  @Fits(number, { description: 'Rows that were taken and of which something was said.' })
  noted?: number;

  @Optional()
  @Fits(z.array(mspId), { description: 'Of a catalogue: organisations whose entries it holds.' })
  owners?: string[];

  @Optional()
  @Fits(z.string(), { description: 'Of one that failed: the code of what stopped it.' })
  code?: string;

  @Optional()
  @Fits(z.array(touched).max(50), {
    description:
      'Of one record: what was created, changed, found otherwise or gone, by kind and effect: how many, and the first hundred by id, title and owner.',
  })
  touched?: z.infer<typeof touched>[];
}

export class ImportQuery extends Reading {
  @Optional()
  @Fits(z.enum(IMPORT_STATES))
  state?: ImportState;

  @Optional()
  @Fits(prose(200), {
    description: 'Only imports that touched this: the id of an entry, a request or whatever else they make.',
  })
  thing?: string;

  @Optional()
  @Fits(z.string().regex(/^(?:[1-9]\d{0,2}|1000)$/, 'must be a whole number from 1 to 1000'), {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 50,
  })
  limit?: string;
}
