// SPDX-License-Identifier: Apache-2.0
/** Makes Express routes of the route table. */
import type { Express, Request, RequestHandler, Response } from 'express';
import {
  digestOf,
  OWN_ID,
  type AttemptKey,
  type Idempotency,
  type StoredAnswer,
} from '../attempts/idempotency.js';
import { onlyOnce, type Attempt } from '../attempts/attempt.js';
import { ACT_SIGNATURE, signingOf, withSigning } from './acts/act-signature.js';
import { principalOfResponse, requireRole } from './auth/authenticate.js';
import { bodyOf, JSON_TYPE, jsonBodyOf, mediaTypeOf, readBody } from './body/read-body.js';
import { screened, SCREENED_BYTES } from './body/screened.js';
import { checked } from './dto/validate.js';
import { languageOf } from './problems/language.js';
import { HttpError } from './problems/problem.js';
import type { Answer, Ask, Content, Route } from './route.js';
import { sendChunks } from './send/chunks.js';
import { sendEvents } from './send/events.js';
import { sendLines } from './send/lines.js';
import { sendLongList } from './send/long-list.js';
import { TABLE_TYPES } from './send/tables.js';
import type { InTurns } from '../support/fair-turns.js';
import type { Principal } from '../usecases/principal.js';

/** What the routes share. */
export interface Mounting {
  readonly idempotency: Idempotency;
  /** Runs before every route that needs a token. */
  readonly guards: readonly RequestHandler[];
  /** Runs before a body that was read is looked at. */
  readonly turns: RequestHandler;
  /** In whose turns an answer is written. */
  readonly inTurns: (request: Request, response: Response) => InTurns;
  /** Runs before a body of so many bytes at most is read. */
  readonly gate: (limitBytes: number) => RequestHandler;
  readonly limits: { readonly json: number; readonly bulk: number };
}

const EMPTY = Buffer.alloc(0);

const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

function paramsOf(row: Route, request: Request): Readonly<Record<string, string>> {
  const params = request.params as Record<string, string>;
  const errors = Object.entries(row.params ?? {})
    .filter(([name, schema]) => !schema.safeParse(params[name]).success)
    .map(([field]) => ({ field, rule: 'format' }));
  if (errors.length > 0) throw new HttpError('INVALID_ARGUMENT', { errors });
  return params;
}

/**
 * What clients add to a media type (`charset=utf-8`, `odata=verbose`) would match no type that is offered: all that
 * counts is the type and how much it is wanted.
 */
const withoutParameters = (accept: string): string =>
  accept
    .split(',')
    .map((range) => range.split(';').filter((part, i) => i === 0 || /^\s*q\s*=/i.test(part)))
    .map((parts) => parts.join(';'))
    .join(',');

const contentOf = (row: Route): readonly Content[] =>
  Object.values(row.answers).flatMap((answer) => answer.content ?? []);

/** In which the good answer is given, the first where the asker has no preference: JSON where there is such a form, or nothing to give. */
function offeredBy(row: Route): readonly string[] {
  const content = contentOf(row);
  const special = content.flatMap((one) => ('schema' in one && one.mediaType ? [one.mediaType] : []));
  const hasJson = content.some((one) => 'one' in one || 'page' in one || ('schema' in one && !one.mediaType));
  const json = hasJson || content.length === 0 ? [JSON_TYPE] : [];
  const tables = content.some((one) => 'tables' in one) ? TABLE_TYPES : [];
  return [...json, ...(row.produces ?? []), ...special, ...tables];
}

/** Where a form is named in the address it is the one that is wanted, whatever the client accepts by habit. */
const namesForm = (row: Route, request: Request): boolean =>
  request.query['format'] !== undefined && contentOf(row).some((one) => 'tables' in one);

function acceptOf(row: Route, request: Request): string {
  if (namesForm(row, request)) return JSON_TYPE;
  request.headers.accept &&= withoutParameters(request.headers.accept);
  const accepted = request.accepts([...offeredBy(row)]);
  if (accepted === false) throw new HttpError('NOT_ACCEPTABLE');
  return accepted;
}

/** Reads and checks all that was asked. @throws HttpError */
async function askOf(
  row: Route,
  request: Request,
  response: Response,
  { inTurns }: Mounting,
): Promise<Omit<Ask<object, object>, 'attempt'>> {
  const accept = acceptOf(row, request);
  const params = paramsOf(row, request);
  const query = row.query ? checked(row.query, { ...request.query }) : refuseQuery(request);
  const given = row.body ? jsonBodyOf(request) : {};
  if (row.body && bodyOf(request).length > SCREENED_BYTES) await inTurns(request, response)(screened(given));
  const body = row.body ? checked(row.body, given) : {};
  response.locals['fields'] = Object.keys(body);
  return {
    principal: principalOfResponse(response),
    params,
    query,
    body,
    bytes: row.raw ? bodyOf(request) : EMPTY,
    mediaType: mediaTypeOf(request) ?? JSON_TYPE,
    accept,
    language: languageOf(request),
    header: (name) => request.get(name),
  };
}

