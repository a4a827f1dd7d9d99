// SPDX-License-Identifier: Apache-2.0
/** Brings about what a plan asks for: what is there already is left, so a plan can be carried out again. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { CatalogApi } from './catalog-api.js';
import {
  ownedId,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
} from './import/plan.js';
import { inParallel } from './pool.js';
import type { Progress } from './progress.js';
import type { Effect, Tally } from './tally.js';

export interface Surroundings {
  readonly api: CatalogApi;
  readonly tally: Tally;
  readonly progress: Progress;
  /** MSP id of the manager that registers, publishes and confirms; undefined: those steps are left to one. */
  readonly manager: string | undefined;
  /** Calls at the same time. */
  readonly concurrency: number;
}

interface Stage<T extends { row?: number }> {
  readonly what: string;
  /** One after the other: registering a member reads all members. */
  readonly inTurn?: boolean;
  readonly items: readonly T[];
  readonly work: (item: T) => Promise<Effect>;
}

async function stage<T extends { row?: number }>(
  around: Surroundings,
  { what, inTurn, items, work }: Stage<T>,
): Promise<void> {
  if (items.length === 0) return;
  const { progress, tally, concurrency } = around;
  progress.start(what, items.length);
  await inParallel(items, inTurn ? 1 : concurrency, async (item) => {
    await tally.attempt(item.row ?? 0, what, () => work(item));
    progress.step();
  });
  progress.stop(`${what}: done`);
}

/** Registers it, if it is not there. */
async function ensured(known: object | undefined, create: () => Promise<object>): Promise<Effect> {
  if (known) return 'unchanged';
  await create();
  return 'created';
}

async function ensureOrganisation({ api, manager }: Surroundings, one: PlannedOrganisation): Promise<Effect> {
  const known = await api.organisation(manager ?? one.organisation, one.organisation);
  return ensured(known, () => api.register(manager ?? one.organisation, one));
}

const ensureDuty = async ({ api }: Surroundings, one: PlannedDuty): Promise<Effect> =>
  ensured(await api.duty(one.organisation, ownedId(one)), () => api.registerDuty(one));

const ensureSystem = async ({ api }: Surroundings, one: PlannedSystem): Promise<Effect> =>
  ensured(await api.system(one.organisation, ownedId(one)), () => api.registerSystem(one));

const isSame = (resource: Resource | undefined, digest: string): boolean =>
  resource !== undefined && (resource.pending?.digest ?? resource.digest) === digest;

/** Drafts the content unless it is there, and takes it on to publication as far as the logins reach. */
async function ensureResource({ api, manager }: Surroundings, one: PlannedResource): Promise<Effect> {
  const { organisation, content } = one;
  const known = await api.resource(organisation, ownedId(one));
  const same = isSame(known, digestOf(content));
  let now = same && known ? known : await api.draft(one);
  if (now.pending?.state === 'draft') now = await api.submit(organisation, ownedId(one));
  if (now.pending?.state === 'submitted' && manager)
    await api.publish(manager, ownedId(one), now.pending.digest);
  if (same) return 'unchanged';
  return known ? 'updated' : 'created';
}

/** Asks, has the provider decide and a manager confirm, as far as the logins reach. */
async function ensureRequest({ api, manager }: Surroundings, one: PlannedRequest): Promise<Effect> {
  const known = await api.request(one.consumer, one.id);
  let now: AccessRequest = known ?? (await api.ask(one));
  if (now.state === 'submitted' && (await api.canSpeakFor(one.provider, 'officer')))
    now = await api.decide(one.provider, one.id, { approved: true });
  if (now.state === 'decided' && manager) await api.confirm(manager, one.id, { approved: true });
  return known ? 'unchanged' : 'created';
}

/** Carries a plan out, noun by noun in the order in which they refer to each other. */
export async function carryOut(around: Surroundings, plan: Plan): Promise<void> {
  const on =
    <T>(work: (around: Surroundings, item: T) => Promise<Effect>) =>
    (item: T) =>
      work(around, item);
  await stage<PlannedOrganisation & { row?: number }>(around, {
    what: 'organisations',
    inTurn: true,
    items: plan.organisations,
    work: on(ensureOrganisation),
  });
  await stage<PlannedDuty & { row?: number }>(around, {
    what: 'duties',
    items: plan.duties,
    work: on(ensureDuty),
  });
  await stage<PlannedSystem & { row?: number }>(around, {
    what: 'systems',
    items: plan.systems,
    work: on(ensureSystem),
  });
  await stage(around, { what: 'resources', items: plan.resources, work: on(ensureResource) });
  await stage(around, { what: 'requests', items: plan.requests, work: on(ensureRequest) });
}
