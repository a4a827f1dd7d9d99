// SPDX-License-Identifier: Apache-2.0
/** A demo with its console and a browser before it, for all tests of a file. */
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.js';
import { builtConsole, ConsolePage, type Look } from './console-page.js';
import { DemoProcess, type DemoOptions } from './demo-process.js';
import type { TestContext } from './testing.js';

export class ConsoleDemo implements AsyncDisposable {
  private browser: Browser | undefined;

  private constructor(readonly demo: DemoProcess) {}

  static async start(options: Pick<DemoOptions, 'past'> = {}): Promise<ConsoleDemo> {
    await builtConsole();
    return new ConsoleDemo(await DemoProcess.filled(options));
  }

  /** A page of its own, closed when the test ends; skips the test where there is no browser. */
  async open(t: TestContext, look: Look = {}, url = this.demo.url): Promise<ConsolePage> {
    this.browser ??= await startBrowser(t);
    const opened = await ConsolePage.open(this.browser, url, look);
    t.after(() => opened[Symbol.asyncDispose]());
    return opened;
  }

  async read<T>(role: string, address: string): Promise<T> {
    return (await (await this.demo.fetch(role, address)).json()) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser?.close();
    await this.demo[Symbol.asyncDispose]();
  }
}
