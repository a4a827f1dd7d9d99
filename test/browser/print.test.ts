// SPDX-License-Identifier: Apache-2.0
/** What is printed is whole, or says that it is not: paper has no buttons, and does not scroll. */
import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { addressOf, type Printed } from '@catalog-chain/gateway/cli/commands/oversight/print';
import { runWithToken } from '../support/command-line.js';
import { ConsoleDemo } from '../support/console-demo.js';
import type { ConsolePage } from '../support/console-page.js';
import type { DemoProcess } from '../support/demo-process.js';
import { afterAll, beforeAll, test, type TestContext } from '../support/testing.js';
import { until } from '../support/until.js';

const GRANT = 'G-ENROLMENT';
/** Twelve times the command line and nine times a browser, one after the other. */
const PRINTS_MS = 900_000;

let office: ConsoleDemo;
let demo: DemoProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'catalog-chain-print-'));
  office = await ConsoleDemo.start();
  ({ demo } = office);
});

afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const open = (t: TestContext): Promise<ConsolePage> => office.open(t, { language: 'en' });

/** What the browser does before it prints, and after. */
const tellOfPaper = (at: ConsolePage, event: 'beforeprint' | 'afterprint'): Promise<unknown> =>
  at.page.evaluate(`dispatchEvent(new Event('${event}'))`);

test('a printed trail has a line for each entry, those that the screen groups too', async (t) => {
  const at = await open(t);
  await at.enter('provider');
  await at.go(`/trail?kind=grant&id=${GRANT}`);
  const lines = at.page.locator('.timeline li');
  await lines.first().waitFor();
  const said = await at.page.getByText(/Entries read: \d+/).innerText();
  const entries = Number(/\d+/.exec(said)?.[0]);
  const grouped = await lines.count();
  assert.ok(grouped < entries, `${grouped} of ${entries}`);
  await tellOfPaper(at, 'beforeprint');
  await until('each entry has its line', async () => (await lines.count()) === entries);
  await tellOfPaper(at, 'afterprint');
  await until('like entries are one line again', async () => (await lines.count()) === grouped);
});

test('paper says where a list goes on, and has opened what is closed on the screen', async (t) => {
  const at = await open(t);
  await at.enter('manager');
  // Of each list the first entry alone is answered, as if the rest were on further pages.
  await at.page.route('**/v1/resources?**', async (route) => {
    const address = new URL(route.request().url());
    address.searchParams.set('limit', '1');
    await route.continue({ url: address.href });
  });
  await at.go('/resources');
  await at.button('Show more').waitFor();
  const note = at.page.getByText('Not whole: only the first 1 are printed here; more follow.');
  assert.equal(await note.isVisible(), false);
  await at.page.emulateMedia({ media: 'print' });
  await note.waitFor();
  assert.equal(await at.button('Show more').isVisible(), false);
  await at.page.emulateMedia({ media: 'screen' });
  await at.go(`/trail?kind=grant&id=${GRANT}`);
  const table = at.page.locator('details table').first();
  await table.waitFor({ state: 'attached' });
  assert.equal(await table.isVisible(), false);
  await at.page.emulateMedia({ media: 'print' });
  await table.waitFor();
});

/** What can be printed by its id, and under which noun the page reads it. */
const READ_AS: Readonly<
  Record<Exclude<Printed, 'period' | 'trail' | 'record' | 'policy' | 'evidence'>, string>
> = {
  dispute: 'disputes',
  correction: 'corrections',
  request: 'requests',
  grant: 'grants',
  obligation: 'obligations',
  resource: 'resources',
  use: 'usage-events',
  order: 'orders',
  criticism: 'criticisms',
  incident: 'incidents',
  complaint: 'complaints',
  duty: 'duties',
  system: 'systems',
  demand: 'demands',
  variation: 'variations',
  'service-change': 'service-changes',
  'catalogue-change': 'catalogue-changes',
  'source-agency': 'source-agencies',
  'source-update': 'source-updates',
  disposal: 'disposals',
  'use-report': 'use-reports',
};

test('each card that can be printed by command has its page, which reads that very thing', async (t) => {
  const at = await open(t);
  await at.enter('provider');
  for (const [kind, noun] of Object.entries(READ_AS) as [keyof typeof READ_AS, string][]) {
    const address = addressOf(kind, kind === 'use-report' ? ['X-NONE', '2026'] : ['X-NONE']);
    const isRead = `/v1/${noun}/X-NONE`;
    const read = at.page.waitForResponse((answer) => new URL(answer.url()).pathname.startsWith(isRead));
    await at.page.evaluate(`history.pushState(null, '', ${JSON.stringify(address)})`);
    await read;
  }
});

test('the address of a printed report, typed by hand, leads through the sign-in to the page', async (t) => {
  const at = await open(t);
  const month = new Date().toISOString().slice(0, 7);
  await at.page.goto(`${demo.url}/v1/supervision?period=${month}&organisation=ProviderMSP&format=html`);
  assert.equal(new URL(at.page.url()).pathname, '/console/supervision/page');
  await at.page.locator('.door-card').nth(2).click();
  await at.page
    .getByRole('heading', { name: 'Supervision report on the sharing of government data' })
    .waitFor();
  const { pathname, searchParams } = new URL(at.page.url());
  assert.deepEqual(
    [pathname, searchParams.get('period'), searchParams.get('organisation')],
    ['/v1/supervision', month, 'ProviderMSP'],
  );
  assert.match(await at.page.innerText('footer'), /Printed on .* by Binjiang Data Bureau/);

  // An overseer's reads are recorded: he says why, and goes on himself.
  const overseer = await open(t);
  await overseer.page.goto(`${demo.url}/v1/supervision?period=${month}&format=html&purpose=routine-audit`);
  await overseer.page.locator('.door-card').nth(3).click();
  await overseer.page.getByText('State a purpose at the top of the page first.').waitFor();
  await overseer.statePurpose();
  await overseer.page.getByRole('link', { name: 'Print the report' }).click();
  await overseer.page.waitForURL((url) => url.pathname === '/v1/supervision');
});