function refuseQuery(request: Request): object {
  if (Object.keys(request.query).length === 0) return {};
  throw new HttpError('INVALID_ARGUMENT', { errors: [{ field: 'query', rule: 'unknown-field' }] });
}

const KEY = /^[\x21-\x7e]{1,128}$/;

/** A user's name is encoded, since it may hold a slash: no name and key together can be read as another's. */
function attemptKeyOf(row: Route, ask: Omit<Ask<object, object>, 'attempt'>): AttemptKey | undefined {
  const { organisation, user } = ask.principal;
  const given = ask.header('idempotency-key');
  if (given !== undefined && !KEY.test(given)) {
    throw new HttpError('INVALID_ARGUMENT', { errors: [{ field: 'Idempotency-Key', rule: 'format' }] });
  }
  if (given !== undefined) return { organisation, key: `given/${encodeURIComponent(user)}/${given}` };
  const own = row.ownId?.(ask.body);
  return own === undefined ? undefined : { organisation, key: `${OWN_ID}${row.operationId}/${own}` };
}

const storable = ({ status, headers, body }: Answer): StoredAnswer => ({
  status,
  headers: headers ?? {},
  body: body ?? null,
});

async function answerOf(
  row: Route,
  request: Request,
  response: Response,
  mounting: Mounting,
): Promise<Answer> {
  const ask = await askOf(row, request, response, mounting);
  const signing = signingOf(row, ask.header(ACT_SIGNATURE));
  if (!row.write) return row.handle({ ...ask, attempt: onlyOnce });
  const digest = digestOf(row.method, request.path, ask.body);
  const work = async (attempt: Attempt): Promise<StoredAnswer> =>
    storable(await row.handle({ ...ask, attempt: withSigning(attempt, signing) }));
  return mounting.idempotency.run(attemptKeyOf(row, ask), digest, work);
}

async function send(response: Response, answer: Answer, inTurns: InTurns): Promise<void> {
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.events) await sendEvents(response, answer.events);
  else if (answer.list) await sendLongList(response, answer.list, inTurns);
  else if (answer.lines) await sendLines(response, answer.lines, inTurns);
  else if (answer.chunks) await sendChunks(response, answer.chunks, inTurns);
  else if (answer.body === undefined || answer.body === null) response.end();
  else if (typeof answer.body === 'string') response.send(answer.body);
  else response.json(answer.body);
}

const nameRoute =
  (row: Route): RequestHandler =>
  (_request, response, next) => {
    response.locals['route'] = row.path;
    next();
  };

const checkRole =
  (row: Route): RequestHandler =>
  (_request, response, next) => {
    if (row.access !== 'public') requireRole(principalOfResponse(response), row.access);
    next();
  };

const admitted =
  (admit: (principal: Principal) => void): RequestHandler =>
  (_request, response, next) => {
    admit(principalOfResponse(response));
    next();
  };

function bodyHandlers(row: Route, { limits, turns }: Mounting, bulk: RequestHandler, json: RequestHandler) {
  if (row.raw) {
    const { admit, mediaTypes, limit } = row.raw;
    return [admitted(admit), bulk, ...readBody(mediaTypes, limits[limit])];
  }
  return row.body ? [json, ...readBody([JSON_TYPE], limitOf(row, limits)), turns] : [];
}

const limitOf = ({ mostBytes = Number.POSITIVE_INFINITY }: Route, { json }: Mounting['limits']): number =>
  Math.min(json, mostBytes);

/** Adds every row to the application, and a refusal of other methods on their paths. */
export function mount(app: Express, routes: readonly Route[], mounting: Mounting): void {
  const { gate, limits } = mounting;
  const bulk = gate(limits.bulk);
  const json = gate(limits.json);
  for (const row of routes) {
    const guards = row.access === 'public' ? [] : [...mounting.guards, checkRole(row)];
    const handler: RequestHandler = async (request, response) => {
      const answer = await answerOf(row, request, response, mounting);
      await send(response, answer, mounting.inTurns(request, response));
    };
    app[row.method](
      expressPath(row.path),
      nameRoute(row),
      ...guards,
      ...bodyHandlers(row, mounting, bulk, json),
      handler,
    );
  }
  refuseOtherMethods(app, routes);
}

function refuseOtherMethods(app: Express, routes: readonly Route[]): void {
  for (const [path, rows] of Map.groupBy(routes, (row) => row.path)) {
    const allow = rows.map(({ method }) => method.toUpperCase()).join(', ');
    app.all(expressPath(path), () => {
      throw new HttpError('METHOD_NOT_ALLOWED', { headers: { Allow: allow } });
    });
  }
}
