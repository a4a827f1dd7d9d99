// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, hostOf, mayConnect, type AddressPolicy } from './address-guard.js';

/** What a receiver answered; or why there was no answer. */
export type PostResult = { readonly status: number } | { readonly error: PostError };
export type PostError = 'ADDRESS_REFUSED' | 'TIMEOUT' | 'UNREACHABLE';

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Poster {
  post(posting: Posting, signal: AbortSignal): Promise<PostResult>;
}

/** Posts, and looks at the status alone: redirections are not followed and no body is read. Never throws. */
export class HttpPoster implements Poster {
  constructor(
    private readonly policy: AddressPolicy,
    private readonly timeoutMs: number,
  ) {}

  post({ url, headers, body }: Posting, signal: AbortSignal): Promise<PostResult> {
    const host = hostOf(url);
    // Nothing is looked up for an address.
    if (isIP(host) !== 0 && !mayConnect(host, this.policy))
      return Promise.resolve({ error: 'ADDRESS_REFUSED' });
    const { promise, resolve } = Promise.withResolvers<PostResult>();
    const { request } = url.protocol === 'https:' ? https : http;
    const options = {
      method: 'POST',
      headers,
      agent: false,
      lookup: guardedLookup(this.policy),
      signal,
    } as const;
    const sent = request(url, options);
    const late = setTimeout(() => {
      resolve({ error: 'TIMEOUT' });
      sent.destroy();
    }, this.timeoutMs);
    sent.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0 });
      response.on('error', () => undefined);
      response.destroy();
    });
    sent.on('error', (error: Error & { code?: string }) => {
      resolve({ error: error.code === 'ADDRESS_REFUSED' ? 'ADDRESS_REFUSED' : 'UNREACHABLE' });
    });
    sent.end(body);
    return promise.finally(() => {
      clearTimeout(late);
    });
  }
}
