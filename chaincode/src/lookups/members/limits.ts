// SPDX-License-Identifier: Apache-2.0
/**
 * Holds the policy's limits. Only who opens something writes its list, and what has ended is taken out then: nobody who
 * decides, revokes or closes can be held up by the other side's writing.
 */
import { calendarMonth } from '../../domain/calendar/month';
import type { Correction } from '../../domain/dispute/correction-records';
import type { Dispute } from '../../domain/dispute/dispute-records';
import { ensure } from '../../domain/errors';
import { limitsOf } from '../../domain/members/policy';
import {
  ensureRoom,
  ensureRoomForDispute,
  mayExceed,
  oneMoreBegun,
  type Begun,
  type DisputedGrant,
  type OpenDemands,
  type OpenDisputes,
  type OpenRequests,
  type OpenUnderGrant,
  type Standing,
} from '../../domain/open-lists';
import type { Limits } from '../../domain/records';
import { isOver } from '../../domain/sharing/grant';
import type { AccessRequest, Grant } from '../../domain/sharing/grant-records';
import type { Demand } from '../../domain/upkeep/demand';
import type { SourceUpdate } from '../../domain/upkeep/source-agency';
import type { Variation } from '../../domain/stewardship/variation';
import type { CatalogContext } from '../../ledger';
import { currentPolicy } from './current-policy';

/** @param open how many may be open at once @throws DomainError `LIMIT_REACHED` */
const oneMoreNow = (ctx: CatalogContext, list: Parameters<typeof oneMoreBegun>[0], open: number): Begun =>
  oneMoreBegun(list, calendarMonth(ctx.stamp.at), open);

/** Adds a request to what its consumer has open for the resource. @throws DomainError `LIMIT_REACHED` */
export async function countRequest(ctx: CatalogContext, { id, terms, state }: AccessRequest): Promise<void> {
  const { consumer, resource } = terms;
  const limits = limitsOf(await currentPolicy(ctx));
  const list = await ctx.find<OpenRequests>('open-requests', consumer, resource);
  let requests = list?.requests ?? [];
  if (mayExceed(requests, limits)) {
    const standing = await standingOf(ctx, requests);
    ensureRoom(standing, limits, state === 'submitted');
    const open = new Set([...standing.waiting, ...standing.granted]);
    requests = requests.filter((one) => open.has(one));
  }
  const begun = oneMoreNow(ctx, list, Math.max(limits.openRequests, limits.standingGrants));
  const added: OpenRequests = {
    type: 'open-requests',
    consumer,
    resource,
    requests: [...requests, id],
    begun,
  };
  await ctx.put(added, consumer, resource);
}

/** A grant whose period is over has ended, whether or not somebody recorded it. */
async function standingOf(ctx: CatalogContext, requests: readonly string[]): Promise<Standing> {
  const [waiting, granted]: [string[], string[]] = [[], []];
  for (const id of requests) {
    const { state } = await ctx.get<AccessRequest>('request', id);
    if (state === 'submitted' || state === 'decided') waiting.push(id);
    if (state === 'granted' && !isOver(await ctx.get<Grant>('grant', id), ctx.now)) granted.push(id);
  }
  return { waiting, granted };
}

/** Adds a dispute to what its opener has open with the respondent, and to those about its grant. @throws DomainError `LIMIT_REACHED` */
export async function countDispute(ctx: CatalogContext, dispute: Dispute): Promise<void> {
  const { id, opener, respondent, grant } = dispute;
  const limits = limitsOf(await currentPolicy(ctx));
  const list = await ctx.find<OpenDisputes>('open-disputes', opener, respondent);
  let disputes = list?.disputes ?? [];
  if (disputes.length >= limits.openDisputes) {
    disputes = await openOf(ctx, disputes);
    ensureRoomForDispute(disputes, limits);
  }
  const begun = oneMoreNow(ctx, list, limits.openDisputes);
  const added: OpenDisputes = {
    type: 'open-disputes',
    opener,
    respondent,
    disputes: [...disputes, id],
    begun,
  };
  await ctx.put(added, opener, respondent);
  if (grant !== undefined) await markDisputed(ctx, grant, id);
}

