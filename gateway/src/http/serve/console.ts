// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the web console: one page, whatever address below `/console/` it was opened at, and the files that it names,
 * which never change under their name. The page may load nothing from elsewhere, no inline script and no inline style.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { keptFor } from './hardening.js';

/** Where the build leaves it, seen from this file as it is compiled. */
const BUILT = path.resolve(import.meta.dirname, '../../../console/dist');
const ASSETS = '/console/assets';
const PAGES = ['/', '/console', '/console/*page'];

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Read anew for each visitor: what was built since the start names other files. */
function page(index: string): RequestHandler {
  return (request, response, next) => {
    // A file that is no more is not the page: an old page that asks for it must learn so.
    if (request.path.startsWith(ASSETS)) {
      next();
      return;
    }
    response.locals['route'] = '/console';
    response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' });
    response.sendFile(index, { cacheControl: false, lastModified: false });
  };
}

/**
 * Does nothing where the console was not built: the gateway serves its API all the same.
 * @returns whether it is served
 */
export function mountConsole(app: Express, folder = BUILT): boolean {
  const index = path.join(folder, 'index.html');
  if (!existsSync(index)) return false;
  const files = express.static(path.join(folder, 'assets'), {
    index: false,
    setHeaders: keptFor('public, max-age=31536000, immutable'),
    fallthrough: true,
  });
  app.use(ASSETS, files);
  app.get(PAGES, page(index));
  return true;
}
