// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { eventId } from '../../support/embedded-market.js';
import { claims, openEvidenceMarket, PERIOD, type EvidenceMarket } from '../../support/evidence-market.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { deflate, order } from '../../support/usage.js';

const CLI = fileURLToPath(new URL('../../../../gateway/dist/cli/main.js', import.meta.url));

let market: EvidenceMarket;
let event: Buffer;
let month: Buffer;

beforeAll(async () => {
  market = await openEvidenceMarket();
  event = await market.bundle({ kind: 'event', id: eventId(2) });
  month = await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD });
});
afterAll(() => market[Symbol.asyncDispose]());

const statements = async (zip: Buffer): Promise<string[]> => {
  const { valid, faults, claims } = await verifyBundle(zip);
  assert.deepEqual(faults, []);
  assert.equal(valid, true);
  return claims.map(({ claim, statement }) => `${claim.claim}: ${statement}`);
};

test('an event is proved with its reporter, verdict and block, its grant and the catalogue entry', async () => {
  const [first = '', ...others] = await statements(event);
  assert.match(
    first,
    /^event: [0-9a-f-]{36}: use of record [\w-]{43} under grant G-1 at .*, reported by ConsumerMSP \(claim\) .*, signed by its reporter/,
  );
  assert.match(first, /; no violation; as of block \d+, \d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(
    others.map((line) => line.split(':')[0]),
    ['grant', 'resource-version'],
  );
});

test('a violation is part of what is proved', async () => {
  const [first] = await statements(await market.bundle({ kind: 'event', id: eventId(220) }));
  assert.match(first ?? '', /violations: wrong-purpose; as of block /);
});

test("a grant's month is proved whole, for both parties, over all batches of all their journals", async () => {
  const soFar = (await statements(month)).filter((line) => line.startsWith('so-far'));
  const told = soFar.map((line) => line.replace(/; as of block \d+, .*$/, ''));
  assert.deepEqual(told, [
    `so-far: ConsumerMSP reported 8 events of grant G-1 for ${PERIOD}: all that its 3 batches in 1 journals hold; the month may go on`,
    `so-far: ProviderMSP reported 5 events of grant G-1 for ${PERIOD}: all that its 1 batches in 1 journals hold; the month may go on`,
  ]);
});

test('a month without uses is proved to have none', async () => {
  const lines = await statements(await market.bundle({ kind: 'grant', id: 'G-1', period: '2020-01' }));
  assert.ok(lines.some((line) => line.startsWith('complete: ConsumerMSP reported 0 events')));
});

test('a batch behind a gap is not passed over: no head is endorsed before the gap', async () => {
  await using gap = await openEvidenceMarket();
  const lines = claims(500, 1).map(encode);
  const submit = async (sequence: number): Promise<void> => {
    const args = [encode(order('J', sequence, 'a'.repeat(64))), deflate(lines)];
    const call = { transaction: TRANSACTIONS.usageSubmit, args };
    const prepared = await gap.ledger.prepare({ mspId: 'ConsumerMSP', user: 'submitter' }, call);
    assert.equal((await gap.ledger.submit(prepared)).status, 'committed');
  };
  const head = { transaction: TRANSACTIONS.auditReadJournalHead, args: ['ConsumerMSP', 'J', '3'] };
  const officer = { mspId: 'ConsumerMSP', user: 'officer' };
  await gap.ledger.endorsedRead(officer, head);
  // Three are there; 100 is the furthest that commits while the fourth is missing.
  await submit(103);
  await assert.rejects(gap.ledger.endorsedRead(officer, head), { code: 'JOURNAL_GAP' });
  await assert.rejects(submit(104), { code: 'JOURNAL_GAP' });
});

test('what is not there makes no bundle', async () => {
  const missing = { code: 'NOT_FOUND' };
  await assert.rejects(market.bundle({ kind: 'event', id: eventId(999_999) }), missing);
  await assert.rejects(market.bundle({ kind: 'grant', id: 'G-404', period: PERIOD }), missing);
});

test('given roots are believed and no others', async () => {
  const roots = new Map(
    Object.entries(await market.ledger.rootCertificates()).map(([name, pems]) => [name, pems.join('\n')]),
  );
  assert.equal((await verifyBundle(event, roots)).valid, true);
  await using other = await openEvidenceMarket();
  const foreign = new Map(
    Object.entries(await other.ledger.rootCertificates()).map(([name, pems]) => [name, pems.join('\n')]),
  );
  const { valid, faults } = await verifyBundle(event, foreign);
  assert.equal(valid, false);
  assert.ok(faults.some(({ code }) => code === 'certificate-foreign'));
  roots.delete('EmbeddedNode');
  assert.equal((await verifyBundle(event, roots)).valid, false);
});

test('the command says what it proves and does not, and its exit code says whether it holds', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
  try {
    const run = async (name: string, bytes: Buffer): Promise<ReturnType<typeof spawnSync>> => {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      return spawnSync(process.execPath, [CLI, 'verify', file], { encoding: 'utf8' });
    };
    const good = await run('good.zip', event);
    assert.equal(good.status, 0, String(good.stderr));
    assert.match(
      String(good.stdout),
      /proved {4}event: [\s\S]*unproved[\s\S]*from the bundle itself[\s\S]*VALID\n$/,
    );
    assert.equal((await run('no.zip', Buffer.from('no bundle'))).status, 2);
    assert.equal((await run('cut.zip', event.subarray(0, event.length - 40))).status, 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a bundle holds what its manifest lists and no plain identifier', async () => {
  const files = await openBundle(event);
  assert.deepEqual([...files.keys()].filter((name) => name.startsWith('transactions/')).length, 2);
  assert.ok(files.has('roots/EmbeddedNode.pem') && files.has('roots/ConsumerMSP.pem'));
});
