// SPDX-License-Identifier: Apache-2.0
/** Property: a mangled file is read whole or refused by name; rows add up, and no message repeats what a row holds. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileFault, type RefusedRow } from '@catalog-chain/gateway/import/faults';
import { gzipSync } from 'node:zlib';
import writeExcelFile from 'write-excel-file/node';
import {
  agreementsOf,
  catalogueOf,
  planOfCatalogue,
  usesOf,
  type Reading,
} from '../../support/import-files.js';
import { inGb18030, inUtf16 } from '../../support/other-encodings.js';
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
  /** All that was read. */
  readonly text: string;
}
const catalogueIn =
  (reading: Reading) =>
  async (content: Buffer): Promise<Found> => {
    const file = await catalogueOf(content, reading);
    planOfCatalogue(file);
    return { rows: file.rows.length, refused: file.refused, text: JSON.stringify(file.rows) };
  };
const catalogue = catalogueIn({});
const uses = async (content: Buffer): Promise<Found> => {
  const { records, uses: others, refused } = await usesOf(content);
  const text = JSON.stringify([records, others]);
  return { rows: records.length + others.length, refused, text };
};
const agreements = async (content: Buffer): Promise<Found> => {
  const { agreements: rows, refused } = await agreementsOf(content);
  return { rows: rows.length, refused, text: JSON.stringify(rows) };
};
const HAN = '婚姻登记信息';
const han = (n: number): object => ({ ...flat(n), title: `${HAN}${n}` });
const datasets = (one: (n: number) => string): string =>
  Array.from({ length: N }, (_, n) => one(n)).join('\n');
const turtle = datasets(
  (n) =>
    `<urn:d:${n}> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> "${SECRET}" .`,
);
const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/">
${datasets(
  (n) =>
    `<rdf:Description rdf:about="urn:d:${n}"><rdf:type rdf:resource="http://www.w3.org/ns/dcat#Dataset"/>` +
    `<dct:title>${SECRET}</dct:title></rdf:Description>`,
)}
</rdf:RDF>`;
const workbook = (rows: readonly object[]): Promise<Buffer> =>
  writeExcelFile([
    Object.keys(rows[0] ?? {}),
    ...rows.map((row) => Object.values(row) as string[]),
  ]).toBuffer();

interface Reader {
  readonly content: string | Buffer;
  readonly read: (content: Buffer) => Promise<Found>;
  /** The document says when it ends: no row may go missing. */
  readonly ends?: true;
  /** It carries checksums: what is read at all is what was written. */
  readonly checked?: true;
}

const pod = JSON.stringify({ dataset: five(entry) });
const READERS: Readonly<Record<string, Reader>> = {
  'Project Open Data': { content: pod, read: catalogue, ends: true },
  'Project Open Data, UTF-16': { content: inUtf16(pod), read: catalogue, ends: true },
  'Project Open Data, gzip': { content: gzipSync(pod), read: catalogue, ends: true, checked: true },
  CKAN: {
    content: JSON.stringify({
      result: { results: five((n) => ({ name: `p${n}`, title: SECRET, private: false })) },
    }),
    read: catalogue,
    ends: true,
  },
  'a table': { content: csv(five(flat)), read: catalogue },
  'a table, UTF-16': { content: inUtf16(csv(five(han))), read: catalogue },
  'a table, GB 18030': { content: inGb18030(csv(five(han))), read: catalogueIn({ encoding: 'gb18030' }) },
  'a workbook': { content: await workbook(five(han)), read: catalogue, ends: true, checked: true },
  Turtle: { content: turtle, read: catalogue },
  'RDF/XML': { content: rdf, read: catalogue },
  'X-Road': { content: JSON.stringify({ records: five(record) }), read: uses, ends: true },
  'X-Road lines': { content: datasets((n) => JSON.stringify(record(n))), read: uses },
  agreements: { content: JSON.stringify({ agreements: five(agreement) }), read: agreements, ends: true },
};

type Mangling = (bytes: Buffer, at: number, byte: number) => Buffer;
const MANGLINGS: readonly Mangling[] = [
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]),
  (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]),
];

function check(reader: Reader, whole: Found, { rows, refused, text }: Found): void {
  // Lines may be cut off with their ends, and a node may cease to be a data set.
  if (reader.ends) assert.ok(rows + refused.length >= N);
  if (reader.checked) assert.equal(text, whole.text);
  assert.doesNotMatch(text, /\ufffd/);
  for (const { message } of refused) assert.doesNotMatch(message, /SECRET|婚姻/);
}

for (const [name, reader] of Object.entries(READERS)) {
  test(`${name}: mangled, it is read whole or refused by name, and nothing in it is repeated`, async () => {
    const bytes = Buffer.from(reader.content);
    const whole = await reader.read(bytes);
    assert.equal(whole.rows + whole.refused.length, N);
    const place = fc.nat({ max: bytes.length });
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('"{}[],:;\\\n\r<> ')), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MANGLINGS), place, byte, async (mangle, at, value) => {
        const found = await reader.read(mangle(bytes, at, value)).catch((error: unknown) => {
          assert.ok(error instanceof FileFault, String(error));
          assert.doesNotMatch(error.line('file', 'en') + error.line('file', 'zh'), /SECRET|婚姻/);
        });
        if (found) check(reader, whole, found);
      }),
      { numRuns: 150 },
    );
  });
}
