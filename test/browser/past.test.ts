// SPDX-License-Identifier: Apache-2.0
/** The console over a demo that has a past: what is to be found in it by whoever never saw it before. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { ConsoleDemo } from '../support/console-demo.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const LOOK = { language: 'en' } as const;

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start({ past: true });
});

afterAll(() => office[Symbol.asyncDispose]());

test('an auditor finds from his home who used a record in a month, and outside which grant, in three clicks', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('auditor');
  await at.statePurpose();
  const begun = Date.now();
  let clicks = 0;
  const click = async (target: { click: () => Promise<void> }): Promise<void> => {
    clicks += 1;
    await target.click();
  };
  await click(at.page.locator('.side').getByRole('link', { name: 'Trails' }));
  await at.page.getByLabel('Resource').selectOption('ProviderMSP:enrolment');
  clicks += 1;
  await at.page.getByLabel('The record’s identifier (a file number, say)').fill('BJ-SA-1003');
  await click(at.button('Find this record'));
  const outside = at.page
    .locator('.timeline li', { hasText: 'G-ENROLMENT-MONTHS' })
    .filter({ hasText: 'wrong purpose' });
  await outside.first().waitFor();
  const seconds = (Date.now() - begun) / 1_000;
  t.note(`${clicks} clicks, ${seconds.toFixed(1)} s`);
  assert.ok(clicks <= 3 && seconds < 180);
  await at.page.getByText('That is all.', { exact: true }).waitFor();
  assert.deepEqual(await at.findings(), []);

  await at.button('Make a bundle of these uses').click();
  await at.page.getByText('The bundle is ready').waitFor();
  const named = (await at.page.getByText('catalog-chain-verify').textContent()) ?? '';
  const loading = at.page.waitForEvent('download');
  await at.page.getByRole('link', { name: 'Download' }).click();
  assert.ok(named.endsWith((await loading).suggestedFilename()), named);

  // Of other resources nobody disclosed a key: the screen says whom to ask, and offers no vain repetition.
  await at.page.getByLabel('Resource').selectOption('ProviderMSP:pension-payments');
  await at.page.getByLabel('The record’s identifier (a file number, say)').fill('BJ-SA-1003');
  await at.button('Find this record').click();
  const lacking = at.page.getByRole('note').filter({ hasText: 'holds no record key' });
  await lacking.getByRole('link', { name: 'G-PENSION', exact: true }).waitFor();
  assert.equal(await at.button('Try again').count(), 0);
  assert.ok(!at.page.url().includes('BJ-SA'));
});

test('at the citizen’s desk a use is told with the purpose that was reported of it and with its verdict', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('provider');
  await at.go('/desk');
  await at.page.getByLabel('Resource').selectOption('ProviderMSP:enrolment');
  const field = at.page.getByLabel('The record’s identifier (a file number, say)');
  await field.fill('BJ-SA-1003');
  await field.press('Enter');
  const flagged = at.page.getByRole('row').filter({ hasText: 'wrong purpose' });
  await flagged.getByRole('cell', { name: 'desk-service', exact: true }).first().waitFor();
  await at.page.getByText('Flagged by the ledger: 1,').waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('every figure of a member leads to exactly the obligations that it counts', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('manager');
  const month = (ms: number): string => new Date(ms).toISOString().slice(0, 7);
  const span = `period=${month(Date.now() - 78 * 86_400_000)}&until=${month(Date.now())}`;
  await at.go(`/supervision?organisation=ProviderMSP&${span}`);
  const tiles = at.page.locator('.figures.many a[href*="/obligations"]');
  const figures: { count: number; href: string }[] = [];
  for (const tile of await tiles.all())
    figures.push({
      count: Number(await tile.locator('b').textContent()),
      href: new URL((await tile.getAttribute('href')) ?? '', office.demo.url).href,
    });
  assert.equal(figures.length, 4);
  assert.ok(
    figures.every(({ count }) => count > 0 && count < 50),
    JSON.stringify(figures),
  );
  for (const { count, href } of figures) {
    await at.page.goto(href);
    await at.settled();
    assert.equal(await at.page.locator('.main tbody tr').count(), count, href);
  }
  await at.go('/home');
  const missed = at.page.locator('.figures a', { hasText: 'overdue or missed' });
  const count = Number(await missed.locator('b').textContent());
  await missed.click();
  // The page before has settled too.
  await at.page.getByRole('heading', { level: 1, name: 'Obligations' }).waitFor();
  await at.settled();
  assert.ok(count > 0);
  assert.equal(await at.page.locator('.main tbody tr').count(), count);
});

test('what is owed leads to the form by which it is met', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('provider');
  const owed = at.page.locator('.main tr', { hasText: 'R-PENSION-COPY' });
  await owed.getByRole('link', { name: 'Answer a request' }).click();
  await at.button('Answer the request').click();
  await at.dialog.getByRole('radio', { name: 'Approve', exact: true }).check();
  await at.dialog.getByRole('radio', { name: 'Approve', exact: true }).waitFor();
  assert.match(at.page.url(), /\/requests\/R-PENSION-COPY/);
  assert.deepEqual(at.complaints, []);
});

test('a figure of an item of the law leads to the very uses that it counts', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('manager');
  await at.go('/supervision');
  const cell = at.page.locator('table.heat a[href*="item=40-2"]').first();
  const count = Number(await cell.textContent());
  assert.ok(count > 0);
  await cell.click();
  const uses = at.page.getByRole('region', { name: 'Uses that are counted' }).locator('tbody tr');
  await uses.first().waitFor();
  assert.equal(await uses.count(), count);
  await at.fits();
  assert.deepEqual(at.complaints, []);
});

test('a file of a table has words beside codes, and times with their zone', async (t) => {
  const at = await office.open(t, { language: 'zh' });
  await at.enter('manager');
  await at.go('/uses?violation=any');
  const loading = at.page.waitForEvent('download');
  await at.page.getByRole('button', { name: '导出 CSV' }).last().click();
  const file = await (await loading).path();
  const [head = '', first = ''] = (await readFile(file, 'utf8')).replace('\u{feff}', '').split('\r\n');
  assert.match(head, /^时间,报送方,报送方（代码）,报送机构,报送机构（代码）,/);
  assert.match(first, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00,(使用方申报,claim|提供方佐证,attestation),/);
  assert.ok(!/\dZ/.test(first), first);
});

test('the card of a grant whose service ended says what was announced, since when it has ended, and what is owed', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('consumer');
  await at.go('/grants/G-JOBLESS-CHECK');
  await at.page.getByText('The provider announced that it ends the service from').waitFor();
  await at.page.getByText('The grant has ended:').waitFor();
  await at.page.getByText('This organisation still owes 1 under this grant').waitFor();
  await at.fits();
});

test('a page at an address of numbers says why there is no passkey, and where there is', async (t) => {
  const at = await office.open(t, LOOK);
  await at.enter('provider');
  await at.go('/keys');
  const link = at.page.getByRole('link', { name: 'Open it at http://localhost' });
  assert.match((await link.getAttribute('href')) ?? '', /^http:\/\/localhost:\d+\/console\/keys$/);
  assert.deepEqual(await at.findings(), []);
});
