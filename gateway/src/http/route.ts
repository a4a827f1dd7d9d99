// SPDX-License-Identifier: Apache-2.0
/** The route table's rows: Express routes and the OpenAPI description are both made from them. */
import { USER_ROLES, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { GATEWAY_RIGHTS } from '@catalog-chain/chaincode/domain/rights/gateway-rights';
import { RIGHTS, usersOf } from '@catalog-chain/chaincode/domain/rights/rights';
import type { z } from 'zod';
import type { Attempt } from '../attempts/attempt.js';
import type { EventStream } from '../usecases/oversight/event-streams.js';
import type { Principal } from '../usecases/principal.js';
import type { Class } from './dto/rule.js';
import type { Code } from './problems/codes.js';
import type { Language } from './problems/text.js';
import type { LongList } from './send/long-list.js';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** What a handler is asked, checked already. */
export interface Ask<B extends object, Q extends object> {
  /** Of a public route: nobody. */
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** Body of a route with `raw`; empty otherwise. */
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** The media type of the answer: the best of `produces` by `Accept`. */
  readonly accept: string;
  /** In which refusals of rows are worded. */
  readonly language: Language;
  readonly header: (name: string) => string | undefined;
  /** Identifies a write across repetitions. */
  readonly attempt: Attempt;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of `body`: an object with a list that may be long. */
  readonly list?: LongList;
  /** In place of `body`: one JSON text per line, as they come. */
  readonly lines?: AsyncIterable<unknown>;
  /** In place of `body`: sent as they come; `headers` name their type and length. */
  readonly chunks?: AsyncIterable<Uint8Array>;
  /** In place of `body`: server-sent events, for as long as both sides want. */
  readonly events?: EventStream;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What a status carries: a DTO, a page of DTOs (`with` more beside the items), or another schema. `tables`: also, or only,
 * as CSV and as an Excel workbook.
 */
export type Content =
  | { readonly one: Class; readonly tables?: true }
  | { readonly page: Class; readonly with?: Readonly<Record<string, Class>>; readonly tables?: true }
  | { readonly tables: true }
  | { readonly schema: Readonly<Record<string, unknown>>; readonly mediaType?: string };

export interface Answered {
  readonly description: string;
  readonly content?: Content;
}

interface Described {
  readonly method: Method;
  /** OpenAPI's form: `/v1/organisations/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Readonly<Record<string, z.ZodType>>;
  readonly answers: Readonly<Record<number, Answered>>;
  /** Codes it may answer beside those common to all routes of its kind. */
  readonly problems?: readonly Code[];
  readonly write?: boolean;
  /** Further media types of the answer, e.g. `application/x-ndjson`. */
  readonly produces?: readonly string[];
  /** Of a body that is one JSON DTO, where it is small by its nature. */
  readonly mostBytes?: number;
  /** A body that is not one JSON DTO: its media types, schema and size limit. */
  readonly raw?: {
    readonly mediaTypes: readonly string[];
    readonly schema: Readonly<Record<string, unknown>>;
    readonly limit: 'bulk';
    /** Asked before a byte of it is read; throws what refuses it. */
    readonly admit: (principal: Principal) => void;
  };
}

/** User roles that may call it; none: every authenticated user. `public`: no token. */
export type Access = 'public' | readonly UserRole[];

interface Typed<B extends object, Q extends object> extends Described {
  readonly body?: Class<B>;
  readonly query?: Class<Q>;
  /** The body's own id, which stands in for an absent `Idempotency-Key`. */
  readonly ownId?: (body: B) => string | undefined;
  readonly handle: (ask: Ask<B, Q>) => Promise<Answer>;
}

/** A row whose body and query types are known to its handler only. */
export type Route = Typed<object, object> & { readonly access: Access };

/** Writes a row; the handler sees the types of the DTOs named in it. Who may call it, the table of rights says. */
export function route<B extends object = object, Q extends object = object>(row: Typed<B, Q>): Route {
  return { ...row, access: accessTo(row.operationId) } as unknown as Route;
}

/**
 * An operation that performs several acts admits who may perform each of them.
 * @throws Error for one that the table does not name: it cannot be offered
 */
function accessTo(operation: string): Access {
  const acts = Object.values(RIGHTS).filter(({ operations }) => operations.includes(operation));
  const own = GATEWAY_RIGHTS.get(operation);
  if ((acts.length === 0) === (own === undefined))
    throw new Error(`${operation}: the table of rights names it once, as an act or as the gateway's own.`);
  if (own) return own.scope === 'anybody' ? 'public' : own.users;
  return USER_ROLES.filter((user) => acts.every((act) => usersOf(act).includes(user)));
}
