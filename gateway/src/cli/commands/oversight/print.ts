// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain print …`: a page of the console on paper, the same as a person prints there. */
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import type { Page, Route } from 'playwright-core';
import { readIdentifier } from '../../client/identifier.js';
import { openSession, type Session, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';
import { printPage } from './page-as-pdf.js';

/** Nouns whose cards have one id, and the folder of the console's address under which they stand. */
const CARDS = {
  dispute: 'disputes',
  correction: 'corrections',
  request: 'requests',
  grant: 'grants',
  obligation: 'obligations',
  resource: 'resources',
  use: 'uses',
  order: 'orders',
  criticism: 'criticisms',
  incident: 'incidents',
  complaint: 'complaints',
  duty: 'matters/duty',
  system: 'matters/system',
  demand: 'matters/demand',
  variation: 'matters/variation',
  'service-change': 'matters/service-change',
  'catalogue-change': 'matters/catalogue-change',
  'source-agency': 'matters/source-agency',
  'source-update': 'matters/source-update',
  disposal: 'matters/disposal',
} as const;

/** What can be printed, and what has to be named for it. */
export const PRINTED = {
  ...(Object.fromEntries(Object.keys(CARDS).map((noun) => [noun, '<id>'])) as Record<
    keyof typeof CARDS,
    '<id>'
  >),
  period: '<grant> <month>',
  'use-report': '<grant> <year>',
  trail: '<kind> <id>',
  record: '<id> with --resource; - reads it from standard input',
  policy: '',
  evidence: '<file>',
} as const;
export type Printed = keyof typeof PRINTED;

type ReadingRole = Extract<UserRole, 'officer' | 'auditor' | 'arbitrator'>;

export interface PrintOptions extends SessionOptions {
  readonly pdf: string;
  /** Without it, that of the only login, and else an officer. */
  readonly role?: ReadingRole;
  readonly language: 'zh' | 'en';
  readonly purpose?: string;
  readonly case?: string;
  readonly resource?: string;
}

const SESSION_HOURS = 1;
/** A list is read on until it ends, or until so many parts were read: the paper then says that it is not whole. */
const MOST_PARTS = 100;

const isCard = (what: Printed): what is keyof typeof CARDS => what in CARDS;

function named(names: readonly string[], count: number, what: Printed): readonly string[] {
  if (names.length !== count) throw new UsageError(`print ${what} ${PRINTED[what]}`.trim());
  return names.map(encodeURIComponent);
}

/** The console's address of what is printed. */
export function addressOf(what: Printed, names: readonly string[]): string {
  if (isCard(what)) return `/console/${CARDS[what]}/${named(names, 1, what).join('/')}`;
  switch (what) {
    case 'period':
      return `/console/periods/${named(names, 2, what).join('/')}`;
    case 'use-report':
      return `/console/matters/use-report/${named(names, 2, what).join('~')}`;
    case 'trail': {
      const [kind = '', id = ''] = named(names, 2, what);
      return `/console/trail?kind=${kind}&id=${id}`;
    }
    case 'record':
      named(names, 1, what);
      return '/console/trail';
    case 'policy':
      named(names, 0, what);
      return '/console/policy';
    case 'evidence':
      named(names, 1, what);
      return '/console/verify';
  }
}

interface Reader {
  readonly origin: string;
  readonly role: ReadingRole;
  readonly organisation: string;
  readonly token: string;
}

const isReading = (role: string | undefined): role is ReadingRole =>
  role === 'officer' || role === 'auditor' || role === 'arbitrator';

/** As whom it is read: as is said, else as the only login is. @throws UsageError where that leaves it open */
function personOf({ api, own, manager }: Session, options: PrintOptions): Omit<Reader, 'origin' | 'token'> {
  const { only } = api.logins;
  const role = options.role ?? (isReading(only?.role) ? only.role : 'officer');
  const mine = role === 'officer' ? (own ?? manager) : api.logins.organisationWith(role);
  const organisation = options.organisation ?? only?.organisation ?? mine;
  if (organisation === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  return { role, organisation };
}

async function readerOf(session: Session, options: PrintOptions): Promise<Reader> {
  const { role, organisation } = personOf(session, options);
  if (role !== 'officer' && options.purpose === undefined)
    throw new UsageError('Say why it is read: --purpose. It is put on the ledger.');
  const token = await session.api.logins.tokenFor(organisation, role);
  if (token === undefined) throw new UsageError(`There is no login of ${organisation} for this role.`);
  return { origin: new URL(session.client.url).origin, role, organisation, token };
}

const json = (value: unknown): { contentType: string; body: string } => ({
  contentType: 'application/json',
  body: JSON.stringify(value),
});

/** The page's own calls carry the reader's token; whoever has a token has no session, so the page is told who reads. */
async function readAs(
  page: Page,
  { origin, role, organisation, token }: Reader,
  options: PrintOptions,
): Promise<void> {
  const { purpose } = options;
  const user = 'catalog-chain';
  const ends = new Date(Date.now() + SESSION_HOURS * 3_600_000).toISOString();
  const session = { organisation, user, role, roles: [role], endsIdle: ends, endsAtLatest: ends };
  await page.route('**/*', (route: Route) => {
    const { origin: asked, pathname } = new URL(route.request().url());
    if (asked !== origin) return route.abort();
    if (pathname === '/session/ways')
      return route.fulfill(json({ provider: false, demo: [], hasSession: true }));
    if (pathname === '/v1/session') return route.fulfill(json(session));
    return route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${token}` } });
  });
  if (purpose === undefined) return;
  const reason = { purpose, ...(options.case !== undefined && { case: options.case }) };
  await page.addInitScript(
    ([name = '', value = '']) => {
      sessionStorage.setItem(name, value);
    },
    [`purpose/${organisation}/${user}`, JSON.stringify(reason)],
  );
}

/** What is on the page once nothing of it is still being read. */
const WHOLE = 'main[data-reading=false]:not(:has(.waiting, [aria-busy=true])) h1';
/** What was read may be what more is read by: that long it has to stay whole. */
const STILL_MS = 300;

/** Whether it is whole, and at each look for a while. A wait for a function would take the first promise's answer, whatever it is. */
const staysWhole = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`new Promise((resolve) => {
    const end = performance.now() + ${STILL_MS};
    const look = () => {
      if (document.querySelector('${WHOLE}') === null) resolve(false);
      else if (performance.now() >= end) resolve(true);
      else setTimeout(look, 20);
    };
    look();
  })`);

/**
 * Waits until nothing on the page is still being read, and goes on being so.
 * @throws UsageError in the words of what went wrong
 */
async function settled(page: Page): Promise<void> {
  const whole = page.locator(WHOLE).first();
  do await whole.waitFor({ state: 'attached' });
  while (!(await staysWhole(page)));
  const alert = page.locator('main [role=alert]').first();
  if ((await alert.count()) > 0) throw new UsageError((await alert.innerText()).replaceAll(/\s+/g, ' '));
}

/** Reads each list of the page to its end. */
async function readOn(page: Page): Promise<void> {
  const more = page.locator('main button.more').first();
  for (let parts = 0; parts < MOST_PARTS && (await more.count()) > 0; parts += 1) {
    await more.click();
    await settled(page);
  }
}

async function askForRecord(page: Page, recordId: string, { resource }: PrintOptions): Promise<void> {
  if (resource === undefined) throw new UsageError('Say of which resource the record is: --resource.');
  const form = page.locator('main .by-record');
  const option = form.locator(`option[value=${JSON.stringify(resource)}]`);
  const more = form.locator('button.plain');
  while ((await option.count()) === 0 && (await more.count()) > 0) await more.click();
  if ((await option.count()) === 0) throw new UsageError('There is no such resource.');
  await form.locator('select').selectOption(resource);
  await form.locator('input').fill(recordId);
  await form.locator('button.primary').click();
  await settled(page);
}

async function dropBundle(page: Page, file: string): Promise<void> {
  await page.locator('main input[type=file]').setInputFiles(file);
  await page.locator('main .notice h2').waitFor();
}

/** Prints a page of the console. @returns the exit code @throws UsageError where the page cannot be read or printed */
export async function print(
  what: Printed,
  names: readonly string[],
  options: PrintOptions,
  terminal: Terminal,
): Promise<number> {
  const address = addressOf(what, names);
  const reader = await readerOf(await openSession(options), options);
  const [first = ''] = names;
  const recordId = what === 'record' ? await readIdentifier(first) : '';
  const fill = async (page: Page): Promise<void> => {
    await readAs(page, reader, options);
    await page.goto(new URL(address, reader.origin).href);
    await settled(page);
    if (what === 'record') await askForRecord(page, recordId, options);
    if (what === 'evidence') await dropBundle(page, first);
    await readOn(page);
  };
  await printPage({ locale: options.language === 'zh' ? 'zh-CN' : 'en-GB' }, fill, options.pdf);
  terminal.out(options.pdf);
  return EXIT.ok;
}
