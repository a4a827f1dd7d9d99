// SPDX-License-Identifier: Apache-2.0
/** A person at the console of a real demo, in a real browser: signs in, reads what is on the page, does what can be done. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../../..');
/** The smaller of the two builds: each page that is loaded has to read it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type Language = 'zh' | 'en';
export type Role = 'provider' | 'consumer' | 'manager' | 'auditor' | 'arbitrator';

export interface Look {
  readonly language?: Language;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
}

const ROLES: readonly Role[] = ['provider', 'consumer', 'manager', 'auditor', 'arbitrator'];
/** Long, since a busy machine may be ten times as slow: it only has to end what hangs. */
const PATIENCE_MS = 120_000;
/** More than the busiest screen has places to stop at. */
const MOST_KEYS = 300;
interface Control {
  readonly type?: string;
  readonly name?: string;
  readonly checked?: boolean;
}

/** How where the keyboard is stands to an element: run in the page, where there is a document. */
function placeOf(element: unknown): 'here' | 'same group' | 'elsewhere' {
  const { document } = globalThis as unknown as { document: { activeElement: Control | null } };
  const now = document.activeElement;
  if (now === element) return 'here';
  const { type, name } = element as Control;
  return type === 'radio' && now?.type === 'radio' && now.name === name ? 'same group' : 'elsewhere';
}

const controlOf = (element: unknown): Control => {
  const { type = '', checked = false } = element as Control;
  return { type, checked };
};

interface Anchor {
  readonly href?: string;
  readonly target?: string;
  readonly download?: string;
}

/** Whether it is a link to another page of the console: run in the page. */
function leadsElsewhere(element: unknown): boolean {
  const { location } = globalThis as unknown as { location: { origin: string; pathname: string } };
  const { href = '', target, download } = element as Anchor;
  if (href === '' || target !== '' || download !== '') return false;
  const { origin, pathname } = new URL(href);
  return origin === location.origin && pathname.startsWith('/console/') && pathname !== location.pathname;
}

/**
 * Run in the page: goes to an address of the console as its links do, which spares loading all of it anew. The keyboard is taken
 * nowhere first, so that where it is tells when the page has come.
 * @returns false where a load alone leads there: nobody is in, a form is open, or it is the same page
 */
