// SPDX-License-Identifier: Apache-2.0
/**
 * What is decided at the console: previewed, signed, recorded once. The story goes on from test to test, as it would in an
 * office.
 */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Organisation, Policy } from '@catalog-chain/chaincode/domain/records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { VirtualAuthenticator } from '../../support/browser.js';
import { ConsoleDemo } from '../../support/console-demo.js';
import type { ConsolePage } from '../../support/console-page.js';
import { hasJdk, programIn, runProgram } from '../../support/copied-program.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const REQUEST = 'R-PENSION-COPY';
const DISPUTE = 'D-ENROLMENT';

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

const request = (): Promise<AccessRequest> => office.read('provider', `/v1/requests/${REQUEST}`);
const dispute = (): Promise<Dispute> => office.read('provider', `/v1/disputes/${DISPUTE}`);

test('a provider decides by keyboard alone, and sees what will be recorded before it is', async (t) => {
  const at = await office.open(t);
  await at.enter('provider');
  await at.page.getByRole('link', { name: REQUEST }).focus();
  await at.page.keyboard.press('Enter');
  await at.button('答复申请').waitFor();
  await at.button('答复申请').focus();
  await at.page.keyboard.press('Enter');
  await at.dialog.waitFor();
  await at.page.keyboard.press('Escape');
  // Whoever thought better of it goes on where he was.
  await at.page.locator('.head button:focus', { hasText: '答复申请' }).waitFor();
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
  const at = await office.open(t, { language: 'en' });
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
  const at = await office.open(t);
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
  const at = await office.open(t, { language: 'en' });
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
  const at = await office.open(t);
  await at.enter('arbitrator');
  await at.go('/keys');
  await at.button('在本浏览器制作密钥').click();
  const enrolment = await at.page.getByLabel('登记信息').inputValue();
  assert.ok(!/"d"/.test(enrolment));
  await at.signOut();
  await at.enterAs(/管理员 · 滨江市审计局/);
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
  const at = await office.open(t, { language: 'en' });
  await at.enter('consumer');
  const token = office.demo.tokenOf('consumer');
  const main = at.page.locator('.main');
  await at.page.goto(`${office.demo.url}/console/grants`);
  await main.locator('details.program').waitFor();
  const listed = (await office.read<Page<{ id: string }>>('consumer', '/v1/grants')).items.map(
    ({ id }) => id,
  );
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
  await at.page.goto(`${office.demo.url}/console/disputes/${DISPUTE}`);
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
  await at.page.reload();
  await at.settled();
  await at.fits();
  assert.deepEqual(at.complaints, []);
});

test('a post alone is not taken: what is shown is what is sent', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('manager');
  await at.go('/requests/R-UNEMPLOYMENT-DESK');
  await at.button('Confirm the request').click();
  await at.dialog.getByRole('radio', { name: 'Approve' }).check();
  await at.dialog.getByRole('textbox').first().fill('Head of division');
  await at.button('See what will be recorded').click();
  await at.dialog.getByText('it is recorded together with the other').waitFor();
  await at.dialog.getByRole('textbox').nth(1).fill('Clerk');
  await at.record();
  const { decisions } = await office.read<AccessRequest>('manager', '/v1/requests/R-UNEMPLOYMENT-DESK');
  assert.deepEqual(decisions.at(-1)?.posts, { agreed: 'Head of division', entered: 'Clerk' });
});

