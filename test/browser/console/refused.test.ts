// SPDX-License-Identifier: Apache-2.0
/** What a person sees and keeps when the gateway refuses, is busy, is gone, or answers in half; and what hostile text does. */
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Route } from 'playwright-core';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { ConsoleDemo } from '../../support/console-demo.js';
import { DemoProcess } from '../../support/demo-process.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const DISPUTE = 'D-ENROLMENT';
const REQUEST = 'R-PENSION-COPY';
const TYPED = 'The desk was set up wrongly; it is mended.';

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

const dispute = (): Promise<Dispute> => office.read('provider', `/v1/disputes/${DISPUTE}`);
const request = (): Promise<AccessRequest> => office.read('provider', `/v1/requests/${REQUEST}`);

/** As the gateway refuses. */
const refusal =
  (status: number, code: string, title: string, retryAfter?: number) =>
  (route: Route): Promise<void> =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
      body: JSON.stringify({
        type: 'about:blank',
        code,
        title,
        detail: 'As told.',
        action: 'Do so.',
        status,
      }),
    });

const NO_ANSWER = 'whether it was recorded is not known';

interface Fault {
  readonly answer: (route: Route) => Promise<void>;
  readonly says: readonly string[];
  /** Whether it may have been recorded: what is sent then has the same key. */
  readonly isOpen: boolean;
}

const FAULTS: readonly Fault[] = [
  { answer: refusal(409, 'INVALID_STATE', 'Not now'), says: ['Not now'], isOpen: false },
  { answer: refusal(422, 'CONDITION_NOT_MET', 'Not so'), says: ['Not so', 'As told.'], isOpen: false },
  {
    answer: refusal(429, 'TOO_MANY_REQUESTS', 'Too often', 5),
    says: ['Too often', 'Try again in 5 seconds.'],
    isOpen: true,
  },
  {
    answer: refusal(503, 'OVERLOADED', 'The gateway is busy', 7),
    says: ['The gateway is busy', 'Try again in 7 seconds.'],
    isOpen: true,
  },
  {
    answer: refusal(503, 'LEDGER_UNAVAILABLE', 'The ledger is away', 7),
    says: ['The ledger is away', NO_ANSWER],
    isOpen: true,
  },
  { answer: (route) => route.abort('connectionrefused'), says: [NO_ANSWER, 'No answer came'], isOpen: true },
  {
    answer: (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
    says: [NO_ANSWER, 'The gateway answered oddly (502)'],
    isOpen: true,
  },
  {
    answer: refusal(409, 'IDEMPOTENCY_IN_PROGRESS', 'Still under way'),
    says: ['Still under way', NO_ANSWER],
    isOpen: true,
  },
  {
    // It is recorded, and the answer comes in half.
    answer: async (route) => {
      const answered = await route.fetch();
      const whole = await answered.text();
      await route.fulfill({ response: answered, body: whole.slice(0, whole.length / 2) });
    },
    says: [NO_ANSWER, 'No answer came'],
    isOpen: true,
  },
];

test('what was typed outlives every refusal and every lost answer, and is recorded once', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('consumer');
  await at.go(`/disputes/${DISPUTE}`);
  await at.button('Answer').click();
  await at.dialog.getByRole('textbox').fill(TYPED);
  await at.button('See what will be recorded').click();
  const keys: string[] = [];
  let answer: Fault['answer'] = (route) => route.continue();
  await at.page.route(`**/v1/disputes/${DISPUTE}/answer`, async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    await answer(route);
  });
  for (const fault of FAULTS) {
    ({ answer } = fault);
    await at.button('Record').click();
    const alert = at.dialog.getByRole('alert');
    for (const words of fault.says) await at.dialog.getByText(words).first().waitFor();
    assert.equal(await alert.count(), 1);
    assert.ok(await at.dialog.getByText(TYPED).isVisible());
    if (!fault.says.includes(NO_ANSWER)) assert.equal(await at.dialog.getByText(NO_ANSWER).count(), 0);
    assert.deepEqual(await at.findings(), []);
  }
  answer = (route) => route.continue();
  await at.button('Record').click();
  await at.dialog.getByText('It is on the ledger.').waitFor();
  const [afterRefusals = '', ...same] = keys.slice(FAULTS.filter(({ isOpen }) => !isOpen).length);
  assert.equal(same.length, FAULTS.filter(({ isOpen }) => isOpen).length);
  assert.deepEqual(new Set(same), new Set([afterRefusals]));
  const { steps } = await dispute();
  assert.equal(steps.filter((step) => step.text === TYPED).length, 1);
});

