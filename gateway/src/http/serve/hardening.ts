// SPDX-License-Identifier: Apache-2.0
/** What every answer carries or is spared: security headers, compression, caching. */
import compression from 'compression';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Security headers; scripts from this server only, so the API page and the console work offline. */
export const securityHeaders = (tls: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: tls ? [] : null,
      },
    },
    strictTransportSecurity: tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });

/** Reads are compressed; the answer to a write is small or soon forgotten, and costs its sender no time. */
export const compressed = (): RequestHandler =>
  compression({
    threshold: 2_048,
    filter: (request, response) => request.method === 'GET' && compression.filter(request, response),
  });

/** Answers of the API are for their asker alone. */
export const notStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
