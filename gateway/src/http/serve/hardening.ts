// SPDX-License-Identifier: Apache-2.0
/** What every answer carries or is spared: security headers, compression, caching. */
import compression from 'compression';
import type { RequestHandler, Response } from 'express';
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
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });

/** Reads are compressed; the answer to a write is small or soon forgotten, and costs its sender no time. */
export const compressed = (): RequestHandler =>
  compression({
    threshold: 2_048,
    filter: (request, response) => request.method === 'GET' && compression.filter(request, response),
  });

/** What no page of the gateway asks a browser for, nor ever anything that is shown in one. */
const NOT_ASKED_FOR = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
];
const PERMISSIONS = NOT_ASKED_FOR.map((name) => `${name}=()`).join(', ');

export const permissions: RequestHandler = (_request, response, next) => {
  response.set('Permissions-Policy', PERMISSIONS);
  next();
};

/** Answers are for their asker alone, and for now: what may be kept says so itself. */
export const notStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** For files served as they lie: how long a browser may keep them. Its own setting would leave what stands there already. */
export const keptFor =
  (value: string) =>
  (response: Response): void => {
    response.setHeader('Cache-Control', value);
  };
