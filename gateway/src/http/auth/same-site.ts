// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a request that a browser signs with its cookie comes from our own pages. Browsers say where a request comes
 * from (Fetch Metadata, and `Origin` on writes); what does not say so is refused, whatever its method: reads of an
 * auditor are recorded, so even a read that another site causes would leave a trace in his name.
 */
import type { Request } from 'express';
import { HttpError } from '../problems/problem.js';

/** Of a demo, which browsers of its own machine know under several names, and on a port that may be chosen late. */
export const LOOPBACK = 'loopback';

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** @returns undefined where the request names another host: a name that only leads here is no name of ours */
function ownOriginOf(request: Request, known: string): string | undefined {
  if (known !== LOOPBACK) return known;
  const host = request.get('host') ?? '';
  return LOOPBACK_HOST.test(host) ? `http://${host}` : undefined;
}

/**
 * @param known our origin, as browsers know it, or `LOOPBACK`
 * @throws HttpError `CROSS_SITE`
 */
export function refuseCrossSite(request: Request, known: string): void {
  const own = ownOriginOf(request, known);
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const isOwn = origin === undefined ? site === 'same-origin' : origin === own;
  const isSaidToBe = site === undefined || site === 'same-origin';
  if (own === undefined || !isOwn || !isSaidToBe) throw new HttpError('CROSS_SITE');
}

/** What a browser marks a request with that its user typed, or that a page of the same origin made. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/**
 * For who is known by a certificate: a browser shows it with whatever any page asks. Programs mark nothing, and pass.
 * @throws HttpError `CROSS_SITE`
 */
export function refuseMarkedCrossSite(request: Request): void {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const isOwn = origin === undefined || origin === `https://${request.get('host')}`;
  if (!isOwn || (site !== undefined && !OWN_SITES.has(site))) throw new HttpError('CROSS_SITE');
}
