// SPDX-License-Identifier: Apache-2.0
/** A file that did not come whole, or that can be read in two ways, is a fault of the file: nothing of it is taken for all of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { FileFault } from '@catalog-chain/gateway/import/faults';
import { openSource } from '@catalog-chain/gateway/import/source/open-source';
import { catalogueOf, type Reading } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const HEAD = 'identifier,title,description,publisher,accessLevel\n';
const row = (id: string): string => `${id},Bus,All,City,public\n`;

/** Entries that were read, or the code and line of what is wrong with the file. */
const outcome = (content: string | Uint8Array, reading: Reading = {}): Promise<string> =>
  catalogueOf(content, reading).then(
    ({ rows, refused }) => [`${rows.length} read`, ...refused.map(({ code }) => code)].join(', '),
    (error: unknown) => {
      assert.ok(error instanceof FileFault, String(error));
      return [error.code, error.place.line].filter((part) => part !== undefined).join(' ');
    },
  );

test('gzip ends where the file ends: only zeros may follow the last member', async () => {
  const [first, second] = [gzipSync(HEAD + row('A-1')), gzipSync(row('A-2'))];
  const damaged = Buffer.from(second);
  damaged[0] = 0;
  assert.equal(await outcome(Buffer.concat([first, second])), '2 read');
  assert.equal(await outcome(Buffer.concat([first, Buffer.alloc(512)])), '1 read');
  assert.equal(await outcome(Buffer.concat([first, damaged])), 'FILE_GZIP');
  assert.equal(await outcome(Buffer.concat([first, Buffer.alloc(70_000), damaged])), 'FILE_GZIP');
  assert.equal(await outcome(Buffer.concat([first, Buffer.from('more')])), 'FILE_GZIP');
});

const rdf = (titles: readonly string[], before = ''): string =>
  `<?xml version="1.0"?>\n${before}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
${titles
  .map(
    (title, n) =>
      `<dcat:Dataset rdf:about="urn:d:${n}"><dct:title>${title}</dct:title>
<dct:accessRights rdf:resource="http://publications.europa.eu/resource/authority/access-right/PUBLIC"/></dcat:Dataset>`,
  )
  .join('\n')}
</rdf:RDF>\n`;

test('RDF/XML that is cut short anywhere, or not well-formed, is no catalogue of what came before', async () => {
  const whole = rdf(['Bus', 'Tram', 'Train']);
  assert.equal(await outcome(whole), '3 read');
  for (let cut = 2; cut < whole.length - 60; cut += 7)
    assert.match(await outcome(whole.slice(0, -cut)), /^FILE_RDF( \d+)?$/, String(cut));
  assert.match(await outcome(rdf(['Bus & Tram', 'Train'])), /^FILE_RDF \d+$/);
});

test('entities of RDF/XML stand for plain text; one that holds another is refused', async () => {
  const title = async (doctype: string, said: string): Promise<unknown> =>
    (await catalogueOf(rdf([said], doctype))).rows[0]?.titles[''];
  assert.equal(await title('<!DOCTYPE rdf:RDF [<!ENTITY town "Bath">]>\n', 'Bus in &town;'), 'Bus in Bath');
  for (const inner of [
    '<!ENTITY a "AAA"><!ENTITY b "&a;&a;">',
    '<!ENTITY b SYSTEM "file:///etc/hostname">',
    '<!ENTITY % b "x">',
  ])
    assert.match(await outcome(rdf(['Bus &b;'], `<!DOCTYPE rdf:RDF [${inner}]>\n`)), /^FILE_RDF/, inner);
});

test('a pair of stray quotes takes in no row', async () => {
  const swallowed = 'S-2,Bus,"All,City,public\nS-3,Tram,Some",City,public\n';
  assert.equal(await outcome(HEAD + row('S-1') + swallowed + row('S-4')), 'FILE_QUOTE 3');
  const three = 'S-2,"Bus,All,City,public\nS-3,Bus,All,City,public\nS-4,Tram",All,City,public\n';
  assert.equal(await outcome(HEAD + three), 'FILE_QUOTE 2');
  const prose = 'S-2,Bus,"Stops, platforms, gates\nand, in part, lifts",City,public\n';
  assert.equal(await outcome(HEAD + prose), '1 read');
  assert.equal(await outcome(`${HEAD}S-2,Bus,"Stops\nand platforms",City,public\n`), '1 read');
});

test("the separator that Excel's first line names may be a tab", async () => {
  const tabs = (HEAD + row('T-1')).replaceAll(',', '\t');
  assert.equal(await outcome(`sep=\t\r\n${tabs}`), '1 read');
  assert.equal(await outcome(`"sep=\t"\n${tabs}`), '1 read');
});

test('characters that no text holds are told by their line', async () => {
  assert.equal(
    await outcome(`${HEAD}${row('N-1')}${row('N-2')}N-3,Bus,\u0000,City,public\n`),
    'FILE_CHARACTERS 4',
  );
});

test('a table without rows is no catalogue', async () => {
  assert.equal(await outcome(HEAD), 'FILE_NO_ROWS');
  assert.equal(await outcome(`${HEAD},,,,\n\n`), 'FILE_NO_ROWS');
});

test('what is no file, and an archive that holds nothing, are refused at once', async () => {
  await using folder = await mkdtempDisposable(path.join(os.tmpdir(), 'catalog-chain-pipe-'));
  const pipe = path.join(folder.path, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await assert.rejects(openSource(pipe, { multiline: true }), { code: 'FILE_UNREADABLE' });
  await assert.rejects(openSource(folder.path, { multiline: true }), { code: 'FILE_UNREADABLE' });
  const empty = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);
  assert.equal(await outcome(empty), 'FILE_SHEET');
});
