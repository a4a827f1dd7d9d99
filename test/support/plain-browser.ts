// SPDX-License-Identifier: Apache-2.0
/** What a browser does for somebody who signs in, without a browser: it follows redirects, and keeps each host’s cookies to itself. */
import { parseSetCookie } from 'cookie';

const MOST_REDIRECTS = 12;

/** Where a walk ended, and what was answered there. */
export interface Arrived {
  readonly url: URL;
  readonly response: Response;
}

export class PlainBrowser {
  private readonly jars = new Map<string, Map<string, string>>();
  /** Every `Set-Cookie` so far. */
  readonly set: string[] = [];

  /** Follows redirects until there are none, or until one leads to where `stop` says. */
  async walk(start: string, stop: (url: URL) => boolean = () => false): Promise<Arrived> {
    let url = new URL(start);
    for (let i = 0; i < MOST_REDIRECTS; i += 1) {
      const response = await this.fetch(url, { headers: { 'sec-fetch-site': 'none' } });
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      await response.arrayBuffer();
      url = new URL(location, url);
      if (stop(url)) return { url, response };
    }
    throw new Error('Redirected without end.');
  }

  /** As a script on the host's own page does, unless the headers say otherwise. */
  async fetch(
    url: URL | string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'sec-fetch-site': 'same-origin', ...init.headers, ...(cookie !== '' && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      this.set.push(line);
      const { name, value, maxAge, expires } = parseSetCookie(line);
      const isOver = maxAge === 0 || (expires !== undefined && expires.getTime() <= Date.now());
      if (isOver || value === undefined) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** A cookie that somebody put into the browser. */
  plant(url: string, name: string, value: string): void {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar.set(name, value));
  }

  /** A cookie that the host set. */
  cookie(url: string, name: string): string | undefined {
    return this.jars.get(new URL(url).host)?.get(name);
  }
}
