// SPDX-License-Identifier: Apache-2.0
import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit, type Options } from 'express-rate-limit';
import helmet from 'helmet';
import type { Principal } from '../usecases/principal.js';
import { HttpError } from './problems/problem.js';

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

const WINDOW_MS = 60_000;

const tooMany = (seconds: number): HttpError =>
  new HttpError('TOO_MANY_REQUESTS', { headers: { 'Retry-After': String(seconds) } });

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');

/** So many requests a minute of one user; runs after authentication. */
export const limitRequests = (perMinute: number): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    keyGenerator: (request, response: Response) => {
      const principal = response.locals['principal'] as Principal | undefined;
      return principal ? `${principal.organisation}/${principal.user}` : addressOf(request);
    },
    handler: (_request, response) => {
      throw tooMany(Number(response.getHeader('Retry-After') ?? WINDOW_MS / 1_000));
    },
  });

/**
 * So many refused tokens a minute from one address: guessing is slow, honest use is not touched. A request counts
 * once its token was refused, not while it is worked on: many behind one proxy may be at work at the same time.
 */
export function limitFailedTokens(perMinute: number): RequestHandler {
  const failed = new MemoryStore();
  failed.init({ windowMs: WINDOW_MS } as Options);
  return async (request, response, next) => {
    const address = addressOf(request);
    const { totalHits = 0, resetTime } = (await failed.get(address)) ?? {};
    if (totalHits >= perMinute)
      throw tooMany(Math.max(1, Math.ceil(((resetTime?.getTime() ?? 0) - Date.now()) / 1_000)));
    response.once('finish', () => {
      if (response.statusCode === 401) void failed.increment(address);
    });
    next();
  };
}

/**
 * So many requests at the same time; the rest are refused at once, so memory stays bounded.
 * @param apart a path with a bound of its own, since its requests last
 */
export function limitConcurrency(limit: number, apart: string): RequestHandler {
  let running = 0;
  return (request, response, next) => {
    if (request.baseUrl + request.path === apart) {
      next();
      return;
    }
    if (running >= limit) throw new HttpError('OVERLOADED', { headers: { 'Retry-After': '1' } });
    running += 1;
    response.once('close', () => {
      running -= 1;
    });
    next();
  };
}

/** How much of the memory a body may come to take: what it says, or the most it may have. */
function reserved(request: Request, limitBytes: number): number {
  const length = Number(request.headers['content-length'] ?? limitBytes);
  return request.headers['content-encoding'] === undefined ? Math.min(length, limitBytes) : limitBytes;
}

/** So many bytes of bodies at the same time, over all requests; the rest are refused before they are read. */
export function limitBytes(total: number, perBody: number): RequestHandler {
  let held = 0;
  return (request, response, next) => {
    const bytes = reserved(request, perBody);
    if (held > 0 && held + bytes > total) {
      throw new HttpError('OVERLOADED', { headers: { 'Retry-After': '1' } });
    }
    held += bytes;
    response.once('close', () => {
      held -= bytes;
    });
    next();
  };
}
