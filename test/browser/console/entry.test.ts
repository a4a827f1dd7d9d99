// SPDX-License-Identifier: Apache-2.0
/** Coming in: each role by one click, in both languages; how much is loaded; what is typed is text and stands in no address. */
import assert from 'node:assert/strict';
import { eventually } from '@catalog-chain/network/engine/wait';
import { ConsoleDemo } from '../../support/console-demo.js';
import type { Language, Role } from '../../support/console-page.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const LIMITS = { signIn: 150, home: 400 };
const LANGUAGES: readonly Language[] = ['zh', 'en'];
const ROLES: readonly Role[] = ['provider', 'consumer', 'manager', 'auditor', 'arbitrator'];

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

for (const language of LANGUAGES) {
  test(`everybody comes in with one click and finds what is awaited of him (${language})`, async (t) => {
    const look = language === 'zh' ? {} : { language, theme: 'dark' as const };
    const at = await office.open(t, look);
    assert.deepEqual(await at.findings(), []);
    for (const role of ROLES) {
      await at.enter(role);
      if (role === 'auditor' || role === 'arbitrator') await at.statePurpose();
      await at.settled();
      // What the other language shows is made of the same elements.
      if (language === 'en') assert.deepEqual(await at.findings(), [], role);
      assert.ok((await at.page.locator('.side a').count()) <= 6, role);
      await at.signOut();
    }
    assert.deepEqual(at.complaints, []);
  });
}

test('what a person loads is no more than promised', async (t) => {
  const at = await office.open(t);
  // Evaluated, which the page's policy on scripts does not touch: waiting for it in the page would be refused.
  const picturesAreThere = async (): Promise<void> => {
    assert.ok(await at.page.evaluate<boolean>('[...document.images].every(({ complete }) => complete)'));
  };
  await eventually('the pictures', picturesAreThere, { timeoutMs: 180_000, everyMs: 50 });
  const signIn = await at.received();
  await at.enter('provider');
  await at.settled();
  const home = await at.received();
  t.note(`sign-in ${signIn} kB, home ${home} kB in all, as they came over the line`);
  assert.ok(signIn > 0 && signIn <= LIMITS.signIn && home <= LIMITS.home);
});

test('what is typed into the search box stands in no address', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  const addresses: string[] = [];
  at.page.on('request', (asked) => addresses.push(asked.url()));
  await at.page.getByRole('searchbox').fill('BJ-SA-1003');
  await at.page.keyboard.press('Enter');
  await at.page.getByText('There is nothing called').waitFor();
  assert.deepEqual(
    [at.page.url(), ...addresses].filter((address) => address.includes('BJ-SA')),
    [],
  );
  // Sent again from another page, gone back to and loaded anew, it is nowhere but in the question itself.
  const kept =
    'location.href + document.title + JSON.stringify([history.state, {...localStorage}, {...sessionStorage}])';
  assert.ok(!(await at.page.evaluate<string>(kept)).includes('BJ-SA'));
  await at.page.reload();
  await at.settled();
  assert.equal(await at.page.getByText('BJ-SA-1003').count(), 0);
  assert.ok(!office.demo.log.includes('BJ-SA'));
  assert.deepEqual(at.complaints, []);
});

test('text that looks like markup is text, and an unknown address says so', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  const script = '<img src=x onerror=alert(1)>';
  await at.page.getByRole('searchbox').fill(script);
  await at.page.keyboard.press('Enter');
  await at.page.getByText(`There is nothing called “${script}” that you may see.`).waitFor();
  await at.go('/nowhere');
  await at.page.getByText('There is no such screen').waitFor();
  assert.deepEqual(at.complaints, []);
});

test('code that does not come, as after an upgrade under an open page, is asked for anew, and else that is said', async (t) => {
  const code = /\/assets\/app-[^/]*\.js$/;
  const at = await office.open(t, { language: 'en' });
  await at.page.route(code, (route) => route.abort(), { times: 1 });
  await at.enter('provider');
  const away = await office.open(t, { language: 'en' });
  await away.page.route(code, (route) => route.abort());
  await away.page.locator('.door-card').first().click();
  await away.page.getByRole('alert').getByText('The gateway does not answer.').waitFor();
});
