// SPDX-License-Identifier: Apache-2.0
/**
 * What keeps one client from taking the gateway away from the others: turns, places and memory, all of them shared out
 * by user, organisation and address. They stand behind authentication, and before a byte of a body is read.
 */
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { userNameOf, type Principal } from '../../usecases/principal.js';
import type { FairTurns, InTurns } from '../../support/fair-turns.js';
import { Shares } from '../../support/shares.js';
import { HttpError } from '../problems/problem.js';
import { addressOf, holdersOf } from './holders.js';
import { Windows } from './windows.js';

const WINDOW_MS = 60_000;

const tooMany = (seconds: number): HttpError =>
  new HttpError('TOO_MANY_REQUESTS', { headers: { 'Retry-After': String(seconds) } });
const overloaded = (): HttpError => new HttpError('OVERLOADED', { headers: { 'Retry-After': '1' } });

const nameOf = (request: Request, response: Response): string => {
  const principal = response.locals['principal'] as Principal | undefined;
  return principal ? userNameOf(principal) : addressOf(request);
};

/** So many requests a minute of one user. */
export const limitRequests = (perMinute: number): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    keyGenerator: nameOf,
    handler: (_request, response) => {
      throw tooMany(Number(response.getHeader('Retry-After') ?? WINDOW_MS / 1_000));
    },
  });

/**
 * So many wrong tokens a minute from one address: the next is told to wait. It counts what was looked at and found to
 * be nobody's, so a good token always passes, and neither a missing nor an expired one is taken for a guess.
 */
export function countWrongTokens(perMinute: number): (request: Request, error: unknown) => unknown {
  const wrong = new Windows(WINDOW_MS);
  return (request, error) => {
    if (!(error instanceof HttpError) || error.code !== 'UNAUTHENTICATED') return error;
    const { count, seconds } = wrong.add(addressOf(request));
    return count > perMinute ? tooMany(seconds) : error;
  };
}

/** Requests begin by users in turn. */
export const takeTurns =
  (turns: FairTurns): RequestHandler =>
  (request, response, next) => {
    turns.start(nameOf(request, response), next);
  };

/** What a request does at length is done in its user's turns. */
export const workInTurns =
  (turns: FairTurns) =>
  (request: Request, response: Response): InTurns => {
    const holder = nameOf(request, response);
    return (steps) => turns.work(holder, steps);
  };

/**
 * So many requests at the same time; the rest are refused at once, so memory stays bounded.
 * @param apart a path with a bound of its own, since its requests last
 */
export function limitConcurrency(limit: number, apart: string): RequestHandler {
  const places = new Shares(limit);
  return (request, response, next) => {
    if (request.baseUrl + request.path === apart) {
      next();
      return;
    }
    const free = places.take(holdersOf(request, response));
    if (!free) throw overloaded();
    response.once('close', free);
    next();
  };
}

/** How much of the memory a body may come to take: what it says, or the most it may have. */
function reserved(request: Request, limitBytes: number): number {
  const length = Number(request.headers['content-length'] ?? limitBytes);
  return request.headers['content-encoding'] === undefined ? Math.min(length, limitBytes) : limitBytes;
}

/** So many bytes of bodies at the same time, over all requests; the rest are refused before they are read. */
export function limitBytes(total: number): (perBody: number) => RequestHandler {
  const room = new Shares(total);
  return (perBody) => (request, response, next) => {
    const free = room.take(holdersOf(request, response), reserved(request, perBody));
    if (!free) throw overloaded();
    response.once('close', free);
    next();
  };
}
