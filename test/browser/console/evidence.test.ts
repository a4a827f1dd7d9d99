// SPDX-License-Identifier: Apache-2.0
/** What is found of a use, and what is taken home of it: trails, bundles, verification, the citizen's desk. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { examineBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { partFile } from '@catalog-chain/verifier/format';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import { eventually } from '@catalog-chain/network/engine/wait';
import { ConsoleDemo } from '../../support/console-demo.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

/** As the auditor took it home. */
let bundle: Buffer;
let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

/** The files as an archive. */
async function zipped(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of files) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** As the provider has it made of the first use that it attested. */
async function bundleOfOneUse(): Promise<Buffer> {
  const { items } = await office.read<Page<UsageEvent>>(
    'provider',
    '/v1/usage-events?grant=G-ENROLMENT&limit=1',
  );
  const subject = { kind: 'event', id: items[0]?.leaf.id, organisation: items[0]?.organisation };
  const headers = {
    authorization: `Bearer ${office.demo.tokenOf('provider')}`,
    'content-type': 'application/json',
  };
  const address = new URL('/v1/evidence', office.demo.url);
  const asked = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ subject }) });
  const { id } = (await asked.json()) as { readonly id: string };
  const state = async (): Promise<string> =>
    (await office.read<{ readonly state: string }>('provider', `/v1/evidence/${id}`)).state;
  const isReady = async (): Promise<void> => {
    assert.equal(await state(), 'ready');
  };
  await eventually('the bundle of a use', isReady, { timeoutMs: 180_000, everyMs: 100 });
  return Buffer.from(await (await office.demo.fetch('provider', `/v1/evidence/${id}/bundle`)).arrayBuffer());
}

test('an auditor follows a grant and takes a bundle home; every look is on record, by keyboard alone', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('auditor');
  await at.go('/trail?kind=grant&id=G-ENROLMENT');
  await at.page.getByText('State a purpose at the top of the page first.').waitFor();
  await at.statePurpose();
  await at.page.getByText(/Entries read/).waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.use(at.page.getByRole('link', { name: 'Evidence' }));
  await at.type(at.page.getByLabel('Name or number'), 'G-ENROLMENT');
  await at.use(at.button('Make the bundle'));
  await at.page.getByText('The bundle is ready').waitFor();
  const loading = at.page.waitForEvent('download');
  await at.use(at.page.getByRole('link', { name: 'Download' }));
  const download = await loading;
  assert.match(download.suggestedFilename(), /\.zip$/);
  bundle = await readFile(await download.path());
  const { items } = await office.read<{ items: readonly { kind: string }[] }>('auditor', '/v1/audit-reads');
  assert.ok(items.some(({ kind }) => kind === 'grant'));
  assert.deepEqual(at.complaints, []);
});

/** What the page calls kinds of claims. */
const KINDS: Readonly<Record<string, string>> = {
  grant: 'Grant',
  'resource-version': 'Version of the catalogue',
  'so-far': 'Month so far',
};

test('a bundle is verified on this machine without a network, as by the command line, and a forged one is not', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.go('/verify');
  await at.page.context().setOffline(true);
  const drop = (content: Buffer): Promise<void> =>
    at.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'bundle.zip', mimeType: 'application/zip', buffer: content });
  const said = at.page.locator('[role=status] h2');

  await drop(bundle);
  await said.getByText('Valid', { exact: true }).waitFor();
  const { verdict } = await examineBundle(bundle);
  const shown = await at.page.locator('.check').allInnerTexts();
  assert.deepEqual(
    shown.map((text) => text.replace(/\s+/g, ' ')),
    verdict.claims.map(({ claim, statement }) => `holds ${KINDS[claim.claim] ?? claim.claim} ${statement}`),
  );
  await at.page.context().setOffline(false);
  assert.deepEqual(await at.findings(), []);
  await at.page.context().setOffline(true);

  const one = await bundleOfOneUse();
  await drop(one);
  await at.page.getByText('The root that comes out is the header’s').waitFor();
  const files = await openBundle(one);
  const lines = files.get('leaves.ndjson')?.toString('utf8') ?? '';
  assert.ok(lines.includes('means-test'));
  const forged = new Map([
    ...files,
    ['leaves.ndjson', Buffer.from(lines.replace('means-test', 'other-test'))],
  ]);
  await drop(await zipped(forged));
  await said.getByText('Not valid', { exact: true }).waitFor();
  for (const hostile of [
    Buffer.from('no zip'),
    Buffer.concat([bundle.subarray(0, 4_000)]),
    await zipped(new Map([['no-name-of-a-bundle', Buffer.from('x')]])),
  ]) {
    await drop(hostile);
    await said.getByText('Unreadable', { exact: true }).waitFor();
  }
  assert.deepEqual(
    at.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one)),
    [],
  );
});