function turnTo(address: string): boolean {
  const { document, history, location } = globalThis as unknown as {
    document: {
      activeElement: { blur: () => void } | null;
      querySelector: (selector: string) => object | null;
    };
    history: { pushState: (state: null, unused: string, url: string) => void };
    location: { pathname: string };
  };
  const [path] = address.split(/[?#]/);
  const isIn = document.querySelector('.main h1') !== null && document.querySelector('dialog[open]') === null;
  if (!isIn || path === location.pathname) return false;
  document.activeElement?.blur();
  history.pushState(null, '', address);
  return true;
}

const HEIGHT = 900;
const WIDTH = 1280;
/** A telephone's. */
export const NARROW = 390;

/** Builds the console where something that it is made of has changed. @returns what the build printed of its sizes */
export async function builtConsole(): Promise<string> {
  const script = path.join(root, 'gateway/console/build.mjs');
  // Jest's own NODE_ENV would build React for those who develop it, which is larger than a person may be sent.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: root, env });
  return stdout;
}

export class ConsolePage implements AsyncDisposable {
  /** What the browser complained about, and what it asked of others than the gateway. */
  readonly complaints: string[] = [];
  private readonly finished: Request[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
    private readonly width: number,
  ) {}

  static async open(browser: Browser, url: string, look: Look = {}): Promise<ConsolePage> {
    const { language = 'zh', theme = 'light', width = WIDTH } = look;
    const context = await browser.newContext({
      viewport: { width, height: HEIGHT },
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      colorScheme: theme,
      // What fades in is as hard to read meanwhile as axe says, and how long that is depends on the machine.
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const opened = new ConsolePage(context, page, url, width);
    opened.listen();
    await page.goto(url);
    await page.locator('.door-main :is(.door-card, a.button)').first().waitFor();
    return opened;
  }

  /** By the card of the role. */
  async enter(role: Role): Promise<void> {
    await this.page.locator('.door-card').nth(ROLES.indexOf(role)).click();
    await this.page.locator('.main h1').waitFor();
  }

  /** At the organisation's identity provider, which knows who sits there. */
  async enterAtProvider(): Promise<void> {
    await this.page.locator('.door-main a.button').click();
    await this.page.locator('.main h1').waitFor();
  }

  /** As one of the others, by what stands on the button. */
  async enterAs(name: RegExp): Promise<void> {
    await this.page.locator('.door details > summary').click();
    await this.page.getByRole('button', { name }).click();
    await this.page.locator('.main h1').waitFor();
  }

  async signOut(): Promise<void> {
    const before = this.complaints.length;
    await this.page.locator('.menu > summary').click();
    await this.page.locator('.menu-body > button').click();
    await this.page.locator('.door-card').first().waitFor();
    // A look at the ledger that was under way meanwhile is answered 401: nobody is signed in any more.
    this.complaints.splice(before);
  }

  /** Loads an address of the console, as a colleague's link does. */
  async load(address: string): Promise<void> {
    await this.page.goto(`${this.url}/console${address}`);
    await this.settled();
  }

  /** Goes to an address of the console as its own links do, and loads it where no link would lead. */
  async go(address: string): Promise<void> {
    if (!(await this.page.evaluate(turnTo, `/console${address}`))) return this.load(address);
    // At the heading or a field: until then the page before stands there.
    await this.page.locator('.main :focus').first().waitFor();
    return this.settled();
  }

  /** The screen has its heading, nothing in it says that it waits, and nothing more is being read for it. */
  async settled(): Promise<void> {
    await this.page.locator('.main[data-reading="false"]:not(:has(.waiting)) h1').first().waitFor();
  }

  /** For an overseer: states why. */
  async statePurpose(): Promise<void> {
    await this.page.locator('.purpose-bar button.primary').click();
    await this.page.locator('.purpose-bar b').waitFor();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Comes to it by the keyboard alone: from one field or button to the next, and within a group of choices from one to the next. */
  async reach(target: Locator): Promise<void> {
    for (let pressed = 0; pressed < MOST_KEYS; pressed += 1) {
      const place = await target.evaluate(placeOf);
      if (place === 'here') return;
      await this.page.keyboard.press(place === 'same group' ? 'ArrowDown' : 'Tab');
    }
    throw new Error('It cannot be reached by the keyboard.');
  }

  /** Reaches it and uses it: a choice is chosen, a button pressed, a link followed. */
  async use(target: Locator): Promise<void> {
    await this.reach(target);
    const { type = '', checked } = await target.evaluate(controlOf);
    // The arrows that come to a choice of a group have chosen it.
    if (type === 'radio' && checked === true) return;
    const isFollowed = await target.evaluate(leadsElsewhere);
    await this.page.keyboard.press(/radio|checkbox/.test(type) ? 'Space' : 'Enter');
    // Until then the page before stands there, whose fields may have the same names.
    if (isFollowed) await this.page.locator('.main h1:focus').waitFor();
  }

  /** Reaches a field and types into it. */
  async type(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.insertText(text);
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Look, sign, receipt: the rest of an act whose fields are filled in. */
  async record(): Promise<void> {
    const onward = this.dialog.locator('.dialog-foot button.primary');
    if (await this.dialog.locator('.form').count()) await this.use(onward);
    await this.dialog.locator('.facts').first().waitFor();
    await this.use(onward);
    await this.dialog.locator('.proof').waitFor();
  }

  /** @returns the findings of axe on what is shown now */
  async findings(): Promise<readonly string[]> {
    if (await this.page.evaluate<boolean>('globalThis.axe === undefined')) await this.page.evaluate(AXE);
    const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
    const { violations } = await this.page.evaluate<AxeResults>(`axe.run(document, ${options})`);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  }

  /** Asserts that what is shown now is accessible, wide and narrow, and has nowhere to be pushed sideways. */
  async fits(): Promise<void> {
    assert.deepEqual(await this.findings(), []);
    await this.page.setViewportSize({ width: NARROW, height: HEIGHT });
    assert.equal(await this.isTooWide(), false, this.page.url());
    assert.deepEqual(await this.findings(), []);
    await this.page.setViewportSize({ width: this.width, height: HEIGHT });
  }

  /** Kilobytes that came over the line so far, as compressed as they came. */
  async received(): Promise<number> {
    const sizes = await Promise.all(this.finished.map((request) => request.sizes()));
    return Math.round(
      sizes.reduce((sum, { responseBodySize }) => sum + Math.max(0, responseBodySize), 0) / 1024,
    );
  }

  /** Whether something is wider than the window, so that the page would have to be pushed sideways. */
  isTooWide(): Promise<boolean> {
    return this.page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth + 1',
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }

  private listen(): void {
    this.page.on('requestfinished', (request) => this.finished.push(request));
    this.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(String(error)));
    this.page.on('request', (request) => {
      const isOwn = request.url().startsWith(this.url) || /^(?:data|blob):/.test(request.url());
      if (!isOwn) this.complaints.push(`asked elsewhere: ${request.url()}`);
    });
  }
}
