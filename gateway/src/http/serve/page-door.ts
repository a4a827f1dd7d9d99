// SPDX-License-Identifier: Apache-2.0
/**
 * Pages that are printed have an address, which stands on the paper. Whoever types it into a browser is not known there, or
 * not known to have come from our own pages: the console takes him in, and leads on to the page.
 */
import type { ErrorRequestHandler, Request } from 'express';
import { HttpError } from '../problems/problem.js';

/** The address of a page, and where in the console it is opened from. */
const DOORS: Readonly<Record<string, string>> = { '/v1/supervision': '/console/supervision/page' };

const NOT_IN: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'SESSION_ENDED', 'CROSS_SITE']);

/** Why somebody reads is asked of himself: an address that another gave him does not say it. */
const OF_THE_READER: readonly string[] = ['format', 'purpose', 'case'];

/** Browsers say that they open a page; programs do not, and are answered as programs. */
const opensPage = (request: Request): boolean =>
  request.method === 'GET' &&
  request.query['format'] === 'html' &&
  request.get('sec-fetch-mode') === 'navigate' &&
  request.get('sec-fetch-dest') === 'document' &&
  request.get('authorization') === undefined;

export const leadToPage: ErrorRequestHandler = (error: unknown, request, response, next): void => {
  const door = DOORS[request.path];
  if (door === undefined || !(error instanceof HttpError) || !NOT_IN.has(error.code) || !opensPage(request)) {
    next(error);
    return;
  }
  const query = new URLSearchParams(request.url.split('?', 2)[1]);
  for (const name of OF_THE_READER) query.delete(name);
  response.redirect(303, `${door}?${query.toString()}`);
};