test('duties are chosen by name, one or several, and recorded by their ids', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('consumer');
  await at.go('/matters/demand');
  await at.button('State a demand for data').click();
  const duty = at.dialog.getByLabel('For which duty');
  await duty.selectOption({ label: 'Social assistance (social-assistance)' });
  await at.dialog.getByRole('radio').first().check();
  await at.dialog.getByLabel('Name in Chinese').fill('培训记录');
  await at.dialog.getByLabel('Purpose (a code)').fill('means-test');
  await at.dialog.getByLabel('Purpose in words').fill('Means test');
  await at.dialog.getByLabel('Legal basis').fill('Article 58');
  assert.deepEqual(await at.findings(), []);
  await at.button('See what will be recorded').click();
  await at.dialog.locator('.facts').getByRole('link', { name: 'Social assistance' }).waitFor();
  await at.record();
  const stated = await office.read<Page<{ readonly duty?: string }>>(
    'consumer',
    '/v1/demands?duty=ConsumerMSP:social-assistance',
  );
  assert.equal(stated.items.length, 1);

  await at.go('/matters/system');
  await at.button('Register an information system').click();
  await at.dialog.getByLabel('Code').fill('training');
  await at.dialog.getByLabel('Name in Chinese').fill('培训系统');
  await at.dialog.getByRole('checkbox', { name: 'Social assistance (social-assistance)' }).check();
  assert.deepEqual(await at.findings(), []);
  await at.record();
  const system = await office.read<{ readonly duties: readonly string[] }>(
    'consumer',
    '/v1/systems/ConsumerMSP:training',
  );
  assert.deepEqual(system.duties, ['ConsumerMSP:social-assistance']);
  assert.deepEqual(at.complaints, []);
});

test('a duty that is repealed is named as replaced, and a manager declares a change of another’s', async (t) => {
  const legalBasis = 'Article 3';
  await office.demo.post('provider', '/v1/duties', { code: 'drills', names: { en: 'Drills' }, legalBasis });
  await office.demo.post('provider', '/v1/duties/ProviderMSP:drills/repeal', {});
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.go('/matters/duty');
  await at.button('Register a duty').click();
  await at.dialog.getByLabel('Code').fill('exercises');
  await at.dialog.getByLabel('Name in Chinese').fill('演练');
  await at.dialog.getByLabel('Legal basis').fill(legalBasis);
  await at.dialog.getByLabel('Duty that it replaces').selectOption({ label: 'Drills (drills) · repealed' });
  await at.record();
  const { replaces } = await office.read<{ readonly replaces?: string }>(
    'provider',
    '/v1/duties/ProviderMSP:exercises',
  );
  assert.equal(replaces, 'ProviderMSP:drills');

  const other = await office.open(t, { language: 'en' });
  await other.enter('manager');
  await other.go('/matters/catalogue-change');
  await other.button('Declare a change of law or duty').click();
  await other.dialog.getByLabel('Duty', { exact: true }).selectOption('ProviderMSP:employment');
  await other.dialog.getByRole('radio').first().check();
  await other.dialog.getByLabel('What changed').fill('The law was amended.');
  await other.record();
  const changes = await office.read<Page<{ readonly duty: string; readonly kind: string }>>(
    'manager',
    '/v1/catalogue-changes?duty=ProviderMSP:employment',
  );
  assert.deepEqual(
    changes.items.filter(({ kind }) => kind === 'law-changed').map(({ duty }) => duty),
    ['ProviderMSP:employment'],
  );
  assert.deepEqual([...at.complaints, ...other.complaints], []);
});

