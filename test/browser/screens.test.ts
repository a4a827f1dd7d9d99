// SPDX-License-Identifier: Apache-2.0
/** Screens of the console in a real browser over a demo: each by itself, in both languages, wide and narrow. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { startBrowser } from '../support/browser.js';
import { builtConsole, ConsolePage, type Language, type Look } from '../support/console-page.js';
import { DemoProcess } from '../support/demo-process.js';
import { afterAll, beforeAll, test, type TestContext } from '../support/testing.js';

const LANGUAGES: readonly Language[] = ['zh', 'en'];
const NARROW = 390;

let browser: Browser | undefined;
let demo: DemoProcess;

beforeAll(async () => {
  await builtConsole();
  demo = await DemoProcess.start();
});

afterAll(async () => {
  await browser?.close();
  await demo[Symbol.asyncDispose]();
});

async function open(t: TestContext, look: Look = {}): Promise<ConsolePage> {
  browser ??= await startBrowser(t);
  const opened = await ConsolePage.open(browser, demo.url, look);
  t.after(() => opened[Symbol.asyncDispose]());
  return opened;
}

const read = async <T>(role: string, address: string): Promise<T> =>
  (await (await demo.fetch(role, address)).json()) as T;

/** The page as it is now is accessible, and fits into a narrow window too. */
async function fits(at: ConsolePage, width = NARROW): Promise<void> {
  assert.deepEqual(await at.findings(), []);
  const wide = at.page.viewportSize();
  await at.page.setViewportSize({ width, height: 900 });
  assert.equal(await at.isTooWide(), false, at.page.url());
  assert.deepEqual(await at.findings(), []);
  if (wide) await at.page.setViewportSize(wide);
}

test('the texts of one language are loaded, and those of the other when it is chosen', async (t) => {
  const at = await open(t);
  const texts: string[] = [];
  at.page.on('response', (response) => {
    const [, language] = /\/(zh|en)-[^/]+\.js$/.exec(response.url()) ?? [];
    if (language !== undefined) texts.push(language);
  });
  await at.page.reload();
  await at.page.getByRole('heading', { name: '谁在何时依何授权用了哪条数据，有据可查' }).waitFor();
  assert.deepEqual(texts, ['zh']);
  await at.page.route('**/en-*.js', (route) => route.abort());
  await at.button('English').click();
  await at.page.getByRole('alert').filter({ hasText: '没有收到应答' }).waitFor();
  await at.page.unroute('**/en-*.js');
  await at.button('English').click();
  await at.page.getByRole('button', { name: '中文' }).waitFor();
  await at.page.reload();
  await at.page.getByRole('button', { name: '中文' }).waitFor();
  assert.deepEqual(texts.slice(1), ['en', 'en']);
});

async function post(role: string, address: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${demo.tokenOf(role)}`, 'content-type': 'application/json' };
  const answer = await fetch(new URL(address, demo.url), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.text());
}

test('what is owed leads to its form, also where the card must first read what is owed', async (t) => {
  await post('provider', '/v1/requests/R-PENSION-COPY/decision', { approved: true });
  await post('manager', '/v1/requests/R-PENSION-COPY/confirmation', { approved: true });
  const at = await open(t, { language: 'en' });
  await at.enter('provider');
  const { items } = await read<Page<{ id: string; kind: string; cause: { id: string } }>>(
    'provider',
    '/v1/obligations?kind=deliver-data&standing=open&owedBy=ProviderMSP',
  );
  const [owed] = items;
  assert.ok(owed);
  await at.go(`/obligations/${encodeURIComponent(owed.id)}`);
  await at.button('Declare the data delivered').click();
  await at.dialog.getByRole('heading', { name: 'Declare the data delivered' }).waitFor();
  assert.ok(at.page.url().includes(`/grants/${owed.cause.id}`));
  await at.page.keyboard.press('Escape');
  await at.dialog.waitFor({ state: 'detached' });
  assert.equal(await at.page.getByRole('dialog').count(), 0, 'closed, it stays closed');
});

test('what was sealed is disclosed on the page of reports, from the file that was kept', async (t) => {
  for (const language of LANGUAGES) {
    const at = await open(t, { language });
    await at.enter('consumer');
    await at.go('/report?do=report.disclose');
    const title = language === 'zh' ? '披露密封的使用' : 'Disclose sealed uses';
    const block = at.page.locator('.block', { has: at.page.getByRole('heading', { name: title }) });
    await block.waitFor();
    await fits(at);
    const row = {
      id: '0199f7a0-0000-7000-8000-000000000001',
      kind: 'use',
      correlation: 'X-1',
      grant: 'G-ENROLMENT',
      recordId: 'BJ-SA-1003',
      action: 'query',
      at: new Date().toISOString(),
      system: 'ConsumerMSP:WINDOW',
      actorId: 'one',
      purpose: 'enrolment',
      outcome: 'ok',
    };
    const content = Buffer.from(`${JSON.stringify(row)}\n`);
    await block
      .locator('input[type=file]')
      .setInputFiles({ name: 'kept.ndjson', mimeType: 'application/x-ndjson', buffer: content });
    await block.locator('button.primary').click();
    // Nothing was sealed under this id: it is refused as such, and not reported as a new use.
    await block
      .getByText(/NOT_FOUND|CONDITION_NOT_MET|SEAL_MISMATCH/)
      .first()
      .waitFor();
    assert.deepEqual(at.complaints, []);
  }
});
