// SPDX-License-Identifier: Apache-2.0
/** Rows that do something to one record: `POST /v1/NOUNS/{id}/ACTION`. */
import type { z } from 'zod';
import type { Attempt } from '../../attempts/attempt.js';
import type { Principal } from '../../usecases/principal.js';
import { ok } from '../send/answers.js';
import type { Class } from '../dto/rule.js';
import type { Code } from '../problems/codes.js';
import { route, type Answered, type Route } from '../route.js';

/** What the actions on one kind of record share. */
export interface Noun {
  readonly path: string;
  readonly tag: string;
  readonly id: z.ZodType;
  readonly answer: Answered;
}

export interface Doing<B extends object> {
  /** Last part of the path. */
  readonly action: string;
  readonly operationId: string;
  readonly summary: string;
  readonly body?: Class<B>;
  readonly answer?: Answered;
  readonly problems?: readonly Code[];
  readonly run: (principal: Principal, id: string, attempt: Attempt, body: B) => Promise<unknown>;
}

/** Codes of whatever acts on a record. */
const PROBLEMS: readonly Code[] = ['NOT_FOUND', 'INVALID_STATE', 'CONDITION_NOT_MET', 'NOT_OWNER'];

export const action = <B extends object = object>(noun: Noun, doing: Doing<B>): Route =>
  route<B>({
    method: 'post',
    path: `${noun.path}/{id}/${doing.action}`,
    operationId: doing.operationId,
    tag: noun.tag,
    summary: doing.summary,
    params: { id: noun.id },
    write: true,
    ...(doing.body && { body: doing.body }),
    answers: { 200: doing.answer ?? noun.answer },
    problems: [...PROBLEMS, ...(doing.problems ?? [])],
    handle: async ({ principal, params: { id = '' }, attempt, body }) =>
      ok(await doing.run(principal, id, attempt, body)),
  });
