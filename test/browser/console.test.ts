// SPDX-License-Identifier: Apache-2.0
/**
 * The console in a real browser over a real demo: each role's main job, in both languages; accessible, without a complaint
 * of the browser and without a request to anybody else. The story goes on from test to test, as it would in an office.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Organisation, Policy } from '@catalog-chain/chaincode/domain/records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Browser, Locator } from 'playwright-core';
import yazl from 'yazl';
import { examineBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import { eventually } from '@catalog-chain/network/engine/wait';
import { startBrowser, VirtualAuthenticator } from '../support/browser.js';
import { builtConsole, ConsolePage, type Language, type Look, type Role } from '../support/console-page.js';
import { hasJdk, programIn, runProgram } from '../support/copied-program.js';
import { DemoProcess } from '../support/demo-process.js';
import { post, takeMeasures } from '../support/measures.js';
import { afterAll, beforeAll, test, type TestContext } from '../support/testing.js';

const LIMITS = { signIn: 150, home: 400 };
const REQUEST = 'R-PENSION-COPY';
const DISPUTE = 'D-ENROLMENT';
const LANGUAGES: readonly Language[] = ['zh', 'en'];
const ROLES: readonly Role[] = ['provider', 'consumer', 'manager', 'auditor', 'arbitrator'];

let browser: Browser | undefined;
/** As the auditor took it home. */
let bundle: Buffer;
let demo: DemoProcess;

beforeAll(async () => {
  await builtConsole();
  demo = await DemoProcess.start();
});

afterAll(async () => {
  await browser?.close();
  await demo[Symbol.asyncDispose]();
});

/** The files as an archive. */
async function zipped(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of files) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** As the provider has it made of the first use that it attested. */
async function bundleOfOneUse(): Promise<Buffer> {
  const { items } = await read<Page<UsageEvent>>('provider', '/v1/usage-events?grant=G-ENROLMENT&limit=1');
  const subject = { kind: 'event', id: items[0]?.leaf.id, organisation: items[0]?.organisation };
  const headers = { authorization: `Bearer ${demo.tokenOf('provider')}`, 'content-type': 'application/json' };
  const address = new URL('/v1/evidence', demo.url);
  const asked = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ subject }) });
  const { id } = (await asked.json()) as { readonly id: string };
  const state = async (): Promise<string> =>
    (await read<{ readonly state: string }>('provider', `/v1/evidence/${id}`)).state;
  const isReady = async (): Promise<void> => {
    assert.equal(await state(), 'ready');
  };
  await eventually('the bundle of a use', isReady, { timeoutMs: 60_000, everyMs: 100 });
  return Buffer.from(await (await demo.fetch('provider', `/v1/evidence/${id}/bundle`)).arrayBuffer());
}

async function open(t: TestContext, look: Look = {}, url = demo.url): Promise<ConsolePage> {
  browser ??= await startBrowser(t);
  const opened = await ConsolePage.open(browser, url, look);
  t.after(() => opened[Symbol.asyncDispose]());
  return opened;
}

const read = async <T>(role: string, address: string): Promise<T> =>
  (await (await demo.fetch(role, address)).json()) as T;

const request = (): Promise<AccessRequest> => read('provider', `/v1/requests/${REQUEST}`);
const dispute = (): Promise<Dispute> => read('provider', `/v1/disputes/${DISPUTE}`);

