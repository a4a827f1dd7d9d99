// SPDX-License-Identifier: Apache-2.0
/** Files made to take all memory or time: each ends in a verdict, named by its code. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { FileFault } from '@catalog-chain/gateway/import/faults';
import { openSource } from '@catalog-chain/gateway/import/source/open-source';
import { agreementsOf, catalogueOf, usesOf, withFile } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const codeOf = (error: unknown): string => (error instanceof FileFault ? error.code : String(error));

/** Reads all rows. @returns the fault, or `none` */
const verdictOn = (content: string | Buffer): Promise<string> =>
  withFile(content, {}, async (file) => {
    try {
      const source = await openSource(file, { multiline: true });
      for await (const row of source.rows()) assert.ok(row);
      return 'none';
    } catch (error) {
      return codeOf(error);
    }
  });

const TABLE = 'identifier,title,accessLevel\n';
const LONG = 3_000_000;

test('a line or a row of JSON that does not end is refused, gzip or not, and so is a field of millions of quotes', async () => {
  assert.equal(await verdictOn(gzipSync(`${TABLE}${'x'.repeat(LONG)}`)), 'FILE_ROW_LENGTH');
  assert.equal(await verdictOn(`${TABLE}I,${','.repeat(LONG)}\nII,a,public\n`), 'FILE_ROW_LENGTH');
  assert.equal(await verdictOn(`{"dataset":["${'x'.repeat(LONG)}`), 'FILE_ROW_LENGTH');
  assert.equal(await verdictOn(`${TABLE}I,"${'""x'.repeat(500_000)}",public\n`), 'none');
});

test('objects count for what they take: a row of nothing but them is shorter', async () => {
  assert.equal(await verdictOn(`{"dataset":[[${'{},'.repeat(70_000)}1]]}`), 'FILE_ROW_LENGTH');
  assert.equal(await verdictOn(`{"dataset":[[${'{},'.repeat(50_000)}1]]}`), 'none');
});

test('RDF/XML nested without end, or with attributes without end, is refused, and so is a table of ever more columns', async () => {
  const rdf = (inner: string, more = ''): string =>
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="urn:d#" ${more}>${inner}</rdf:RDF>`;
  const nested = (n: number): string => rdf('<d:a><d:b>'.repeat(n) + '</d:b></d:a>'.repeat(n));
  assert.equal(await verdictOn(nested(100_000)), 'FILE_RDF');
  assert.equal(await verdictOn(nested(40)), 'none');
  const names = Array.from({ length: 50_000 }, (_, i) => `xmlns:n${i}="urn:${i}"`).join(' ');
  assert.equal(await verdictOn(rdf('<d:a/>'.repeat(50_000), names)), 'FILE_RDF');
  const columns = (n: number): string => Array.from({ length: n }, (_, i) => `c${i}`).join(',');
  assert.equal(await verdictOn(`${columns(200_000)}\n1\n`), 'FILE_TOO_LARGE');
  assert.equal(await verdictOn(`${columns(2_000)}\n1\n`), 'none');
});

test('JSON nested without end, in a row and beside the rows, is refused', async () => {
  assert.equal(await verdictOn(`{"dataset":[{"a":${'['.repeat(500_000)}`), 'FILE_JSON');
  const [good, deep] = ['{"grant":"G-1"}', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`];
  const { refused } = await usesOf([good, good, deep].join('\n'));
  assert.equal(refused.at(-1)?.code, 'READ_JSON');
  assert.equal(await verdictOn(`{"a":${'['.repeat(99)}${']'.repeat(99)},"dataset":[]}`), 'none');
});

test('what stands beside the rows is bounded, and what is read together', async () => {
  const members = Array.from({ length: 450_000 }, (_, i) => `"m${i}":1`).join(',');
  assert.equal(await verdictOn(`{"dataset":[],${members}}`), 'FILE_TOO_LARGE');
  const nodes = JSON.stringify({
    '@graph': Array<object>(400_000).fill({ '@id': 'urn:a', '@type': 'Dataset', title: 'x' }),
  });
  await assert.rejects(catalogueOf(nodes), (error) => codeOf(error) === 'FILE_TOO_LARGE');
  const turtle = '<urn:a> <urn:b> "cccccccccccccccccccccccccccccccccccc" .\n'.repeat(300_000);
  await assert.rejects(catalogueOf(turtle), (error) => codeOf(error) === 'FILE_TOO_LARGE');
  const agreements = JSON.stringify({
    agreements: Array<object>(200_000).fill({ base_reference: 'A', versions: [] }),
  });
  await assert.rejects(agreementsOf(agreements), (error) => codeOf(error) === 'FILE_TOO_LARGE');
});
