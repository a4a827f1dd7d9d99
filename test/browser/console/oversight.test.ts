// SPDX-License-Identifier: Apache-2.0
/** What is watched and governed at the console: supervision, the policy, news, ready questions and charts. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ConsoleDemo } from '../../support/console-demo.js';
import { takeMeasures } from '../../support/measures.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

/** Lists that figures of the overview of duties lead to. */
const LISTS = ['requests', 'grants', 'resources', 'system', 'demand', 'catalogue-change', 'uses'] as const;
const ADDRESSES: Readonly<Record<string, string>> = { uses: 'usage-events' };

/** All that a list has, page by page. */
async function countOf(address: string): Promise<number> {
  interface Page {
    readonly items: readonly unknown[];
    readonly next?: string;
  }
  const path = `/v1/${address}${address.includes('?') ? '&' : '?'}limit=1000`;
  let page = await office.read<Page>('manager', path);
  let count = page.items.length;
  while (page.next !== undefined) {
    page = await office.read<Page>('manager', `${path}&cursor=${page.next}`);
    count += page.items.length;
  }
  return count;
}

/** Where the API lists what a page of the console lists; undefined where the page is no list. */
function addressOf(href: string): string | undefined {
  const [, list = ''] = /^\/console\/(?:matters\/)?(.+)$/.exec(href) ?? [];
  if (list.endsWith('/consumers')) return list;
  const counted = LISTS.find((name) => list.startsWith(`${name}?`));
  if (counted === undefined) return undefined;
  return list.replace(counted, ADDRESSES[counted] ?? (counted.endsWith('s') ? counted : `${counted}s`));
}

async function leadsToWhatItCounts(figure: Locator): Promise<void> {
  const href = (await figure.getByRole('link').getAttribute('href')) ?? '';
  assert.match(href, /[?&](?:node|duty)=|\/duties\/[^/]+\/consumers$/);
  const address = addressOf(href);
  if (address !== undefined) assert.equal(String(await countOf(address)), await figure.innerText(), href);
}

test('a manager follows what members answer for down to the record, and a member sees its own alone', async (t) => {
  await takeMeasures(office.demo);
  const at = await office.open(t, { language: 'en' });
  await at.enter('manager');
  await at.page.getByRole('link', { name: 'Supervision' }).click();
  await at.page.getByRole('heading', { name: 'Items and members' }).waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.page
    .getByRole('row', { name: /^Art\. 40 \(2\)/ })
    .getByRole('link')
    .click();
  await at.page.getByRole('heading', { name: 'Liability items' }).waitFor();
  assert.match(at.page.url(), /organisation=ConsumerMSP/);
  await at.page.getByRole('heading', { name: 'Records counted' }).waitFor();
  await at.page.locator('ul.lines li').first().waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.page.locator('.figures').getByRole('link', { name: 'orders to correct' }).click();
  await at.page.getByRole('link', { name: 'O-SCOPE' }).click();
  await at.page.getByText('有使用超出授权用途，请自查并改正。').waitFor();
  await at.go('/orders/O-DELIVERY');
  await at.page.getByText('已调整交付流程，今后按期提供。').waitFor();
  await at.go('/duties');
  const duty = at.page.getByRole('row', { name: /Social insurance/ });
  await duty.waitFor();
  // Every figure leads to what hangs on the duty, and the list has as many as it says.
  for (const figure of await at.page.locator('.main td.number').all()) await leadsToWhatItCounts(figure);
  assert.deepEqual(at.complaints, []);
  await at.signOut();

  await at.enter('provider');
  await at.go('/supervision?organisation=ConsumerMSP');
  await at.page.getByRole('alert').waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.go('/lists/demand');
  await at.page.getByText('Records of vocational training').waitFor();
});

test('a manager sees what a version of the policy changes before it is set, and everybody afterwards', async (t) => {
  const at = await office.open(t, { language: 'en' });
  const before = await office.read<{ version: number; calendar: object }>('consumer', '/v1/policies/current');
  await at.enter('manager');
  await at.go('/policy');
  await at.use(at.button('Write the next version'));
  await at.page.getByLabel('Ruling').fill('25');
  await at.page.getByLabel('Holidays').fill('2026-12-31\nnever');
  await at.page.getByText('A line is no date.').waitFor();
  await at.page.getByLabel('Holidays').fill('2026-12-31');
  await at.page.getByRole('row', { name: /Ruling 20 25/ }).waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.use(at.button('Set the next version of the policy'));
  await at.dialog.getByText('20 → 25').waitFor();
  await at.record();
  await at.page.keyboard.press('Escape');
  await at.go('/policy');
  await at.page.getByRole('heading', { name: `Version ${before.version + 1}` }).waitFor();
  const set = await office.read<{ deadlines: { rule: number }; calendar: object }>(
    'consumer',
    '/v1/policies/current',
  );
  assert.equal(set.deadlines.rule, 25);
  assert.deepEqual(set.calendar, { ...before.calendar, holidays: ['2026-12-31'] });
  await at.signOut();
  await at.enter('consumer');
  await at.go('/policy');
  await at.page.getByRole('row', { name: /Ruling 20 25/ }).waitFor();
  assert.equal(await at.button('Write the next version').count(), 0);
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('what happens is told while a page is open, and what is new since the last look is marked', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.page.getByRole('link', { name: 'What is new' }).click();
  await at.page.getByText('live', { exact: true }).waitFor();
  await at.page.locator('.timeline .tag', { hasText: 'new' }).first().waitFor();
  await at.button('Mark all as seen').click();
  await at.page.locator('.timeline .tag', { hasText: 'new' }).first().waitFor({ state: 'detached' });
  const told = { statement: '复核后仍有误', subject: { kind: 'resource' }, grant: 'G-ENROLMENT' };
  await office.demo.post('consumer', '/v1/corrections', told);
  await at.page.locator('.timeline li', { hasText: 'Correction opened' }).getByText('new').waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('ready questions are answered, a question is kept, and charts have their figures in tables', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.go('/uses?violation=wrong-purpose');
  await at.button('Keep this question').click();
  await at.go('/questions');
  await at.page.getByRole('link', { name: 'Uses · The ledger’s verdict: wrong purpose' }).waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.page.getByRole('link', { name: 'One actor, many records' }).click();
  await at.page.getByRole('columnheader', { name: 'Different records' }).waitFor();
  await at.go('/questions/outside-hours');
  await at.page.getByText(/from \d+ uses of the last 90 days/).waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.go('/patterns');
  await at.page.getByRole('img', { name: /^Provider → consumer/ }).waitFor();
  await at.page
    .getByRole('row', { name: /Binjiang Human Resources .* Binjiang Civil Affairs Bureau \d+/ })
    .waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.page.locator('table.heat td a').first().click();
  await at.page.locator('.table-wrap[aria-label="Uses"] tbody tr').first().waitFor();
  assert.match(at.page.url(), /resource=ProviderMSP/);
  await at.go('/grants');
  await at.page.locator('svg.spans').waitFor();
  await at.go('/trail?kind=grant&id=G-ENROLMENT');
  const entries = at.page.locator('.timeline > li');
  const all = await entries.count();
  await at.page.getByLabel('From').focus();
  await at.page.keyboard.press('End');
  await at.page.getByText(/(\d{4}-\d\d-\d\d) to \1 is shown/).waitFor();
  assert.ok((await entries.count()) < all);
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});