/** Those that have ended are taken out when another is opened. */
async function markDisputed(ctx: CatalogContext, grant: string, id: string): Promise<void> {
  const list = await ctx.find<DisputedGrant>('disputed-grant', grant);
  const disputes = [...(await openOf(ctx, list?.disputes ?? [])), id];
  await ctx.put<DisputedGrant>({ type: 'disputed-grant', grant, disputes }, grant);
}

/** @throws DomainError `CONDITION_NOT_MET` while a dispute about the grant goes on */
export async function ensureUndisputed(ctx: CatalogContext, grant: string): Promise<void> {
  const list = await ctx.find<DisputedGrant>('disputed-grant', grant);
  const open = await openOf(ctx, list?.disputes ?? []);
  ensure(open.length === 0, 'CONDITION_NOT_MET', 'A dispute about the grant goes on: its keys are evidence.');
}

/** Adds a report of wrong data to those of its grant that wait for an answer. @throws DomainError `LIMIT_REACHED` */
export function countCorrection(ctx: CatalogContext, { id, grant }: Correction): Promise<void> {
  const waits = async (one: string): Promise<boolean> =>
    (await ctx.get<Correction>('correction', one)).state === 'opened';
  return countUnderGrant(ctx, { type: 'open-corrections', limit: 'openCorrections', grant, id, waits });
}

/** Adds a variation to those of its grant that wait for an answer. @throws DomainError `LIMIT_REACHED` */
export function countVariation(ctx: CatalogContext, { id, grant }: Variation): Promise<void> {
  const waits = async (one: string): Promise<boolean> =>
    (await ctx.get<Variation>('variation', one)).state === 'asked';
  return countUnderGrant(ctx, { type: 'open-variations', limit: 'openVariations', grant, id, waits });
}

interface Counting extends Pick<OpenUnderGrant, 'type' | 'grant'> {
  readonly limit: keyof Limits;
  /** Of what is opened. */
  readonly id: string;
  readonly waits: (id: string) => Promise<boolean>;
}

async function countUnderGrant(
  ctx: CatalogContext,
  { type, limit, grant, id, waits }: Counting,
): Promise<void> {
  const most = limitsOf(await currentPolicy(ctx))[limit];
  const list = await ctx.find<OpenUnderGrant>(type, grant);
  let ids = list?.ids ?? [];
  if (ids.length >= most) {
    const open: string[] = [];
    for (const one of ids) if (await waits(one)) open.push(one);
    ensure(
      open.length < most,
      'LIMIT_REACHED',
      'As many wait for an answer under the grant as the policy allows.',
    );
    ids = open;
  }
  const begun = oneMoreNow(ctx, list, most);
  await ctx.put<OpenUnderGrant>({ type, grant, ids: [...ids, id], begun }, grant);
}

/** Adds a demand, or an update that is asked for, to what waits between the two. @throws DomainError `LIMIT_REACHED` */
export async function countAsked(
  ctx: CatalogContext,
  from: string,
  to: string,
  { type, id }: Demand | SourceUpdate,
): Promise<void> {
  const { openDemands: most } = limitsOf(await currentPolicy(ctx));
  const list = await ctx.find<OpenDemands>('open-demands', from, to);
  let demands = list?.demands ?? [];
  if (demands.length >= most) {
    const open: OpenDemands['demands'][number][] = [];
    for (const one of demands) if (await isWaitedFor(ctx, one)) open.push(one);
    ensure(open.length < most, 'LIMIT_REACHED', 'As much is demanded of it as the policy allows.');
    demands = open;
  }
  const begun = oneMoreNow(ctx, list, most);
  const added: OpenDemands = { type: 'open-demands', from, to, demands: [...demands, { type, id }], begun };
  await ctx.put(added, from, to);
}

async function isWaitedFor(
  ctx: CatalogContext,
  { type, id }: OpenDemands['demands'][number],
): Promise<boolean> {
  const { state } = await ctx.get<Demand | SourceUpdate>(type, id);
  return state === 'open' || state === 'asked';
}

async function openOf(ctx: CatalogContext, disputes: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const id of disputes) {
    const { state } = await ctx.get<Dispute>('dispute', id);
    if (state !== 'closed' && state !== 'withdrawn') open.push(id);
  }
  return open;
}