test('a consumer asks for the least, reports a use and a file with a fault in it', async (t) => {
  const at = await office.open(t);
  await at.enter('consumer');
  await at.go('/requests/new?resource=ProviderMSP%3Aenrolment');
  await at.button('提出申请').click();
  await at.dialog.locator('input[value="means-test"]').check();
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

test('wider use is asked for on the grant, and answered on the card to which the obligation leads, by keyboard alone', async (t) => {
  const at = await office.open(t);
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

test('cards say who collected again what it could have had, and who was commissioned with a year’s use', async (t) => {
  const digest = 'c'.repeat(64);
  await office.demo.post('manager', '/v1/complaints', {
    id: 'T-AGAIN',
    kind: 'duplicate-collection',
    digest,
    receivedOn: new Date().toISOString().slice(0, 10),
  });
  const collected = { organisation: 'ConsumerMSP', resource: 'ProviderMSP:enrolment' };
  const answer = { outcome: 'upheld', digest, collected };
  await office.demo.post('manager', '/v1/complaints/T-AGAIN/answer', answer);
  const year = new Date().toISOString().slice(0, 4);
  await office.demo.post('consumer', '/v1/use-reports', {
    grant: 'G-ENROLMENT',
    year,
    scenario: 'Means tests',
    course: 'Looked up for each application',
    effect: { text: 'Fewer papers', figures: [] },
    storage: { place: 'Government cloud', copies: 1 },
    contractors: [{ code: 'TEST:CONTRACTOR', tasks: ['operate', 'store'], agreement: digest }],
  });
  const at = await office.open(t, { language: 'en' });
  await at.enter('manager');
  await at.go('/complaints/T-AGAIN');
  await at.page.getByText('Entry by which the data could have been had').waitFor();
  await at.page.locator('a[href$="/resources/ProviderMSP%3Aenrolment"]').first().waitFor();
  assert.deepEqual(at.complaints, []);
  const user = await office.open(t, { language: 'en' });
  await user.enter('consumer');
  await user.go(`/matters/use-report/G-ENROLMENT~${year}`);
  await user.page.getByText('Contractors', { exact: true }).waitFor();
  for (const said of ['TEST:CONTRACTOR', 'operate', 'store'])
    await user.page.getByText(said, { exact: true }).waitFor();
  assert.deepEqual(await user.findings(), []);
  assert.deepEqual(user.complaints, []);
});

/** From now on two persons of the bureau suspend a member. */
async function wantTwoPersons(): Promise<void> {
  const { deadlines, calendar, reportWithinHours, profile } = await office.read<Policy>(
    'manager',
    '/v1/policies/current',
  );
  const { genesisHash: chain } = await office.read<{ readonly genesisHash: string }>('manager', '/v1/ledger');
  const signatures = {
    chain,
    acts: { 'organisation:suspend': ['browser', 'webauthn'] },
    twoPersons: ['organisation:suspend'],
  };
  await office.demo.post('manager', '/v1/policies', {
    deadlines,
    calendar,
    reportWithinHours,
    profile,
    signatures,
  });
}

test('what two persons decide is entered by one, and agreed to by another with a passkey', async (t) => {
  const first = await office.open(t);
  // An authenticator knows pages by a name: an address in numbers is none.
  const second = await office.open(t, {}, office.demo.url.replace('127.0.0.1', 'localhost'));
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
  await first.enterAs(/管理员 · 滨江市数据局/);
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
  const { status, changed } = await office.read<Organisation>('manager', '/v1/organisations/ConsumerMSP');
  const signers = enrolments.map((one) => `ManagerMSP:${(JSON.parse(one) as { code: string }).code}`);
  assert.deepEqual([status, changed.signer, changed.agreed], ['suspended', ...signers]);
  // The browser would have RSA too, which the ledger does not take.
  const complaints = second.complaints.filter((one) => !one.includes('pubKeyCredParams'));
  assert.deepEqual([...first.complaints, ...complaints], []);

  // A key that is revoked while its owner looks at the form: she is told before anything is signed.
  await first.go('/organisations/ProviderMSP');
  await first.button('暂停机构').click();
  await first.button('签名并交另一人同意').waitFor();
  const administrator = await office.open(t);
  await administrator.enterAs(/管理员 · 滨江市数据局/);
  await administrator.go('/signers');
  const [entering = ''] = signers;
  const revoked = administrator.page.locator('tr').filter({ hasText: entering });
  await revoked.getByRole('button').click();
  await administrator.dialog.getByRole('textbox').fill('密钥遗失。');
  await administrator.dialog.locator('.dialog-foot button.primary').click();
  await administrator.dialog.locator('.facts').first().waitFor();
  await administrator.dialog.locator('.dialog-foot button.primary').click();
  // The receipt is there still when the list has been read again, and nothing can be revoked in the row any more.
  await revoked.filter({ hasText: '已吊销' }).waitFor();
  assert.ok(await administrator.dialog.locator('.proof').isVisible());
  await administrator.dialog.locator('.dialog-foot button.primary').click();
  assert.equal(await revoked.getByRole('button').count(), 0);
  await first.button('签名并交另一人同意').click();
  await first.dialog.getByText('签名人已被撤销').first().waitFor();
  assert.equal(await first.dialog.getByLabel('录入人交来的内容').count(), 0);
});
