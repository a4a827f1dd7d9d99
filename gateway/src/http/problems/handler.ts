// SPDX-License-Identifier: Apache-2.0
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'winston';
import { requestIdOf } from '../serve/request-id.js';
import { languageOf } from './language.js';
import { MEANINGS } from './meanings.js';
import { HttpError, problemOf } from './problem.js';
import { translate, type Translation } from './translate.js';
import { whereNamed } from './where-named.js';

/** Names of the fields of the body that was read; none where none was. */
const askedFields = (response: Response): readonly string[] =>
  (response.locals['fields'] as readonly string[] | undefined) ?? [];

function send(request: Request, response: Response, translation: Translation): void {
  const language = languageOf(request);
  const problem = problemOf(translation.code, language, requestIdOf(response), translation);
  response.locals['code'] = translation.code;
  response
    .status(problem.status)
    .set({ ...translation.headers, 'Content-Language': language, Vary: 'Accept-Language' })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** Answers every error of every route as `application/problem+json` (RFC 9457). */
export const problemHandler =
  (logger: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next): void => {
    const translation = whereNamed(translate(error), askedFields(response));
    if (MEANINGS[translation.code].status >= 500) {
      logger.error('request failed', { requestId: requestIdOf(response), code: translation.code, error });
    }
    if (response.headersSent) next(error);
    else send(request, response, translation);
  };

/** Throws for whatever no route has taken. */
export const nothingHere = (): never => {
  throw new HttpError('ROUTE_NOT_FOUND');
};
