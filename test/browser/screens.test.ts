// SPDX-License-Identifier: Apache-2.0
/** Screens of the console in a real browser over a demo: each by itself, in both languages, wide and narrow. */
import assert from 'node:assert/strict';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { eventually } from '@catalog-chain/network/engine/wait';
import { ConsoleDemo } from '../support/console-demo.js';
import type { Language } from '../support/console-page.js';
import { takeMeasures } from '../support/measures.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const LANGUAGES: readonly Language[] = ['zh', 'en'];
const SOON = { timeoutMs: 180_000, everyMs: 100 };

let office: ConsoleDemo;

beforeAll(async () => {
  office = await ConsoleDemo.start();
});

afterAll(() => office[Symbol.asyncDispose]());

let measures: Promise<void> | undefined;

/** Once: some of them name the moment. */
const measuresTaken = (): Promise<void> => (measures ??= takeMeasures(office.demo));

test('the texts of one language are loaded, and those of the other when it is chosen', async (t) => {
  const at = await office.open(t);
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

test('what was filled in is not lost by a key: whoever leaves a form is asked first', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  await at.go('/requests/R-PENSION-COPY');
  await at.button('Answer the request').click();
  await at.dialog.waitFor();
  await at.page.keyboard.press('Escape');
  await at.dialog.waitFor({ state: 'detached' });
  await at.button('Answer the request').click();
  const approve = at.dialog.getByRole('radio', { name: 'Approve' });
  await approve.check();
  for (const leave of [
    () => at.page.keyboard.press('Escape'),
    () => at.dialog.getByRole('button', { name: 'Close', exact: true }).click(),
  ]) {
    await leave();
    const asked = at.dialog.getByRole('alert').filter({ hasText: 'is not recorded' });
    await asked.waitFor();
    assert.deepEqual(await at.findings(), []);
    await at.button('Go on').click();
    await asked.waitFor({ state: 'detached' });
    assert.ok(await approve.isChecked());
  }
  await at.page.keyboard.press('Escape');
  await at.button('Discard and close').click();
  await at.dialog.waitFor({ state: 'detached' });
  assert.deepEqual(at.complaints, []);
});

/** @returns the id under which it is kept */
async function leaveImport(file: string, state: 'finished' | 'interrupted' | undefined): Promise<string> {
  const begin = { file, digest: 'a'.repeat(64), format: 'table', encoding: 'utf-8' };
  const { id } = await office.demo.post<{ id: string }>('provider', '/v1/imports', begin);
  const entry = { what: 'resources', effect: 'updated', id: ENTRY, title: '学籍信息', owner: '示例市教育局' };
  await office.demo.post('provider', `/v1/imports/${id}/things`, {
    things: [{ ...entry, fields: ['summary'] }],
  });
  const totals = { resources: { created: 0, updated: 1, unchanged: 2, different: 0 } };
  if (state)
    await office.demo.post('provider', `/v1/imports/${id}/ending`, { state, totals, refused: 3, noted: 0 });
  return id;
}

const ENTRY = 'ProviderMSP:enrolment';
const IMPORTS = {
  zh: {
    further: '导入',
    states: ['未结束', '已中断', '已完成'],
    unended: '仍在进行，或已被强行终止',
    touching: '涉及此条目的导入',
    changed: '目录条目 · 更改',
  },
  en: {
    further: 'Imports',
    states: ['not ended', 'interrupted', 'finished'],
    unended: 'it is under way, or was killed',
    touching: 'Imports that touched this entry',
    changed: 'Entries · updated',
  },
} as const;

test('imports are found from home, told by how they ended, and an entry leads to its imports and back', async (t) => {
  for (const state of ['finished', 'interrupted', undefined] as const)
    await leaveImport(`city-${state ?? 'killed'}.csv`, state);
  for (const language of LANGUAGES) {
    const words = IMPORTS[language];
    const at = await office.open(t, { language });
    await at.enter('provider');
    await at.page.locator('.further').getByRole('link', { name: words.further, exact: true }).click();
    for (const [i, file] of ['city-killed.csv', 'city-interrupted.csv', 'city-finished.csv'].entries())
      await at.page
        .getByRole('row')
        .filter({ hasText: file })
        .filter({ hasText: words.states[i] ?? '' })
        .first()
        .waitFor();
    await at.fits();
    await at.page.getByRole('link', { name: 'city-killed.csv' }).first().click();
    await at.page.getByText(words.unended).waitFor();
    await at.page.getByRole('heading', { name: words.changed }).waitFor();
    await at.fits();
    await at.page.locator('.main td').getByRole('link', { name: '学籍信息' }).click();
    await at.page.getByRole('link', { name: words.touching }).click();
    await at.page.getByRole('link', { name: 'city-finished.csv' }).first().waitFor();
    assert.match(at.page.url(), /\/imports\?thing=/);
    assert.deepEqual(await at.findings(), []);
    assert.deepEqual(at.complaints, []);
  }
});

test('what is owed leads to its form, also where the card must first read what is owed', async (t) => {
  await office.demo.post('provider', '/v1/requests/R-PENSION-COPY/decision', { approved: true });
  await office.demo.post('manager', '/v1/requests/R-PENSION-COPY/confirmation', { approved: true });
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  const { items } = await office.read<Page<{ id: string; kind: string; cause: { id: string } }>>(
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
    const at = await office.open(t, { language });
    await at.enter('consumer');
    await at.go('/report?do=report.disclose');
    const title = language === 'zh' ? '披露密封的使用' : 'Disclose sealed uses';
    const block = at.page.locator('.block', { has: at.page.getByRole('heading', { name: title }) });
    await block.waitFor();
    await at.fits();
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
    const refused =
      language === 'zh' ? '本机构没有密封过该使用记录。' : 'The organisation has sealed no such use.';
    await block.locator('.notice.fault p.small').filter({ hasText: refused }).waitFor();
    assert.deepEqual(at.complaints, []);
  }
});

test('what a form lacks, and what the gateway refuses of it, is shown at the field, which the keyboard is taken to', async (t) => {
  const words = {
    zh: {
      ask: '申请扩大使用',
      look: '核对将记录的内容',
      record: '记录',
      reason: '理由',
      code: '用途代码',
      purpose: '用途说明',
    },
    en: {
      ask: 'Ask for wider use',
      look: 'See what will be recorded',
      record: 'Record',
      reason: 'Reasons',
      code: 'Purpose (a code)',
      purpose: 'Purpose in words',
    },
  };
  for (const language of LANGUAGES) {
    const at = await office.open(t, { language });
    const { ask, look, record, reason, code, purpose } = words[language];
    await at.enter('consumer');
    await at.go('/grants/G-ENROLMENT');
    await at.button(ask).click();
    await at.button(look).click();
    // Nothing was said: the first field that must be is gone to.
    const why = at.dialog.getByLabel(reason, { exact: true });
    assert.equal(await why.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    assert.equal(await why.getAttribute('aria-invalid'), 'true');
    await why.fill('11010519491231002X');
    await at.dialog.getByLabel(code).fill('audit');
    await at.dialog.getByLabel(purpose).fill('复核');
    await at.button(look).click();
    await at.button(record).click();
    const alert = at.dialog.getByRole('alert');
    await alert.locator('li', { hasText: reason }).waitFor();
    assert.doesNotMatch((await alert.textContent()) ?? '', /11010519491231002X|reason:/);
    await at.fits();
    const wrong = at.dialog.locator('[data-wrong]');
    assert.equal(await wrong.count(), 1);
    assert.equal(await wrong.getByLabel(reason, { exact: true }).inputValue(), '11010519491231002X');
    await at.page.keyboard.insertText('1');
    assert.equal(await wrong.count(), 0, 'typed anew, it is not wrong any more');
  }
});

test('figures of a report lead to the lists that they count, of the months of the report', async (t) => {
  await measuresTaken();
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  for (const [language, from] of [
    ['zh', '起始月份'],
    ['en', 'From month'],
  ] as const) {
    const at = await office.open(t, { language });
    await at.enter('manager');
    for (const span of [`period=${month}`, 'period=2026-01&until=2026-02']) {
      const isNow = span.includes(month);
      for (const list of ['orders', 'criticisms', 'incidents', 'complaints']) {
        await at.go(`/supervision?organisation=ConsumerMSP&${span}`);
        const tile = at.page.locator(`.figures a[href*="/${list}?"]`);
        const count = Number(await tile.locator('b').textContent());
        await at.go(((await tile.getAttribute('href')) ?? '').replace(/^\/console/, ''));
        assert.equal(new URL(at.page.url()).searchParams.get('period'), isNow ? month : '2026-01');
        assert.equal(await at.page.locator('.main .rows tbody tr').count(), count, list);
        assert.equal(await at.page.getByLabel(from).inputValue(), isNow ? month : '2026-01');
      }
    }
    await at.go(`/orders?until=${month}`);
    assert.ok((await at.page.locator('.main .rows tbody tr').count()) > 0);
    await at.fits();
    assert.deepEqual(at.complaints, []);
  }
});

/** Who has to do what, by which article, on screens that both the consumer and the manager may see. */
const TURNS: Readonly<Record<Language, Readonly<Record<string, readonly string[]>>>> = {
  zh: {
    '/orders': ['第四十条', '剩'],
    '/orders/O-SCOPE': ['滨江市民政局 · 按责令改正', '第四十条', '剩'],
    '/incidents': ['第三十五条', '剩'],
    '/incidents/I-LEAK': ['滨江市民政局 · 报告安全事件处置结果', '第三十五条', '剩'],
    '/matters/demand': ['滨江市人力资源和社会保障局 · 编目并共享所需数据', '第二十条', '剩'],
    '/matters/demand/N-TRAINING': ['现在等谁做什么', '编目并共享所需数据', '第二十条', '剩'],
  },
  en: {
    '/orders/O-SCOPE': ['Binjiang Civil Affairs Bureau · Correct what was ordered', 'Art. 40', 'left'],
    '/matters/demand/N-TRAINING': ['Whose turn it is', 'List data that is needed', 'Art. 20', 'left'],
  },
};

for (const language of LANGUAGES)
  test(`screens of the law say whose turn it is, what for, by which article and how long there is (${language})`, async (t) => {
    await measuresTaken();
    for (const role of ['consumer', 'manager'] as const) {
      const at = await office.open(t, { language });
      await at.enter(role);
      for (const [address, expected] of Object.entries(TURNS[language])) {
        await at.go(address);
        const said = (await at.page.locator('.main').innerText()).replaceAll(/\s+/g, ' ');
        assert.deepEqual(
          expected.filter((part) => !said.includes(part)),
          [],
          `${address}: ${said}`,
        );
      }
      await at.fits();
      assert.deepEqual(at.complaints, []);
    }
  });

test('members are counted by region and level, and found by an address that says so', async (t) => {
  const admin = await office.open(t);
  await admin.enterAs(/管理员 · 滨江市数据局/);
  for (const [organisation, region] of [
    ['ProviderMSP', '310000'],
    ['ConsumerMSP', '310115'],
  ] as const) {
    const at = `/v1/organisations/${organisation}`;
    const { names, roles } = await office.read<{ names: object; roles: string[] }>('manager', at);
    const headers = { 'content-type': 'application/json' };
    const asked = JSON.stringify({ method: 'PUT', headers, body: JSON.stringify({ names, roles, region }) });
    const sent = `fetch(${JSON.stringify(at)}, ${asked}).then((answer) => answer.status)`;
    assert.equal(await admin.page.evaluate<number>(sent), 200);
  }
  for (const [language, shanghai, county, none] of [
    ['zh', '310000 上海市', '县级', '未填行政区划'],
    ['en', '310000 Shanghai', 'county', 'no region stated'],
  ] as const) {
    const at = await office.open(t, { language });
    await at.enter('consumer');
    await at.go('/organisations');
    const places = at.page.locator('table.rows').first();
    const row = places.getByRole('row', { name: shanghai });
    assert.deepEqual(await row.getByRole('link').allTextContents(), [shanghai, '1', '1', '2']);
    await places.getByRole('row', { name: none }).first().waitFor();
    await at.fits();
    await row.getByRole('link').nth(2).click();
    const members = at.page.locator('table.rows').last().locator('tbody tr');
    await eventually(
      'the member of the county',
      async () => {
        assert.equal(await members.count(), 1);
      },
      SOON,
    );
    assert.match(at.page.url(), /region=310000&level=county/);
    await members.getByText(county).first().waitFor();
    // A colleague opens the address and sees the same.
    await at.go('/organisations?region=310000');
    assert.equal(await members.count(), 2);
    await at.go('/organisations/ConsumerMSP');
    await at.page.getByRole('link', { name: /^310115/ }).waitFor();
    await at.fits();
    assert.deepEqual(at.complaints, []);
  }
});

test('the catalogue says in words how entries are shared, and what is searched for stands in no address', async (t) => {
  for (const [language, words] of [
    ['zh', ['有条件共享', '每日']],
    ['en', ['conditional', 'daily']],
  ] as const) {
    const at = await office.open(t, { language });
    await at.enter('consumer');
    await at.go('/resources');
    const rows = at.page.locator('.main table.rows tbody tr');
    const whole = await rows.count();
    const text = (await at.page.locator('.main table.rows').textContent()) ?? '';
    for (const word of words) assert.ok(text.includes(word), word);
    if (language === 'zh') assert.doesNotMatch(text, /conditional|general-|daily/);
    await at.fits();
    const asked: string[] = [];
    at.page.on('request', (request) => asked.push(request.url()));
    const box = at.page.locator('.main').getByRole('searchbox');
    await box.fill('enrolment');
    await at.page.keyboard.press('Enter');
    await eventually(
      'fewer entries',
      async () => {
        const count = await rows.count();
        assert.ok(count > 0 && count < whole);
      },
      SOON,
    );
    for (const url of [at.page.url(), ...asked])
      assert.ok(!url.includes('enrolment&') && !/[?=]enrolment/.test(url), url);
    await box.fill('BJ-SA-1003');
    await at.page.keyboard.press('Enter');
    await at.page.getByText('BJ-SA-1003').waitFor();
    assert.ok(![at.page.url(), ...asked].some((url) => url.includes('BJ-SA-1003')));
    assert.ok(!(await at.page.evaluate<string>('JSON.stringify(localStorage)')).includes('BJ-SA'));
    await box.fill('');
    await eventually(
      'all entries',
      async () => {
        assert.equal(await rows.count(), whole);
      },
      SOON,
    );
    assert.deepEqual(at.complaints, []);
  }
});

test('the catalogue is a tree that the keyboard opens, and a place in it is an address', async (t) => {
  for (const language of LANGUAGES) {
    const at = await office.open(t, { language });
    await at.enter('consumer');
    await at.go('/catalogue');
    const items = at.page.getByRole('treeitem');
    const place = async (): Promise<string | null> =>
      at.page.evaluate<string | null>('document.activeElement.getAttribute("data-place")');
    await at.reach(items.first());
    assert.equal(await place(), 'ProviderMSP');
    assert.equal(await items.first().getAttribute('aria-expanded'), 'false');
    const before = await items.count();
    await at.page.keyboard.press('ArrowRight');
    await eventually(
      'the duties',
      async () => {
        assert.ok((await items.count()) > before);
      },
      SOON,
    );
    await items
      .first()
      .getByText(language === 'zh' ? /职责 \d+ · 数据资源 \d+/ : /duties: \d+ · resources: \d+/)
      .waitFor();
    await at.page.keyboard.press('ArrowRight');
    const duty = await place();
    assert.match(duty ?? '', /^ProviderMSP~ProviderMSP:/);
    await at.page.keyboard.press('ArrowRight');
    await at.page.keyboard.press('ArrowRight');
    await at.page.keyboard.press('ArrowRight');
    await at.page.keyboard.press('ArrowRight');
    const leaf = (await place()) ?? '';
    assert.equal(leaf.split('~').length, 4, leaf);
    await at.fits();
    const address = at.page.url();
    await at.page.keyboard.press('ArrowLeft');
    await at.page.keyboard.press('ArrowLeft');
    await at.page.keyboard.press('Home');
    assert.equal(await place(), 'ProviderMSP');
    await at.page.keyboard.press('ArrowLeft');
    await eventually(
      'closed',
      async () => {
        assert.equal(await items.count(), before);
      },
      SOON,
    );
    // The address leads a colleague to the same place.
    await at.page.goto(address);
    await at.settled();
    const there = at.page.locator('[role="treeitem"][aria-selected="true"]');
    await there.waitFor();
    assert.equal(await there.getAttribute('data-place'), leaf);
    await there.focus();
    await at.page.keyboard.press('Enter');
    await at.page.waitForURL(`**/resources/${encodeURIComponent(leaf.split('~')[3] ?? '')}`);
    assert.deepEqual(at.complaints, []);
  }
});

const RECUSAL = {
  zh: {
    unknown: '未查到',
    nothing: '账本上没有查到承办方与当事方或者所涉授权的关联。',
    act: '申明回避',
    reason: '理由',
    state: '已回避',
    review: '核对将记录的内容',
    record: '记录',
    done: '已记入账本。',
  },
  en: {
    unknown: 'none known',
    nothing: 'The ledger knows of nothing between who decides and a party or the grant.',
    act: 'Recuse yourself',
    reason: 'Reason',
    state: 'recused',
    review: 'See what will be recorded',
    record: 'Record',
    done: 'It is on the ledger.',
  },
} as const;

test('an arbitrator with a conflict recuses itself on the card of the case, which says why to all that see it', async (t) => {
  for (const language of LANGUAGES) {
    const words = RECUSAL[language];
    const id = `D-RECUSED-${language}`;
    const subject = { kind: 'grant', grant: 'G-ENROLMENT' };
    const opening = { id, kind: 'other', subject, statement: 'The answers are empty.' };
    await office.demo.post('consumer', '/v1/disputes', opening);
    await office.demo.post('provider', `/v1/disputes/${id}/answer`, { text: 'They are not.' });
    await office.demo.post('manager', `/v1/disputes/${id}/assignment`, { arbitrator: 'AuditorMSP' });
    const why = 'This office audited the system that it is about.';
    const at = await office.open(t, { language });
    await at.enter('arbitrator');
    await at.statePurpose();
    await at.go('/home');
    const inDocket = at.page.getByRole('row', { name: id });
    await inDocket.getByText(words.unknown).waitFor();
    await at.go(`/disputes/${id}`);
    await at.page.getByText(words.nothing).waitFor();
    await at.button(words.act).click();
    await at.dialog.getByRole('textbox', { name: words.reason }).fill(why);
    assert.deepEqual(await at.findings(), []);
    await at.button(words.review).click();
    await at.button(words.record).click();
    await at.dialog.getByText(words.done).waitFor();
    await at.page.keyboard.press('Escape');
    await at.page.locator('.head .tag', { hasText: words.state }).waitFor();
    await at.page.getByText(why).waitFor();
    assert.equal(await at.button(words.act).count(), 0);
    assert.deepEqual(await at.findings(), []);
    await at.fits();
    assert.deepEqual(at.complaints, []);
  }
});

test('whoever follows a link goes on at the heading of the page, which a screen reader is told', async (t) => {
  for (const [language, kind] of [
    ['zh', '共享申请'],
    ['en', 'Requests'],
  ] as const) {
    const at = await office.open(t, { language });
    await at.enter('provider');
    const told = at.page.locator('header [aria-live="polite"]');
    assert.equal(await told.innerText(), '', 'a page that is loaded tells its title by itself');
    await at.use(at.page.getByRole('navigation').getByRole('link', { name: kind, exact: true }));
    await at.page.locator('.main h1:focus', { hasText: kind }).waitFor();
    await told.filter({ hasText: `${kind} · ` }).waitFor({ state: 'attached' });
    // What is next is what the page has after its heading, and a filter does not take the keyboard away.
    await at.use(at.page.getByRole('columnheader').getByRole('button').first());
    await at.page.waitForURL(/order=/);
    await at.settled();
    assert.equal(await at.page.locator('th button:focus').count(), 1);
    await at.use(at.page.getByRole('link', { name: 'R-PENSION-COPY' }));
    await at.page.locator('.main h1:focus', { hasText: 'R-PENSION-COPY' }).waitFor();
    assert.doesNotMatch(await told.innerText(), /R-PENSION/, 'a title names no thing');
    await at.page.goBack();
    await at.page.locator('.main h1:focus', { hasText: kind }).waitFor();
    await at.fits();
    assert.deepEqual(at.complaints, []);
  }
});

test('heads of a list order it by when things were opened or by id, and the address says so', async (t) => {
  const at = await office.open(t, { language: 'en' });
  await at.enter('provider');
  for (const [noun, title] of [
    ['requests', 'Opened on'],
    ['grants', 'Granted on'],
  ] as const) {
    await at.go(`/${noun}`);
    const head = at.page.getByRole('columnheader', { name: title });
    const first = at.page.locator('.main tbody tr').first().getByRole('link').first();
    const byAge = async (order: 'newest' | 'oldest'): Promise<string> => {
      const [one] = (await office.read<Page<{ id: string }>>('provider', `/v1/${noun}?order=${order}`)).items;
      return one?.id ?? '';
    };
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.equal(await first.innerText(), await byAge('newest'));
    await at.use(head.getByRole('button'));
    await at.page.waitForURL(/order=oldest/);
    await first.getByText(await byAge('oldest'), { exact: true }).waitFor();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    await at.page.getByLabel('Order').selectOption('id');
    await at.page.locator('th[aria-sort="ascending"]').first().waitFor();
    assert.equal(await head.getAttribute('aria-sort'), 'none');
    assert.deepEqual(await at.findings(), []);
    assert.deepEqual(at.complaints, []);
  }
});

test('a case shows the uses that it concerns, and who looked at it, also after it is closed', async (t) => {
  for (const language of LANGUAGES) {
    const at = await office.open(t, { language });
    await at.enter('auditor');
    await at.statePurpose();
    await at.go('/disputes/D-ENROLMENT');
    const [uses, looks] =
      language === 'zh'
        ? ['涉及的使用', '对本案及其授权的其他查看']
        : ['Uses that it concerns', 'Other looks at the case and its grant'];
    const rowsOf = (title: string) => at.page.getByRole('region', { name: title }).locator('tbody tr');
    await rowsOf(uses).first().waitFor();
    const links = rowsOf(uses).locator('a[href*="/uses/"]');
    assert.equal(await links.count(), await rowsOf(uses).count());
    // The auditor's own look at the case is the newest.
    await at.page.reload();
    await rowsOf(looks).first().waitFor();
    await at.fits();
    assert.deepEqual(at.complaints, []);
  }
});

test('of a wide branch of the catalogue a part is drawn, more when it is asked for, and all that an address needs', async (t) => {
  const at = await office.open(t, { language: 'en' });
  const WIDE = 1_000;
  const { items } = await office.read<Page<{ id: string; duties: string[] }>>(
    'consumer',
    '/v1/systems?organisation=ProviderMSP',
  );
  const [system] = items;
  const duty = system?.duties[0] ?? '';
  const idOf = (n: number): string => `ProviderMSP:wide-${String(n).padStart(4, '0')}`;
  const rows = Array.from({ length: WIDE }, (_, n) => ({
    id: idOf(n),
    organisation: 'ProviderMSP',
    names: { zh: `目录 ${n}`, en: `Entry ${n}` },
    system: system?.id ?? '',
    updateCycle: 'daily',
    sharingType: 'conditional',
  }));
  await at.page.route('**/v1/lists/responsibility?*', (route) =>
    route.fulfill({ json: { list: 'responsibility', rows, asOf: 1 } }),
  );
  await at.enter('consumer');
  const branch = `ProviderMSP~${duty}~${system?.id ?? ''}`;
  await at.go(`/catalogue?node=${encodeURIComponent(branch)}`);
  const entries = at.page.locator(`[role="treeitem"][data-place^="${branch}~"]`);
  const more = at.page.getByRole('treeitem', { name: 'Show 200 more (of 1000)' });
  await more.waitFor();
  assert.equal(await entries.count(), 201);
  assert.equal(await entries.first().getAttribute('aria-setsize'), String(WIDE));
  await more.focus();
  await at.page.keyboard.press('Enter');
  await eventually(
    'more entries',
    async () => {
      assert.equal(await entries.count(), 401);
    },
    SOON,
  );
  await at.go(`/catalogue?node=${encodeURIComponent(`${branch}~${idOf(900)}`)}`);
  const there = at.page.locator('[role="treeitem"][aria-selected="true"]');
  await there.getByText('Entry 900').waitFor();
  assert.equal(await there.getAttribute('aria-posinset'), '901');
  assert.deepEqual(await at.findings(), []);
  assert.deepEqual(at.complaints, []);
});
