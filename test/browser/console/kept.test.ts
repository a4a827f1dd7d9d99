// SPDX-License-Identifier: Apache-2.0
/** What somebody types, and what he reads, stays while lists and cards are read again behind it, whatever comes of that. */
import assert from 'node:assert/strict';
import { ConsoleDemo } from '../../support/console-demo.js';
import type { ConsolePage } from '../../support/console-page.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

/** Comes back to the window until what is asked for is read again: only what is some seconds old is. */
async function comeBack(at: ConsolePage, what: string, isRead: () => boolean): Promise<void> {
  await until(what, async () => {
    await at.page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    return isRead();
  });
}

test('a dialog outlives the row that it was opened from, and the list that cannot be read again', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('arbitrator');
  await at.go('/keys');
  await at.button('Make a key in this browser').click();
  const enrolment = await at.page.getByLabel('Enrolment').inputValue();
  await at.signOut();
  await at.enterAs(/Administrator · Binjiang Audit Office/);
  await at.go('/signers');
  await at.page.getByLabel('Enrolment').fill(enrolment);
  await at.button('Register a signer').click();
  await at.record();
  await at.page.keyboard.press('Escape');
  const row = at.page.locator('.main tbody tr');
  await row.getByRole('button', { name: 'Revoke the signer' }).click();
  const reason = at.dialog.getByRole('textbox');
  await reason.fill('The key was lost.');

  let asked = 0;
  let isFailing = true;
  await at.page.route('**/v1/signers?**', async (route) => {
    asked += 1;
    if (isFailing) return route.fulfill({ status: 500, json: {} });
    return route.fulfill({ json: { items: [], asOf: 1 } });
  });
  await comeBack(at, 'the list is asked for again, in vain', () => asked > 0);
  await at.page.locator('.main > .notice.fault').waitFor();
  assert.equal(await row.count(), 1, 'what was read before stays');
  assert.equal(await reason.inputValue(), 'The key was lost.');

  isFailing = false;
  asked = 0;
  await comeBack(at, 'the list is read again', () => asked > 0);
  await row.waitFor({ state: 'detached' });
  assert.equal(await reason.inputValue(), 'The key was lost.');
  await at.page.unroute('**/v1/signers?**');
  await at.button('See what will be recorded').click();
  await at.button('Record').click();
  await at.dialog.locator('.proof').waitFor();
  await at.dialog.getByRole('button', { name: 'Close' }).last().click();
  await at.dialog.waitFor({ state: 'detached' });
  await row.filter({ hasText: 'revoked' }).waitFor();
});

test('pages that were read stay where the next one fails, which is asked for again by itself', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('auditor');
  await at.statePurpose();
  const pages: string[] = [];
  let isFailing = true;
  for (const list of ['**/v1/resources?**', '**/v1/trails/grant/**', '**/v1/blocks?**'])
    await at.page.route(list, async (route) => {
      const address = new URL(route.request().url());
      pages.push(address.search);
      if (isFailing && (address.searchParams.has('cursor') || address.searchParams.has('before')))
        return route.fulfill({ status: 500, json: {} });
      address.searchParams.set('limit', '3');
      return route.continue({ url: address.href });
    });
  for (const [address, lines, more] of [
    ['/resources', '.main tbody tr', '.main button.more'],
    ['/trail?kind=grant&id=G-ENROLMENT', '.timeline li', '.main button.more'],
    ['/blocks', '.main tbody tr', '.main .table-wrap ~ * button, .main p > button'],
  ] as const) {
    isFailing = true;
    await at.go(address);
    const shown = at.page.locator(lines);
    await shown.first().waitFor();
    const first = await shown.count();
    await at.page.locator(more).last().click();
    await at.page.locator('.main .notice.fault').waitFor();
    assert.equal(await shown.count(), first, address);
    isFailing = false;
    pages.length = 0;
    await at.button('Try again').click();
    await until('the next page is there', async () => (await shown.count()) > first);
    assert.equal(pages.length, 1, `the first page of ${address} is not read anew`);
    assert.equal(await at.page.locator('.main .notice.fault').count(), 0);
  }
});
