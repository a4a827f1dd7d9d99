// SPDX-License-Identifier: Apache-2.0
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'winston';
import type { Principal } from '../../usecases/principal.js';
import type { Metrics } from '../metrics.js';
import { requestIdOf } from './request-id.js';

const routeOf = (response: Response): string => String(response.locals['route'] ?? 'unknown');

function lineOf(request: Request, response: Response, milliseconds: number): object {
  const principal = response.locals['principal'] as Principal | undefined;
  const { code } = response.locals as { code?: string };
  return {
    requestId: requestIdOf(response),
    method: request.method,
    route: routeOf(response),
    status: response.statusCode,
    ms: Math.round(milliseconds * 10) / 10,
    ...(code && { code }),
    ...(principal && { organisation: principal.organisation, user: principal.user, role: principal.role }),
    ...(!response.writableFinished && { aborted: true }),
  };
}

/** One line and one observation per request, by route template: a URL may hold identifiers. */
export const accessLog =
  (logger: Logger, metrics: Metrics): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      const milliseconds = performance.now() - start;
      metrics.observe(request.method, routeOf(response), response.statusCode, milliseconds);
      logger.info('request', lineOf(request, response, milliseconds));
    });
    next();
  };
