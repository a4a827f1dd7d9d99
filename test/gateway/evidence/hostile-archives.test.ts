// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { FILES, FORMAT, type Manifest } from '@catalog-chain/verifier/format';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import yazl from 'yazl';
import { SecondVerifier } from '../../support/second-verifier.js';
import { test } from '../../support/testing.js';

async function archive(...files: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of files) zip.addBuffer(content, name);
  zip.end();
  return buffer(zip.outputStream);
}

const refused = (zip: Buffer, why: RegExp): Promise<void> =>
  assert.rejects(openBundle(zip), (error) => error instanceof Unreadable && why.test(error.message));

const replaced = (zip: Buffer, name: string, other: string): Buffer =>
  Buffer.from(zip.toString('latin1').replaceAll(name, other), 'latin1');

test('an archive that unpacks to more than a bundle can hold is refused before it is unpacked', async () => {
  const bomb = await archive(['leaves.ndjson', Buffer.alloc(65 * 2 ** 20)]);
  assert.ok(bomb.length < 2 ** 20);
  await refused(bomb, /too large/);
});

test('an entry that says it is smaller than it is, is refused', async () => {
  const bomb = await archive(['leaves.ndjson', Buffer.alloc(3 * 2 ** 20)]);
  const [size, lie] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32LE(3 * 2 ** 20);
  lie.writeUInt32LE(100);
  await refused(replaced(bomb, size.toString('latin1'), lie.toString('latin1')), /damaged/);
});

test('names that leave the folder, repeat or are unknown are refused', async () => {
  const empty = Buffer.from('x');
  const good = await archive(['roots/AAAAMSP.pem', empty]);
  for (const name of ['../ts/AAAAMSP.pem', '/oots/AAAAMSP.pem', 'roots\\AAAAMSP.pem', 'roots/../AAMSP.pe'])
    await refused(replaced(good, 'roots/AAAAMSP.pem', name), /names? a? ?file|name/);
  await refused(await archive(['manifest.json', empty], ['manifest.json', empty]), /twice/);
  await refused(await archive(['notes.txt', empty]), /name/);
});

/** Signature of an entry of a zip's directory, and where in it stands where its file begins (APPNOTE 4.3.12). */
const ENTRY = Buffer.from('PK\x01\x02', 'latin1');
const OFFSET = 42;

/** The archive with every entry of its directory leading to its first file. */
function allToTheFirst(zip: Buffer): Buffer {
  const changed = Buffer.from(zip);
  for (let at = changed.indexOf(ENTRY); at >= 0; at = changed.indexOf(ENTRY, at + 1))
    changed.writeUInt32LE(0, at + OFFSET);
  return changed;
}

test('an archive in which many entries lead to one file is refused before any is unpacked', async (t) => {
  const part = await archive(['manifest.json', Buffer.from('{}')]);
  const names = Array.from({ length: 2_000 }, (_, i) => `part-${String(i + 1).padStart(6, '0')}.zip`);
  const zip = new yazl.ZipFile();
  for (const name of names) zip.addBuffer(part, name, { compress: false });
  zip.end();
  const bundle = allToTheFirst(await buffer(zip.outputStream));
  const isSaid = (error: unknown): boolean =>
    error instanceof Unreadable && /lie in one another/.test(error.message);
  await assert.rejects(verifyBundle(bundle), isSaid);
  using second = new SecondVerifier();
  second.assertReady(t);
  assert.equal(second.verify(bundle).status, 2);
  await refused(
    allToTheFirst(await archive(['manifest.json', part], ['leaves.ndjson', part])),
    /one another/,
  );
});

test('what is no archive, or has no manifest, is unreadable', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(1000, 1), await archive()])
    await assert.rejects(verifyBundle(bytes), Unreadable);
  for (const manifest of ['', '{}', '{"format":"catalog-chain-evidence/2"}', '[]'])
    await assert.rejects(verifyBundle(await archive(['manifest.json', Buffer.from(manifest)])), Unreadable);
});

test('a file of nothing but faults is given up on', async () => {
  const lines = Buffer.from('0\n'.repeat(2 ** 20));
  const manifest: Manifest = {
    format: FORMAT,
    claims: [{ claim: 'grant', id: 'G-1' }],
    asOf: { organisation: 'ConsumerMSP', id: '019b76da-a804-74b2-a277-77d4dd1fc61c' },
    ledger: { kind: 'fabric', channel: 'catalog', chaincode: 'catalog', genesisHash: '0'.repeat(64) },
    files: [{ path: FILES.reads, bytes: lines.length, sha256: hash('sha256', lines) }],
  };
  const zip = await archive([FILES.manifest, Buffer.from(encode(manifest))], [FILES.reads, lines]);
  const { valid, faults, counts } = await verifyBundle(zip);
  assert.equal(valid, false);
  assert.ok(faults.length <= 1_001, `${faults.length} faults`);
  assert.equal(counts.reads, 1_000);
});