/** The archive with what it says of how large its files are unpacked replaced: in each file's own head, and in its list of files. */
function understated(zip: Buffer, bytes: number): Buffer {
  const lying = Buffer.from(zip);
  const heads = [
    { mark: Buffer.from('PK\x03\x04'), at: 22 },
    { mark: Buffer.from('PK\x01\x02'), at: 24 },
  ];
  for (const { mark, at } of heads) lying.writeUInt32LE(bytes, lying.indexOf(mark) + at);
  return lying;
}

const MANY = 100_000;
/** Offsets and sizes of a zip's records (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
const HEAD = { mark: 'PK\x03\x04', bytes: 30, nameLength: 26 } as const;
const LISTED = { mark: 'PK\x01\x02', bytes: 46, nameLength: 28, offset: 42 } as const;
const END = { mark: 'PK\x05\x06', bytes: 22, onThisDisk: 8, count: 10, size: 12, offset: 16 } as const;

function zipRecord({ mark, bytes }: { readonly mark: string; readonly bytes: number }): Buffer {
  const record = Buffer.alloc(bytes);
  record.write(mark, 'latin1');
  return record;
}

/** An archive of files with nothing in them: a writer of archives takes a minute for so many. Its end counts to 65,535. */
function emptyFiles(names: readonly string[]): Buffer {
  const heads: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const head = zipRecord(HEAD);
    head.writeUInt16LE(name.length, HEAD.nameLength);
    const line = zipRecord(LISTED);
    line.writeUInt16LE(name.length, LISTED.nameLength);
    line.writeUInt32LE(offset, LISTED.offset);
    heads.push(head, Buffer.from(name));
    listed.push(line, Buffer.from(name));
    offset += HEAD.bytes + name.length;
  }
  const list = Buffer.concat(listed);
  const end = zipRecord(END);
  for (const at of [END.onThisDisk, END.count]) end.writeUInt16LE(names.length & 0xffff, at);
  end.writeUInt32LE(list.length, END.size);
  end.writeUInt32LE(offset, END.offset);
  return Buffer.concat([...heads, list, end]);
}

test('an archive made to exhaust the verifier is refused in words, and the page goes on', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.go('/verify');
  const drop = (content: Buffer): Promise<void> =>
    at.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'bundle.zip', mimeType: 'application/zip', buffer: content });
  const said = at.page.locator('[role=status]');
  const bomb = await zipped(new Map([['leaves.ndjson', Buffer.alloc(128 * 2 ** 20)]]));
  assert.ok(bomb.length < 2 ** 20);
  const parts = await zipped(new Map([[partFile(1), Buffer.alloc(128 * 2 ** 20)]]));
  const names = Array.from({ length: MANY }, (_, n) => `transactions/${hash('sha256', String(n))}.bin`);
  const hostile: readonly (readonly [Buffer, string])[] = [
    [bomb, 'The archive is too large unpacked.'],
    [understated(bomb, 1_000), 'The archive understates how large a file is unpacked.'],
    [understated(parts, 1_000), 'The archive understates how large a file is unpacked.'],
    [emptyFiles(names), 'The archive holds too many files.'],
  ];
  for (const [content, words] of hostile) {
    await drop(content);
    await said.getByText(words).waitFor();
    await said.getByText('Unreadable', { exact: true }).waitFor();
    assert.deepEqual(await at.findings(), []);
    await drop(bundle);
    await said.getByText('Valid', { exact: true }).waitFor();
  }
  assert.deepEqual(at.complaints, []);
});

