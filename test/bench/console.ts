// SPDX-License-Identifier: Apache-2.0
/**
 * How long a person waits at the console of a demo in Debian's Chromium: until something of use stands on the page, until a
 * click has shown the next screen (median of `CLICKS`), and how many frames a second a trail of 10,000 entries scrolls at.
 */
import type { Page } from 'playwright-core';
import { startBrowser } from '../support/browser.js';
import { builtConsole, ConsolePage } from '../support/console-page.js';
import { DemoProcess } from '../support/demo-process.js';
import { report } from './measure.js';

const CLICKS = Number(process.env['CLICKS'] ?? 20);
const SCROLL_MS = 3000;

const medianOf = (times: readonly number[]): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1] ?? Number.NaN);
};

/** Milliseconds from the beginning of a load until what is named is drawn. */
const drawnAfter = (page: Page, selector: string): Promise<number> =>
  page.evaluate<number>(`new Promise((done) => {
    const look = () => document.querySelector(${JSON.stringify(selector)})
      ? requestAnimationFrame(() => done(performance.now()))
      : requestAnimationFrame(look);
    look();
  })`);

/** Milliseconds from a click on a link until its screen is drawn, has its heading, and waits for nothing. */
const shownAfter = (page: Page, address: string): Promise<number> =>
  page.evaluate<number>(`new Promise((done) => {
    const link = document.querySelector('.side a[href="/console${address}"]');
    const begun = performance.now();
    link.click();
    const look = () => location.pathname === '/console${address}' &&
      document.querySelector('.main[data-reading="false"]:not(:has(.waiting)) h1')
      ? requestAnimationFrame(() => done(performance.now() - begun))
      : requestAnimationFrame(look);
    requestAnimationFrame(look);
  })`);

/** Frames a second while the longest timeline of the page is scrolled, and the longest time between two. */
const scrolled = (page: Page): Promise<{ readonly rate: number; readonly longest: number }> =>
  page.evaluate(`new Promise((done) => {
    const all = [...document.querySelectorAll('.scroller')];
    const trail = all.reduce((most, one) => one.scrollHeight > most.scrollHeight ? one : most);
    trail.scrollIntoView();
    const begun = performance.now();
    let frames = 0, last = begun, longest = 0;
    const next = (now) => {
      frames += 1;
      longest = Math.max(longest, now - last);
      last = now;
      trail.scrollTop += 90;
      if (now - begun < ${SCROLL_MS}) requestAnimationFrame(next);
      else done({ rate: frames * 1000 / (now - begun), longest });
    };
    requestAnimationFrame(next);
  })`);

const SCREENS = ['/requests', '/resources', '/grants', '/uses', '/disputes', '/home'];

await builtConsole();
await using demo = await DemoProcess.start({ past: true });
const browser = await startBrowser({
  skip: (reason) => {
    throw new Error(reason);
  },
});
{
  await using at = await ConsolePage.open(browser, demo.url);
  const load = async (address: string, selector: string): Promise<number> => {
    await at.page.goto(`${demo.url}${address}`, { waitUntil: 'commit' });
    return drawnAfter(at.page, selector);
  };
  const signIn: number[] = [];
  for (let n = 0; n < CLICKS; n += 1) signIn.push(await load('/', '.door-card'));
  report('sign-in drawn after, median', medianOf(signIn), 'ms');
  await at.enter('provider');
  const home: number[] = [];
  for (let n = 0; n < CLICKS; n += 1) home.push(await load('/console/home', '.figures b'));
  report('home drawn after, median', medianOf(home), 'ms');
  await at.settled();
  const first: number[] = [];
  for (const address of SCREENS) first.push(await shownAfter(at.page, address));
  report('click that loads a screen’s code, the slowest', Math.round(Math.max(...first)), 'ms');
  for (const address of SCREENS) {
    const times: number[] = [];
    for (let n = 0; n < CLICKS; n += 1) {
      times.push(await shownAfter(at.page, address));
      await shownAfter(at.page, address === '/home' ? '/uses' : '/home');
    }
    report(`click to ${address}, median of ${CLICKS}`, medianOf(times), 'ms');
  }
  await at.go('/parts');
  const { rate, longest } = await scrolled(at.page);
  report('trail of 10,000 entries scrolled', Math.round(rate), 'frames/s');
  report('trail of 10,000 entries, longest frame', Math.round(longest), 'ms');
}
await browser.close();
