// SPDX-License-Identifier: Apache-2.0
/** Property: a mangled file is read whole or refused by name; rows add up, and no message repeats what a row holds. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileFault, type RefusedRow } from '@catalog-chain/gateway/import/faults';
import { agreementsOf, catalogueOf, planOfCatalogue, usesOf } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const SECRET = 'zq7SECRET9x';
const entry = (n: number): object => ({
  identifier: `I-${n}`,
  title: `${SECRET} ${n}`,
  accessLevel: 'public',
  publisher: { name: SECRET },
});
const record = (n: number): object => ({
  securityServerType: n % 2 ? 'Client' : 'Producer',
  requestInTs: 1_795_000_000_000 + n,
  clientXRoadInstance: 'LAB',
  clientMemberClass: 'GOV',
  clientMemberCode: SECRET,
  serviceXRoadInstance: 'LAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '2',
  serviceCode: 'get',
  messageId: `m${n}`,
  xRequestId: `${SECRET}-${n}`,
  succeeded: true,
});
const agreement = (n: number): object => ({
  base_reference: `A-${n}`,
  organisation: SECRET,
  versions: [
    {
      reference: `A-${n}-1`,
      title: SECRET,
      start_date: '2026-01-01',
      end_date: '2026-12-31',
      datasets: [{ name: SECRET, legal_basis: SECRET }],
    },
  ],
});
const N = 5;
const five = (make: (n: number) => object): object[] => Array.from({ length: N }, (_, n) => make(n));
const csv = (rows: readonly object[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row) as string[])]
    .map((row) => row.join(','))
    .join('\n');
const flat = (n: number): object => ({
  identifier: `I-${n}`,
  title: SECRET,
  accessLevel: 'public',
  publisher: SECRET,
});

interface Found {
  readonly rows: number;
  readonly refused: readonly RefusedRow[];
}
const catalogue = async (content: Buffer): Promise<Found> => {
  const file = await catalogueOf(content);
  planOfCatalogue(file);
  return { rows: file.rows.length, refused: file.refused };
};
const uses = async (content: Buffer): Promise<Found> => {
  const { records, uses: others, refused } = await usesOf(content);
  return { rows: records.length + others.length, refused };
};
const agreements = async (content: Buffer): Promise<Found> => {
  const { agreements: rows, refused } = await agreementsOf(content);
  return { rows: rows.length, refused };
};
const turtle = five(flat)
  .map(
    (_, n) =>
      `<urn:d:${n}> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> "${SECRET}" .`,
  )
  .join('\n');

const READERS: readonly (readonly [string, string, (content: Buffer) => Promise<Found>])[] = [
  ['project open data', JSON.stringify({ dataset: five(entry) }), catalogue],
  [
    'CKAN',
    JSON.stringify({ result: { results: five((n) => ({ name: `p${n}`, title: SECRET, private: false })) } }),
    catalogue,
  ],
  ['a table', csv(five(flat)), catalogue],
  ['Turtle', turtle, catalogue],
  ['X-Road', JSON.stringify({ records: five(record) }), uses],
  [
    'X-Road lines',
    five(record)
      .map((one) => JSON.stringify(one))
      .join('\n'),
    uses,
  ],
  ['agreements', JSON.stringify({ agreements: five(agreement) }), agreements],
];

type Mangling = (bytes: Buffer, at: number, byte: number) => Buffer;
const MANGLINGS: readonly Mangling[] = [
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]),
  (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]),
];

for (const [name, content, read] of READERS) {
  test(`${name}: mangled, it is read whole or refused by name, and nothing in it is repeated`, async () => {
    const bytes = Buffer.from(content);
    assert.ok((await read(bytes)).rows >= 0);
    const place = fc.nat({ max: bytes.length });
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('"{}[],:;\\\n\r<> ')), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MANGLINGS), place, byte, async (mangle, at, value) => {
        try {
          const { rows, refused } = await read(mangle(bytes, at, value));
          // Lines may be cut off with their ends, and a node may cease to be a data set: a document says when it ends.
          if (/^\{"/.test(content) && !content.includes('\n')) assert.ok(rows + refused.length >= N);
          for (const { message } of refused) assert.doesNotMatch(message, /SECRET/);
        } catch (error) {
          assert.ok(error instanceof FileFault, String(error));
          assert.doesNotMatch(error.line('file', 'en') + error.line('file', 'zh'), /SECRET/);
        }
      }),
      { numRuns: 150 },
    );
  });
}