test('a record is found by its identifier, which is nowhere afterwards', async (t) => {
  const at = await office.open(t);
  await at.enter('provider');
  await at.go('/trail');
  await at.page.getByLabel('数据资源').focus();
  await at.page.getByLabel('数据资源').selectOption('ProviderMSP:enrolment');
  const field = at.page.getByLabel('数据标识（如档案号）');
  await field.fill('BJ-SA-1003');
  await field.press('Enter');
  await at.page.getByText('所查记录的溯源').waitFor();
  await at.page.getByText(/已读取 \d+ 条，其中使用报告 [1-9]/).waitFor();
  assert.equal(await field.inputValue(), '');
  const kept = await at.page.evaluate<string>(
    'location.href + document.title + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.documentElement.outerHTML',
  );
  assert.ok(!kept.includes('BJ-SA-1003'));
  assert.deepEqual(at.complaints, []);
});

test('an identifier that is sent before its resource is chosen stays in its field, and goes nowhere', async (t) => {
  const IDENTIFIER = 'BJ-SA-1003';
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  const sent: string[] = [];
  at.page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  for (const address of ['/trail', '/desk', '/evidence?kind=record']) {
    await at.go(address);
    const before = at.page.url();
    const field = at.page.getByLabel('The record’s identifier (a file number, say)');
    await field.fill(IDENTIFIER);
    // Of characters that are being composed the key chooses one.
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    assert.equal(
      await at.page.getByText('Choose the resource that the record belongs to.').count(),
      0,
      address,
    );
    await field.press('Enter');
    await at.page.getByText('Choose the resource that the record belongs to.').waitFor();
    assert.deepEqual(await at.findings(), []);
    assert.equal(
      await at.page.getByLabel('Resource', { exact: true }).evaluate('document.activeElement.tagName'),
      'SELECT',
    );
    assert.equal(await field.inputValue(), IDENTIFIER);
    const kept = await at.page.evaluate<string>(
      'location.href + document.title + JSON.stringify(history.state) + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.documentElement.outerHTML',
    );
    assert.ok(!kept.includes(IDENTIFIER), address);
    assert.equal(at.page.url(), before);
    // Neither does leaving with it in the field.
    await at.page.getByRole('link', { name: 'Home' }).first().click();
    await at.page.goBack();
    await at.settled();
    assert.ok(!at.page.url().includes(IDENTIFIER));
  }
  assert.deepEqual(
    sent.filter((one) => one.includes(IDENTIFIER)),
    [],
  );
  assert.ok(!office.demo.log.includes(IDENTIFIER));
  assert.deepEqual(at.complaints, []);
});

test('at the citizen’s desk an officer prints who used a record, up to where that is complete', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.page.getByRole('link', { name: 'Citizen’s desk' }).click();
  const resource = at.page.getByLabel('Resource');
  await resource.focus();
  await resource.selectOption('ProviderMSP:enrolment');
  const field = at.page.getByLabel('The record’s identifier (a file number, say)');
  await field.fill('BJ-SA-1003');
  await field.press('Enter');
  await at.page.getByText(/Uses: [1-9]\d*\. Organisations: 1\./).waitFor();
  await at.page.getByRole('cell', { name: 'both sides have it' }).first().waitFor();
  await at.page.getByText('In these months nothing is sealed that is not disclosed.').waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.ok(!(await at.page.content()).includes('BJ-SA-1003'));
  assert.ok(!at.page.url().includes('BJ-SA-1003'));
  assert.deepEqual(at.complaints, []);
});
