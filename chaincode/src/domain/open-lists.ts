// SPDX-License-Identifier: Apache-2.0
/**
 * What one organisation has open before another, by ids, so that the policy's limits can be held: docs/decisions/0381. An
 * id stays in its list after the thing has ended, until the list is looked through. A thing that began before there
 * were lists is in none, and is not counted.
 */
import { ensure } from './errors';
import type { Limits } from './records';

/** How many were begun in a calendar month (UTC), also those that have ended since. */
export interface Begun {
  readonly month: string;
  readonly count: number;
}

/** What every list has; absent in those of earlier versions of the chaincode. */
interface Counted {
  readonly begun?: Begun;
}

/** Requests of a consumer for a resource that wait, or became grants. Key: [consumer, resource]. */
export interface OpenRequests extends Counted {
  readonly type: 'open-requests';
  readonly consumer: string;
  readonly resource: string;
  /** Ids of requests, in order of submission; a grant has its request's id. */
  readonly requests: readonly string[];
}

/** Disputes of an opener with a respondent. Key: [opener, respondent]. */
export interface OpenDisputes extends Counted {
  readonly type: 'open-disputes';
  readonly opener: string;
  readonly respondent: string;
  /** Ids, in order of opening. */
  readonly disputes: readonly string[];
}

/** Disputes about a grant, so that nobody destroys its keys while one goes on. Key: [grant]. */
export interface DisputedGrant {
  readonly type: 'disputed-grant';
  readonly grant: string;
  /** Ids, in order of opening. */
  readonly disputes: readonly string[];
}

/** What a grant's consumer has asked of its provider and waits for, so that it cannot be buried. Key: [grant]. */
export interface OpenUnderGrant extends Counted {
  readonly type: 'open-corrections' | 'open-variations';
  readonly grant: string;
  /** Ids, in order of opening. */
  readonly ids: readonly string[];
}

/** What one organisation demands of another for the catalogue and waits for. Key: [from, to]. */
export interface OpenDemands extends Counted {
  readonly type: 'open-demands';
  readonly from: string;
  readonly to: string;
  /** Types and ids, in order of opening. */
  readonly demands: readonly { readonly type: 'demand' | 'source-update'; readonly id: string }[];
}

/**
 * So many times what may be open at once is begun in a month. Who begins and takes back over and over has nothing open, and would bury
 * the other side all the same.
 */
export const TIMES_IN_MONTH = 10;

/**
 * One more.
 * @param list absent where nothing was begun yet @param month `YYYY-MM` @param open how many may be open at once
 * @throws DomainError `LIMIT_REACHED`
 */
export function oneMoreBegun(list: Counted | undefined, month: string, open: number): Begun {
  const count = (list?.begun?.month === month ? list.begun.count : 0) + 1;
  ensure(
    count <= open * TIMES_IN_MONTH,
    'LIMIT_REACHED',
    'As many were begun in the month as the policy allows: {times} times what may be open at once.',
    { times: TIMES_IN_MONTH },
  );
  return { month, count };
}

/** What of a list of requests has not ended. */
export interface Standing {
  readonly waiting: readonly string[];
  readonly granted: readonly string[];
}

/** A list that is shorter than every limit is not looked through: none can be reached. */
export function mayExceed(requests: readonly string[], { openRequests, standingGrants }: Limits): boolean {
  return requests.length >= Math.min(openRequests, standingGrants);
}

/** @param waits whether the request that is to be added waits for an answer. @throws DomainError `LIMIT_REACHED` */
export function ensureRoom(
  { waiting, granted }: Standing,
  { openRequests, standingGrants }: Limits,
  waits: boolean,
): void {
  const isFree = !waits || waiting.length < openRequests;
  ensure(
    isFree,
    'LIMIT_REACHED',
    'The consumer has as many open requests for the resource as the policy allows.',
  );
  const isGrantable = waiting.length + granted.length < standingGrants;
  ensure(
    isGrantable,
    'LIMIT_REACHED',
    'The consumer has as many grants of the resource as the policy allows.',
  );
}

/** @throws DomainError `LIMIT_REACHED` */
export function ensureRoomForDispute(open: readonly string[], { openDisputes }: Limits): void {
  const isFree = open.length < openDisputes;
  ensure(isFree, 'LIMIT_REACHED', 'As many disputes with the respondent are open as the policy allows.');
}