async function printed(
  ...args: readonly string[]
): Promise<{ code: number | null; said: string; pages: number }> {
  const file = path.join(folder, 'page.pdf');
  await rm(file, { force: true });
  const { code, out, err } = await demo.cli('print', ...args, '--language', 'en', '--pdf', file);
  const pdf = await readFile(file, 'latin1').catch(() => '');
  if (code === 0) assert.equal(pdf.slice(0, 5), '%PDF-');
  return { code, said: `${out}${err}`, pages: pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
}

async function bundleOf(grant: string): Promise<string> {
  const headers = { authorization: `Bearer ${demo.tokenOf('provider')}`, 'content-type': 'application/json' };
  const period = new Date().toISOString().slice(0, 7);
  const body = JSON.stringify({ subject: { kind: 'grant', id: grant, period } });
  const ordered = await fetch(new URL('/v1/evidence', demo.url), { method: 'POST', headers, body });
  assert.equal(ordered.status, 202);
  const { id } = (await ordered.json()) as { id: string };
  await until('the bundle is ready', async () => {
    const job = (await (await demo.fetch('provider', `/v1/evidence/${id}`)).json()) as { state: string };
    return job.state === 'ready';
  });
  const file = path.join(folder, 'bundle.zip');
  const bundle = await demo.fetch('provider', `/v1/evidence/${id}/bundle`);
  await writeFile(file, Buffer.from(await bundle.arrayBuffer()));
  return file;
}

test(
  'the command line prints what the console shows, or says why not and writes nothing',
  async (t) => {
    await (await open(t))[Symbol.asyncDispose]();
    const as = ['--organisation', 'ProviderMSP'];
    const one = await printed('grant', GRANT, ...as);
    assert.equal(one.code, 0, one.said);
    assert.ok(one.pages >= 1);
    const trail = await printed('trail', 'grant', GRANT, ...as);
    assert.ok(trail.pages > one.pages, `${trail.pages} pages: ${trail.said}`);
    const bundle = await printed('evidence', await bundleOf(GRANT), ...as);
    assert.equal(bundle.code, 0, bundle.said);
    const year = new Date().toISOString().slice(0, 4);
    await demo.post('consumer', '/v1/use-reports', {
      grant: GRANT,
      year,
      scenario: 'Means test.',
      course: 'Household by household.',
      effect: {
        text: 'No certificates.',
        figures: [{ code: 'certificates-spared', value: 3, unit: 'papers' }],
      },
      storage: { place: 'The city’s cloud', copies: 1 },
    });
    const report = await printed('use-report', GRANT, year, ...as);
    assert.deepEqual([report.code, report.pages], [0, 1], report.said);
    const ruled = await printed('dispute', 'D-OUTDATED', ...as);
    assert.equal(ruled.code, 0, ruled.said);
    const duty = await printed('duty', 'ProviderMSP:social-insurance', ...as);
    assert.deepEqual([duty.code, duty.pages], [0, 1], duty.said);
    const record = ['record', 'BJ-SA-1003', '--resource', 'ProviderMSP:enrolment'];
    const overseer = ['--organisation', 'AuditorMSP', '--role', 'auditor', '--purpose', 'routine-audit'];
    const ofRecord = await printed(...record, ...overseer);
    assert.equal(ofRecord.code, 0, ofRecord.said);

    // Whoever has one login only need not say whose it is.
    const file = path.join(folder, 'own.pdf');
    const ruling = [
      'print',
      'dispute',
      'D-ENROLMENT',
      '--purpose',
      'hearing',
      '--language',
      'zh',
      '--pdf',
      file,
    ];
    const alone = await runWithToken(demo, demo.tokenOf('arbitrator'), ...ruling);
    assert.equal(alone.code, 0, alone.lines.join('\n'));

    const supervision = path.join(folder, 'supervision.pdf');
    const month = new Date().toISOString().slice(0, 7);
    const supervised = ['supervision', '--organisation', 'ManagerMSP', '--member', 'ProviderMSP'];
    const made = await demo.cli(...supervised, '--period', month, '--pdf', supervision);
    assert.equal(made.code, 0, made.err);
    assert.equal((await readFile(supervision, 'latin1')).slice(0, 5), '%PDF-');

    const missing = await printed('dispute', 'D-NONE', ...as);
    assert.equal(missing.code, 2);
    assert.match(missing.said, /NOT_FOUND/);
    const unasked = await printed(
      'trail',
      'grant',
      GRANT,
      '--organisation',
      'AuditorMSP',
      '--role',
      'auditor',
    );
    assert.equal(unasked.code, 2, unasked.said);
    assert.match((await printed('period', GRANT, ...as)).said, /print period <grant> <month>/);
    await assert.rejects(access(path.join(folder, 'page.pdf')));
  },
  PRINTS_MS,
);