test('a form outlives a gateway that is killed before it is sent and again before it answers, and is recorded once', async (t) => {
  let gateway = await DemoProcess.filled();
  t.after(() => gateway[Symbol.asyncDispose]());
  const { home, url } = gateway;
  const comesBack = async (): Promise<void> => {
    gateway = await DemoProcess.start({ home, port: new URL(url).port });
  };
  const at = await office.open(t, { language: 'en' }, url);
  await at.enter('consumer');
  await at.go(`/disputes/${DISPUTE}`);
  await at.button('Answer').click();
  await at.dialog.getByRole('textbox').fill(TYPED);
  const saysNoAnswer = async (): Promise<void> => {
    await at.dialog.getByText(NO_ANSWER).waitFor();
    await at.dialog.getByRole('heading', { name: 'No answer came' }).waitFor();
    assert.ok(await at.dialog.getByText(TYPED).isVisible());
  };

  await at.button('See what will be recorded').click();
  await gateway.kill();
  await at.button('Record').click();
  await saysNoAnswer();
  assert.deepEqual(await at.findings(), []);

  await comesBack();
  await at.page.route(
    `**/v1/disputes/${DISPUTE}/answer`,
    async (route) => {
      await route.fetch();
      await gateway.kill();
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
  await at.button('Record').click();
  await saysNoAnswer();

  await comesBack();
  await at.button('Record').click();
  await at.dialog.getByText('It is on the ledger.').waitFor();
  const { steps } = (await (await gateway.fetch('consumer', `/v1/disputes/${DISPUTE}`)).json()) as Dispute;
  assert.equal(steps.filter((step) => step.text === TYPED).length, 1);
});

test('of two officers who decide at once one is told, and sees behind the form how things stand now', async (t) => {
  const [first, second] = [
    await office.open(t, { language: 'en' }),
    await office.open(t, { language: 'en' }),
  ];
  for (const at of [first, second]) {
    await at.enter('provider');
    await at.go(`/requests/${REQUEST}`);
    await at.button('Answer the request').click();
    await at.dialog.getByRole('radio', { name: 'Approve' }).check();
    await at.button('See what will be recorded').click();
  }
  await first.button('Record').click();
  await first.dialog.getByText('It is on the ledger.').waitFor();
  await second.button('Record').click();
  await second.dialog.getByRole('alert').waitFor();
  assert.equal(await second.dialog.getByText(NO_ANSWER).count(), 0);
  await second.page.locator('.head .tag', { hasText: 'with the manager' }).waitFor();
  assert.deepEqual(await second.findings(), []);
  assert.equal((await request()).decisions.length, 1);
});

const ROWS = 10_000;
const FAULTY = 500;

/** Every twentieth row has a time that is none. */
function largeFile(): string {
  const head = 'id,kind,correlation,grant,recordId,action,at,system,actorId,purpose,outcome';
  const now = new Date().toISOString();
  const lines = Array.from({ length: ROWS }, (_, n) => {
    const id = `01a22471-c224-7000-8000-${n.toString(16).padStart(12, '0')}`;
    const when = n % (ROWS / FAULTY) === 0 ? 'yesterday' : now;
    return `${id},use,large-${n},G-ENROLMENT,BJ-SA-${1000 + (n % 50)},verify,${when},ConsumerMSP:means-test,c-1,means-test,ok`;
  });
  return [head, ...lines].join('\n');
}

test('of a file of ten thousand rows the good ones are sent, the faulty ones handed back, and a part that is lost is sent again', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('consumer');
  await at.go('/report');
  await at.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'uses.csv', mimeType: 'text/csv', buffer: Buffer.from(largeFile()) });
  const good = ROWS - FAULTY;
  await at.page
    .getByText(new RegExp(`${good}.*${FAULTY}`))
    .first()
    .waitFor();
  const [file] = await Promise.all([
    at.page.waitForEvent('download'),
    at.page.getByRole('button', { name: 'Save the rows with faults' }).first().click(),
  ]);
  const handedBack = (await text(createReadStream(await file.path()))).trim().split(/\r?\n/);
  assert.equal(handedBack.length, FAULTY + 1);
  let asked = 0;
  await at.page.route('**/v1/usage-events', async (route) => {
    asked += 1;
    // The fourth part is taken, and its answer lost.
    if (asked !== 4) return route.continue();
    await route.fetch();
    return route.abort('connectionreset');
  });
  await at.page.getByRole('button', { name: new RegExp(String(good)) }).click();
  await at.page.getByRole('alert').getByText('No answer came').waitFor();
  await at.button('Try again').click();
  await at.page
    .getByText(`Rows accepted: ${good - 4_000}; known already: 4000; refused: 0.`)
    .first()
    .waitFor();
  assert.deepEqual(await at.findings(), []);
});

test('markup in every field of a form is text on the card, in lists and in the form itself', async (t) => {
  const markup = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>{{count}}';
  const at = await office.open(t, { language: 'en' });
  await at.enter('consumer');
  await at.go('/matters/demand');
  await at.page.locator('.head .acts button').first().click();
  await at.dialog.getByRole('radio').first().check();
  for (const box of await at.dialog.locator('textarea, input[type=text]').all()) await box.fill(markup);
  const code = at.dialog.getByLabel('Purpose (a code)');
  await at.button('See what will be recorded').click();
  assert.equal(await code.getAttribute('aria-invalid'), 'true');
  await code.fill('means-test');
  await at.button('See what will be recorded').click();
  await at.dialog.locator('.facts').getByText(markup).first().waitFor();
  await at.button('Record').click();
  await at.dialog.locator('.proof, [role=alert]').first().waitFor();
  assert.equal(await at.dialog.getByRole('alert').count(), 0, await at.dialog.innerText());
  await at.button('Close').last().click();
  await at.page.locator('.main').getByText(markup).first().waitFor();
  await at.page.locator('.main td').getByRole('link', { name: markup }).first().click();
  await at.page.locator('.main h1', { hasText: 'onerror' }).waitFor();
  assert.equal(await at.page.evaluate('globalThis.hit'), undefined);
  assert.equal(await at.page.locator('img[src=x]').count(), 0);
  assert.ok(!(await at.page.title()).includes('onerror'));
  await at.fits();
  assert.deepEqual(at.complaints, []);
});
