// SPDX-License-Identifier: Apache-2.0
/** Nothing that reads what others wrote takes longer than the length of it. */
import assert from 'node:assert/strict';
import { canonicalIdentifier } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { holdsRawData } from '@catalog-chain/chaincode/domain/text/raw-data';
import { prose as proseSchema } from '@catalog-chain/chaincode/domain/text/schema';
import { LeafReader } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { parseStrictJson } from '@catalog-chain/gateway/http/body/strict-json';
import { fieldsFor } from '@catalog-chain/gateway/import/mapping/headings';
import { decomposed, fold, maskContacts, prose } from '@catalog-chain/gateway/import/prose';
import { headerOf } from '@catalog-chain/gateway/import/source/table';
import { cellsOf } from '@catalog-chain/gateway/support/csv-lines';
import { costly } from '../support/cost.js';
import { test } from '../support/testing.js';

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a contract’s argument': (text) => decode(text),
  'a contract’s prose': (text) => proseSchema(500).safeParse(text),
  'the screen of personal numbers': (text) => holdsRawData(text),
  'an identifier': (text) => canonicalIdentifier(text),
  'a leaf': (text) => new LeafReader().read(text),
  'a JSON body': (text) => parseStrictJson(text),
  'prose of an import': (text) => prose(text, 2_000),
  'folded text': (text) => fold(text),
  'contacts in prose': (text) => maskContacts(text),
  'decomposed text': (text) => decomposed(text),
  'a heading': (text) => fieldsFor('catalogue', headerOf([text])),
  'a row of CSV': (text) => cellsOf(text, ','),
};

/** Characters of the longer text; a run by hand takes more. */
const LENGTH = Number(process.env['FUZZ_LENGTH'] ?? 16_000);

for (const [name, read] of Object.entries(READERS)) {
  test(`${name} costs what its length costs`, () => {
    assert.deepEqual(costly(read, LENGTH), []);
  });
}