for (const language of LANGUAGES) {
  test(`everybody comes in with one click and finds what is awaited of him (${language})`, async (t) => {
    const look = language === 'zh' ? {} : { language, theme: 'dark' as const };
    const at = await open(t, look);
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
  const at = await open(t);
  // Evaluated, which the page's policy on scripts does not touch: waiting for it in the page would be refused.
  const picturesAreThere = async (): Promise<void> => {
    assert.ok(await at.page.evaluate<boolean>('[...document.images].every(({ complete }) => complete)'));
  };
  await eventually('the pictures', picturesAreThere, { timeoutMs: 60_000, everyMs: 50 });
  const signIn = await at.received();
  await at.enter('provider');
  await at.settled();
  const home = await at.received();
  t.note(`sign-in ${signIn} kB, home ${home} kB in all, as they came over the line`);
  assert.ok(signIn > 0 && signIn <= LIMITS.signIn && home <= LIMITS.home);
});

test('a provider decides by keyboard alone, and sees what will be recorded before it is', async (t) => {
  const at = await open(t);
  await at.enter('provider');
  await at.page.getByRole('link', { name: REQUEST }).focus();
  await at.page.keyboard.press('Enter');
  await at.button('答复申请').waitFor();
  await at.button('答复申请').focus();
  await at.page.keyboard.press('Enter');
  await at.dialog.getByRole('radio', { name: '同意', exact: true }).focus();
  await at.page.keyboard.press('Space');
  assert.deepEqual(await at.findings(), []);
  await at.button('核对将记录的内容').focus();
  await at.page.keyboard.press('Enter');
  await at.dialog.getByText('将这样记录').waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.equal((await request()).state, 'submitted');
  await at.button('记录').focus();
  await at.page.keyboard.press('Enter');
  await at.dialog.getByText('已记入账本。').waitFor();
  assert.equal((await request()).state, 'decided');
  await at.page.keyboard.press('Escape');
  await at.page.locator('.head .tag', { hasText: '待管理方确认' }).waitFor();
  assert.deepEqual(at.complaints, []);
});

test('a write whose answer is lost is asked about, and recorded once', async (t) => {
  const at = await open(t, { language: 'en' });
  await at.enter('manager');
  await at.go(`/requests/${REQUEST}`);
  let lost = 0;
  await at.page.route('**/confirmation', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await at.button('Confirm the request').click();
  await at.dialog.getByRole('radio', { name: 'Approve' }).check();
  await at.button('See what will be recorded').click();
  await at.button('Record').click();
  await at.dialog.getByText('No answer came; whether it was recorded is not known.').waitFor();
  await at.button('Record').click();
  await at.dialog.getByText('It is on the ledger.').waitFor();
  const { state, decisions } = await request();
  assert.equal(state, 'granted');
  assert.equal(decisions.length, 2);
});

test('what was typed outlives the session', async (t) => {
  const at = await open(t);
  await at.enter('consumer');
  await at.go(`/disputes/${DISPUTE}`);
  await at.button('答辩').click();
  await at.dialog.getByRole('textbox').fill('窗口的使用系系统配置错误，已更正。');
  const left = 'fetch("/v1/session", { method: "DELETE" }).then((answer) => answer.status)';
  assert.equal(await at.page.evaluate<number>(left), 200);
  await at.button('核对将记录的内容').click();
  await at.button('记录').click();
  await at.page.getByText('登录已结束').waitFor();
  await at.page.locator('dialog .door-card').nth(1).click();
  await at.page.getByText('登录已结束').waitFor({ state: 'detached' });
  assert.equal((await dispute()).state, 'opened');
  await at.button('记录').click();
  await at.dialog.getByText('已记入账本。').waitFor();
  assert.equal((await dispute()).steps.at(-1)?.text, '窗口的使用系系统配置错误，已更正。');
});

test('a manager reviews an entry, and assigns an arbitrator who is no party, by keyboard alone', async (t) => {
  const at = await open(t, { language: 'en' });
  await at.enter('manager');
  await at.go('/resources/ProviderMSP%3Askill-certificates');
  await at.use(at.button('Review the entry'));
  await at.use(at.dialog.getByRole('radio', { name: 'Approve' }));
  await at.record();
  await at.page.keyboard.press('Escape');
  await at.page.locator('.head .tag', { hasText: 'published' }).waitFor();
  await at.go(`/disputes/${DISPUTE}`);
  await at.use(at.button('Assign an arbitrator'));
  await at.dialog.getByRole('radio').first().waitFor();
  await at.use(at.dialog.locator('input[value="AuditorMSP"]'));
  await at.record();
  assert.equal((await dispute()).arbitrators.at(-1)?.organisation, 'AuditorMSP');
  assert.deepEqual(at.complaints, []);
});

test('an arbitrator rules from the docket in no more than seven steps, by keyboard alone, with a key of his own', async (t) => {
  const at = await open(t);
  await at.enter('arbitrator');
  await at.go('/keys');
  await at.button('在本浏览器制作密钥').click();
  const enrolment = await at.page.getByLabel('登记信息').inputValue();
  assert.ok(!/"d"/.test(enrolment));
  await at.signOut();
  await at.enterAs(/管理员 · AuditorMSP/);
  await at.go('/signers');
  await at.page.getByLabel('登记信息').fill(enrolment);
  await at.button('登记签名人').click();
  await at.record();
  await at.page.keyboard.press('Escape');
  await at.signOut();

  await at.enter('arbitrator');
  await at.statePurpose();
  let steps = 0;
  const step = async (target: Locator): Promise<void> => {
    steps += 1;
    await at.use(target);
  };
  await step(at.page.getByRole('link', { name: DISPUTE }).first());
  await step(at.button('裁决'));
  await step(at.dialog.getByRole('checkbox', { name: '超出授权范围使用' }));
  await step(at.dialog.locator('input[value="ConsumerMSP"]'));
  await step(at.dialog.locator('input[value="correct-report"]'));
  await at.type(
    at.dialog.getByRole('textbox', { name: '裁决理由' }),
    '使用记录显示用于窗口办理，超出授权用途。',
  );
  await step(at.button('核对将记录的内容'));
  await at.dialog.getByText('将用您自己的密钥签名').waitFor();
  await step(at.button('签名并记录'));
  await at.dialog.getByText('已记入账本。').waitFor();
  assert.ok(steps <= 7, `${steps} steps`);
  const { state, rulings } = await dispute();
  assert.equal(state, 'ruled');
  assert.equal(
    rulings[0]?.stamp.signer,
    (JSON.parse(enrolment) as { code: string }).code.replace(/^/, 'AuditorMSP:'),
  );
  assert.deepEqual(at.complaints, []);
});

test('what a list and an act ask of the gateway is copied as a program that runs as it is', async (t) => {
  const at = await open(t, { language: 'en' });
  await at.enter('consumer');
  const token = demo.tokenOf('consumer');
  const main = at.page.locator('.main');
  await at.page.goto(`${demo.url}/console/grants`);
  await main.locator('details.program').waitFor();
  const listed = (await read<Page<{ id: string }>>('consumer', '/v1/grants')).items.map(({ id }) => id);
  const withJdk = hasJdk();
  for (const language of ['Python', 'Java'] as const) {
    const program = await programIn(main, language);
    assert.doesNotMatch(program, /Cookie|Idempotency-Key/);
    if (language === 'Java' && !withJdk) {
      assert.match(program, /^import java\.net\.URI;[^]*public class Call \{[^]*\}\n$/);
      continue;
    }
    const { status, out, err } = await runProgram(language, program, token);
    assert.equal(status, 0, err);
    const { items } = JSON.parse(out) as Page<{ id: string }>;
    assert.deepEqual(items.map(({ id }) => id).sort(), [...listed].sort(), language);
    const refused = await runProgram(language, program, 'nobody');
    assert.deepEqual([refused.status, refused.out], [1, ''], language);
    assert.match(refused.err, /"code":"UNAUTHENTICATED"/);
  }

  const text = 'It said "c:\\u0041", 已更正：𠮷, it\'s $HOME `done` %0A \\';
  await at.page.goto(`${demo.url}/console/disputes/${DISPUTE}`);
  await at.button('Report the remedy').click();
  await at.dialog.getByRole('textbox').fill(text);
  await at.button('See what will be recorded').click();
  await at.dialog.locator('.facts').first().waitFor();
  const first = withJdk ? 'Java' : 'Python';
  const python = await programIn(at.dialog, 'Python');
  const java = await programIn(at.dialog, 'Java');
  assert.deepEqual(await at.findings(), []);
  const { status, out, err } = await runProgram(first, withJdk ? java : python, token);
  assert.equal(status, 0, `${out}${err}`);
  const { state, steps } = await dispute();
  assert.deepEqual([state, steps.at(-1)?.text], ['remedied', text]);
  // The other says the same, and is told that it was done already.
  const second = await runProgram('Python', python, token);
  assert.deepEqual([second.status, second.out], [1, '']);
  assert.match(second.err, /"code":"INVALID_STATE"/);
  assert.equal((await dispute()).steps.length, steps.length);
  assert.deepEqual(at.complaints, []);
});

test('an auditor follows a grant and takes a bundle home; every look is on record, by keyboard alone', async (t) => {
  const at = await open(t, { language: 'en' });
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
  const { items } = await read<{ items: readonly { kind: string }[] }>('auditor', '/v1/audit-reads');
  assert.ok(items.some(({ kind }) => kind === 'grant'));
  assert.deepEqual(at.complaints, []);
});

test('a bundle is verified on this machine without a network, as by the command line, and a forged one is not', async (t) => {
  const at = await open(t, { language: 'en' });
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
    verdict.claims.map(({ claim, statement }) => `holds ${claim.claim} ${statement}`),
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

test('a record is found by its identifier, which is nowhere afterwards', async (t) => {
  const at = await open(t);
  await at.enter('provider');
  await at.go('/trail');
  await at.page.getByLabel('数据资源').focus();
  await at.page.getByLabel('数据资源').selectOption('ProviderMSP:enrolment');
  const field = at.page.getByLabel('数据标识（如档案号）');
  await field.fill('BJ-SA-1003');
  await field.press('Enter');
  await at.page.getByText('所查记录的溯源').waitFor();
  await at.page.getByText(/已读取 \d+ 条，其中使用 [1-9]/).waitFor();
  assert.equal(await field.inputValue(), '');
  const kept = await at.page.evaluate<string>(
    'location.href + document.title + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.documentElement.outerHTML',
  );
  assert.ok(!kept.includes('BJ-SA-1003'));
  assert.deepEqual(at.complaints, []);
});

test('what is typed into the search box stands in no address', async (t) => {
  const at = await open(t, { language: 'en' });
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
  assert.deepEqual(at.complaints, []);
});

test('a post alone is not taken: what is shown is what is sent', async (t) => {
  const at = await open(t, { language: 'en' });
  await at.enter('manager');
  await at.go('/requests/R-UNEMPLOYMENT-DESK');
  await at.button('Confirm the request').click();
  await at.dialog.getByRole('radio', { name: 'Approve' }).check();
  await at.dialog.getByRole('textbox').first().fill('Head of division');
  await at.button('See what will be recorded').click();
  await at.dialog.getByText('it is recorded together with the other').waitFor();
  await at.dialog.getByRole('textbox').nth(1).fill('Clerk');
  await at.record();
  const { decisions } = await read<AccessRequest>('manager', '/v1/requests/R-UNEMPLOYMENT-DESK');
  assert.deepEqual(decisions.at(-1)?.posts, { agreed: 'Head of division', entered: 'Clerk' });
});

test('at the citizen’s desk an officer prints who used a record, up to where that is complete', async (t) => {
  const at = await open(t, { language: 'en' });
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
  const flagged = at.page.getByRole('row').filter({ hasText: 'wrong purpose' });
  await flagged.getByRole('cell', { name: 'desk-service', exact: true }).first().waitFor();
  await at.page.getByText('In these months nothing is sealed that is not disclosed.').waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.ok(!(await at.page.content()).includes('BJ-SA-1003'));
  assert.ok(!at.page.url().includes('BJ-SA-1003'));
  assert.deepEqual(at.complaints, []);
});

test('a consumer asks for the least, reports a use and a file with a fault in it', async (t) => {
  const at = await open(t);
  await at.enter('consumer');
  await at.go('/requests/new?resource=ProviderMSP%3Aenrolment');
  await at.button('提出申请').click();
  await at.dialog.getByLabel('用途代码').fill('means-test');
  await at.dialog.getByLabel('用途说明').fill('经济状况核对');
  await at.dialog.getByLabel('法律依据').fill('《社会救助暂行办法》第五十八条');
  await at.dialog.locator('input[value="status"]').check();
  await at.dialog.locator('input[value="ConsumerMSP:means-test"]').check();
  await at.record();
  await at.page.keyboard.press('Escape');

  await at.go('/report');
  await at.page.getByLabel('数据标识（如档案号）').fill('BJ-SA-1005');
  await at.page.getByLabel('交换编号').fill('console-1');
  await at.page.getByLabel('经办人（换成化名）').fill('caseworker-9');
  await at.button('报送').click();
  await at.page.getByText('受理 1 行，重复 0 行，拒绝 0 行。').waitFor();
  assert.equal(await at.page.getByLabel('数据标识（如档案号）').inputValue(), '');
  const name = 'uses.csv';
  const head = 'id,kind,correlation,grant,recordId,action,at,system,actorId,purpose,outcome';
  const rest = `console-2,G-ENROLMENT,BJ-SA-1006,verify,${new Date().toISOString()},ConsumerMSP:means-test,c-1,means-test,ok`;
  const rows = [head, `01a22471-c224-77c2-9b7c-ca48fe20ce44,use,${rest}`, `no-uuid,use,${rest}`].join('\n');
  await at.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await at.page.getByText('已检查 2 行：1 行可报送，1 行有误。').waitFor();
  await at.button('报送 1 行').click();
  await at.page.getByText('受理 1 行，重复 0 行，拒绝 0 行。').last().waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('a manager follows what members answer for down to the record, and a member sees its own alone', async (t) => {
  await takeMeasures(demo);
  const at = await open(t, { language: 'en' });
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
  await at.page.getByText('Records counted').first().click();
  await at.page.locator('td details[open] li').first().waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.page.locator('.figures').getByRole('link', { name: 'orders to correct' }).click();
  await at.page.getByRole('link', { name: 'O-SCOPE' }).click();
  await at.page.getByText('有使用超出授权用途，请自查并改正。').waitFor();
  await at.go('/orders/O-DELIVERY');
  await at.page.getByText('已调整交付流程，今后按期提供。').waitFor();
  await at.go('/duties');
  await at.page.getByRole('row', { name: /Social insurance/ }).waitFor();
  assert.deepEqual(at.complaints, []);
  await at.signOut();

  await at.enter('provider');
  await at.go('/supervision?organisation=ConsumerMSP');
  await at.page.getByRole('alert').waitFor();
  assert.deepEqual(await at.findings(), []);
  await at.go('/lists/demand');
  await at.page.getByText('Records of vocational training').waitFor();
});

test('wider use is asked for on the grant, and answered on the card to which the obligation leads, by keyboard alone', async (t) => {
  const at = await open(t);
  await at.enter('consumer');
  await at.go('/grants/G-ENROLMENT');
  await at.use(at.button('申请扩大使用'));
  await at.type(at.dialog.getByLabel('用途代码'), 'appeal');
  await at.type(at.dialog.getByLabel('用途说明'), '复核入学申请');
  await at.type(at.dialog.getByLabel('理由'), '复核需要');
  assert.deepEqual(await at.findings(), []);
  await at.record();
  await at.page.keyboard.press('Escape');
  await at.signOut();

  await at.enter('provider');
  await at.go('/obligations?kind=answer-variation&standing=open');
  await at.use(at.page.locator('.rows').getByRole('link', { name: '答复扩大使用申请' }));
  await at.use(at.page.locator('.facts').getByRole('link').first());
  await at.use(at.button('答复扩大使用申请'));
  assert.deepEqual(await at.findings(), []);
  await at.use(at.dialog.getByRole('radio', { name: '同意', exact: true }));
  await at.record();
  await at.page.keyboard.press('Escape');
  await at.page.locator('.head .tag', { hasText: '已同意' }).waitFor();
  await at.go('/matters/demand');
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('a manager sees what a version of the policy changes before it is set, and everybody afterwards', async (t) => {
  const at = await open(t, { language: 'en' });
  const before = await read<{ version: number }>('consumer', '/v1/policies/current');
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
  const set = await read<{ deadlines: { rule: number }; calendar: object }>(
    'consumer',
    '/v1/policies/current',
  );
  assert.equal(set.deadlines.rule, 25);
  assert.deepEqual(set.calendar, { utcOffsetMinutes: 480, holidays: ['2026-12-31'], workdays: [] });
  await at.signOut();
  await at.enter('consumer');
  await at.go('/policy');
  await at.page.getByRole('row', { name: /Ruling 20 25/ }).waitFor();
  assert.equal(await at.button('Write the next version').count(), 0);
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('what happens is told while a page is open, and what is new since the last look is marked', async (t) => {
  const at = await open(t, { language: 'en' });
  await at.enter('provider');
  await at.page.getByRole('link', { name: 'What is new' }).click();
  await at.page.getByText('live', { exact: true }).waitFor();
  await at.page.locator('.timeline .tag', { hasText: 'new' }).first().waitFor();
  await at.button('Mark all as seen').click();
  await at.page.locator('.timeline .tag', { hasText: 'new' }).first().waitFor({ state: 'detached' });
  const told = { statement: '复核后仍有误', subject: { kind: 'resource' }, grant: 'G-ENROLMENT' };
  const posted = await fetch(new URL('/v1/corrections', demo.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.tokenOf('consumer')}`, 'content-type': 'application/json' },
    body: JSON.stringify(told),
  });
  assert.equal(posted.status, 201, await posted.text());
  await at.page.locator('.timeline li', { hasText: 'Correction opened' }).getByText('new').waitFor();
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});

test('ready questions are answered, a question is kept, and charts have their figures in tables', async (t) => {
  const at = await open(t, { language: 'en' });
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

test('every screen is accessible at 390 px, and none has to be pushed sideways', async (t) => {
  const at = await open(t, { width: 390 });
  await at.enter('provider');
  const addresses = [
    `/requests/${REQUEST}`,
    '/grants/G-ENROLMENT',
    '/resources/ProviderMSP%3Aenrolment',
    '/uses?violation=any',
    `/disputes/${DISPUTE}`,
    `/periods/G-ENROLMENT/${new Date().toISOString().slice(0, 7)}`,
    '/blocks',
    '/parts',
    '/matters/variation',
    '/matters/duty',
    '/supervision',
    '/appraisal',
    '/duties',
    '/lists/responsibility',
    '/orders/O-DELIVERY',
    '/criticisms/K-SCOPE',
    '/complaints/T-TWICE',
    '/incidents',
    '/policy',
    '/desk',
    '/patterns',
    '/questions',
    '/news',
    '/grants',
    '/journals',
  ];
  for (const address of addresses) {
    await at.go(address);
    assert.deepEqual(await at.findings(), [], address);
    assert.equal(await at.isTooWide(), false, address);
  }
  assert.deepEqual(at.complaints, []);
});

test('text that looks like markup is text, and an unknown address says so', async (t) => {
  const at = await open(t, { language: 'en' });
  await at.enter('provider');
  const script = '<img src=x onerror=alert(1)>';
  await at.page.getByRole('searchbox').fill(script);
  await at.page.keyboard.press('Enter');
  await at.page.getByText(`There is nothing called “${script}” that you may see.`).waitFor();
  await at.go('/nowhere');
  await at.page.getByText('There is no such screen').waitFor();
  assert.deepEqual(at.complaints, []);
});

/** From now on two persons of the bureau suspend a member. */
async function wantTwoPersons(): Promise<void> {
  const { deadlines, calendar, reportWithinHours, profile } = await read<Policy>(
    'manager',
    '/v1/policies/current',
  );
  const { genesisHash: chain } = await read<{ readonly genesisHash: string }>('manager', '/v1/ledger');
  const signatures = {
    chain,
    acts: { 'organisation:suspend': ['browser', 'webauthn'] },
    twoPersons: ['organisation:suspend'],
  };
  const set = await fetch(new URL('/v1/policies', demo.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.tokenOf('manager')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ deadlines, calendar, reportWithinHours, profile, signatures }),
  });
  assert.equal(set.status, 201, await set.text());
}

test('what two persons decide is entered by one, and agreed to by another with a passkey', async (t) => {
  const first = await open(t);
  // An authenticator knows pages by a name: an address in numbers is none.
  const second = await open(t, {}, demo.url.replace('127.0.0.1', 'localhost'));
  await VirtualAuthenticator.attach(second.page);
  const enrolmentOf = async (at: ConsolePage, make: string): Promise<string> => {
    await at.enter('manager');
    await at.go('/keys');
    await at.button(make).click();
    return at.page.getByLabel('登记信息').inputValue();
  };
  const enrolments = [
    await enrolmentOf(first, '在本浏览器制作密钥'),
    await enrolmentOf(second, '用验证器（通行密钥）制作'),
  ];
  await first.signOut();
  await first.enterAs(/管理员 · ManagerMSP/);
  for (const enrolment of enrolments) {
    await first.go('/signers');
    await first.page.getByLabel('登记信息').fill(enrolment);
    await first.button('登记签名人').click();
    await first.record();
  }
  await wantTwoPersons();
  await first.page.keyboard.press('Escape');
  await first.signOut();
  await first.enter('manager');
  await first.go('/organisations/ConsumerMSP');
  await first.button('暂停机构').click();
  await first.button('签名并交另一人同意').click();
  const handover = await first.dialog.getByLabel('录入人交来的内容').inputValue();
  assert.deepEqual(await first.findings(), []);

  await second.go('/agree');
  await second.page.getByLabel('录入人交来的内容').fill(handover);
  await second.button('核对将记录的内容').click();
  await second.page.getByText('organisation:suspend').waitFor();
  assert.deepEqual(await second.findings(), []);
  await second.button('同意并记录').click();
  await second.page.getByText('已记入账本。').waitFor();
  const { status, changed } = await read<Organisation>('manager', '/v1/organisations/ConsumerMSP');
  const signers = enrolments.map((one) => `ManagerMSP:${(JSON.parse(one) as { code: string }).code}`);
  assert.deepEqual([status, changed.signer, changed.agreed], ['suspended', ...signers]);
  // The browser would have RSA too, which the ledger does not take.
  const complaints = second.complaints.filter((one) => !one.includes('pubKeyCredParams'));
  assert.deepEqual([...first.complaints, ...complaints], []);
});

test('cards say who collected again what it could have had, and who was commissioned with a year’s use', async (t) => {
  const digest = 'c'.repeat(64);
  await post(demo, 'manager', '/v1/complaints', {
    id: 'T-AGAIN',
    kind: 'duplicate-collection',
    digest,
    receivedOn: new Date().toISOString().slice(0, 10),
  });
  const collected = { organisation: 'ConsumerMSP', resource: 'ProviderMSP:enrolment' };
  const answer = { outcome: 'upheld', digest, collected };
  await post(demo, 'manager', '/v1/complaints/T-AGAIN/answer', answer);
  const year = new Date().toISOString().slice(0, 4);
  await post(demo, 'consumer', '/v1/use-reports', {
    grant: 'G-ENROLMENT',
    year,
    scenario: 'Means tests',
    course: 'Looked up for each application',
    effect: { text: 'Fewer papers', figures: [] },
    storage: { place: 'Government cloud', copies: 1 },
    contractors: [{ code: 'TEST:CONTRACTOR', tasks: ['operate', 'store'], agreement: digest }],
  });
  const at = await open(t, { language: 'en' });
  await at.enter('manager');
  await at.go('/complaints/T-AGAIN');
  await at.page.getByText('Entry by which the data could have been had').waitFor();
  await at.page.locator('a[href$="/resources/ProviderMSP%3Aenrolment"]').first().waitFor();
  assert.deepEqual(at.complaints, []);
  const user = await open(t, { language: 'en' });
  await user.enter('consumer');
  await user.go(`/matters/use-report/G-ENROLMENT~${year}`);
  await user.page.getByText('Contractors', { exact: true }).waitFor();
  for (const said of ['TEST:CONTRACTOR', 'operate', 'store'])
    await user.page.getByText(said, { exact: true }).waitFor();
  assert.deepEqual(await user.findings(), []);
  assert.deepEqual(user.complaints, []);
});
