// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a request that a browser signs with its cookie comes from our own pages. Browsers say where a request comes
 * from (Fetch Metadata, and `Origin` on writes); what does not say so is refused, whatever its method: reads of an
 * auditor are recorded, so even a read that another site causes would leave a trace in his name.
 */
import type { Request } from 'express';
import { HttpError } from '../problems/problem.js';

/** @throws HttpError `CROSS_SITE` */
export function refuseCrossSite(request: Request, ownOrigin: string): void {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const isOwn = origin === undefined ? site === 'same-origin' : origin === ownOrigin;
  const isSaidToBe = site === undefined || site === 'same-origin';
  if (!isOwn || !isSaidToBe) throw new HttpError('CROSS_SITE');
}
