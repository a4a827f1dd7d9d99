// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** Names the request: in the answer's `X-Request-Id`, in a problem's `instance` and in the logs. */
export const nameRequest: RequestHandler = (_request, response, next) => {
  const id = randomUUID();
  response.locals['requestId'] = id;
  response.set('X-Request-Id', id);
  next();
};

export const requestIdOf = (response: Response): string => String(response.locals['requestId']);
