// SPDX-License-Identifier: Apache-2.0
/** Fills a new demo through the gateway's API, as its users would. What is there already is left. */
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { carryOut } from '../import/carry-out/carry-out.js';
import { CALENDARS } from '../cli/calendars.js';
import { withYears } from '../cli/commands/service/calendar.js';
import type { Surroundings } from '../import/carry-out/surroundings.js';
import type { CatalogApi } from '../cli/client/catalog-api.js';
import { Members } from '../import/plan/members.js';
import { merged, ownedId, type PlannedOrganisation } from '../import/plan/plan.js';
import { inParallel } from '../cli/client/pool.js';
import { reportUses } from '../import/carry-out/report-uses.js';
import { Tally } from '../import/carry-out/tally.js';
import {
  CONSUMER,
  DUTIES,
  MANAGER,
  ORGANISATIONS,
  PROVIDER,
  RESOURCES,
  SYSTEMS,
  UNDER_REVIEW,
} from './seed-catalogue.js';
import { chapters, tell } from './past.js';
import type { PastClock } from './past-clock.js';
import { seedDisputes } from './seed-disputes.js';
import { discloseKeys } from './seed-keys.js';
import {
  REFUSAL,
  REVOCATION,
  seededRequests,
  SUSPENSION,
  type Fate,
  type SeededRequest,
} from './seed-requests.js';
import type { SeedTimes } from './seed-times.js';
import { seededUses } from './seed-uses.js';

const CONCURRENCY = 8;
const silent = { start: () => undefined, step: () => undefined, say: () => undefined, stop: () => undefined };

/** The manager registers itself, unless it is there. */
export async function found(api: CatalogApi, members: readonly PlannedOrganisation[]): Promise<void> {
  const manager = members.find(({ organisation }) => organisation === MANAGER);
  if (manager && !(await api.organisation(MANAGER, MANAGER))) await api.found(manager);
}

async function layCatalogue(
  around: Surroundings,
  organisations: readonly PlannedOrganisation[],
): Promise<void> {
  const { api } = around;
  const plan = { organisations, duties: DUTIES, systems: SYSTEMS, resources: RESOURCES };
  await carryOut(around, merged([plan]));
  const known = await api.resource(PROVIDER, ownedId(UNDER_REVIEW));
  if (!known) await api.draft(UNDER_REVIEW);
  if (!known?.pending || known.pending.state === 'draft') await api.submit(PROVIDER, ownedId(UNDER_REVIEW));
}

/** Days are counted as they are worked in China: by the holidays announced, as `catalog-chain calendar set cn` sets them. */
async function keepHolidays(api: CatalogApi): Promise<void> {
  const policy = (await api.policy(MANAGER)) ?? BUILT_IN_POLICY;
  if (policy.calendar.holidays.length > 0) return;
  const calendar = withYears(policy.calendar, CALENDARS.cn);
  await api.setPolicy(MANAGER, { ...rulesOf(policy), calendar });
}

/** One member may seal uses of an investigation, so that it can be tried. */
async function allowSealing(api: CatalogApi): Promise<void> {
  const policy = (await api.policy(MANAGER)) ?? BUILT_IN_POLICY;
  if (policy.sealing !== undefined) return;
  await api.setPolicy(MANAGER, { ...rulesOf(policy), sealing: { organisations: [CONSUMER], days: 30 } });
}

type Step = (api: CatalogApi, id: string) => Promise<unknown>;

const approve: Step = (api, id) => api.decide(PROVIDER, id, { approved: true });
const confirm: Step = (api, id) => api.confirm(MANAGER, id, { approved: true });

/** What follows the submission, in order. */
const FATES: Readonly<Record<Fate, readonly Step[]>> = {
  pending: [],
  'by-law': [],
  decided: [approve],
  active: [approve, confirm],
  suspended: [approve, confirm, (api, id) => api.endGrant(PROVIDER, id, 'suspension', SUSPENSION)],
  revoked: [approve, confirm, (api, id) => api.endGrant(CONSUMER, id, 'revocation', REVOCATION)],
  refused: [(api, id) => api.decide(PROVIDER, id, { approved: false, reason: REFUSAL })],
  withdrawn: [(api, id) => api.withdraw(CONSUMER, id)],
};

/** How many of the steps are behind a request, so that a seeding that was cut short goes on from there. */
async function stepsDone(api: CatalogApi, { request, fate }: SeededRequest): Promise<number | undefined> {
  const known = await api.request(CONSUMER, request.id);
  if (!known) return undefined;
  if (known.state === 'submitted') return 0;
  if (known.state === 'decided') return 1;
  const grant = known.state === 'granted' ? await api.grant(CONSUMER, request.id) : undefined;
  return grant?.state === 'active' ? Math.min(2, FATES[fate].length) : FATES[fate].length;
}

async function follow(api: CatalogApi, seeded: SeededRequest): Promise<void> {
  const done = await stepsDone(api, seeded);
  if (done === undefined) await api.ask(seeded.request);
  for (const step of FATES[seeded.fate].slice(done ?? 0)) await step(api, seeded.request.id);
}

const surroundingsOf = (api: CatalogApi): Surroundings => ({
  members: new Members(),
  api,
  tally: new Tally(),
  progress: silent,
  manager: MANAGER,
  concurrency: CONCURRENCY,
});

/** @throws Error when anything was refused: the demo's own words must fit */
function ensureTaken({ tally }: Surroundings): void {
  const { first } = tally.refused;
  if (first) throw new Error(`The demo's seed was refused: ${first.code}: ${first.message}`);
}

/**
 * Tells what happened before `now`, from a first member on. Does nothing where it was told before.
 * @param clock the gateway's own, which stands in the past
 */
export async function seedPast(api: CatalogApi, times: SeedTimes, clock: PastClock): Promise<void> {
  if (times.has('past')) return;
  const around = surroundingsOf(api);
  await found(api, ORGANISATIONS);
  await keepHolidays(api);
  const plan = { organisations: ORGANISATIONS, duties: DUTIES, systems: SYSTEMS, resources: RESOURCES };
  await carryOut(around, merged([plan]));
  for (const chapter of chapters(await times.reach('now'))) {
    clock.forwardTo(chapter.at);
    await tell(chapter, around);
  }
  ensureTaken(around);
  await times.reach('past');
}

/**
 * Does nothing where it was done before.
 * @throws Error when anything was refused: the demo's own words must fit
 */
export async function seed(
  api: CatalogApi,
  times: SeedTimes,
  members: readonly PlannedOrganisation[] = ORGANISATIONS,
): Promise<void> {
  if (times.has('done')) return;
  const around = surroundingsOf(api);
  await found(api, members);
  await keepHolidays(api);
  await allowSealing(api);
  await layCatalogue(around, members);
  const requests = seededRequests(await times.reach('begun'));
  await inParallel(requests, CONCURRENCY, (seeded) => follow(api, seeded));
  await reportUses(around, seededUses(await times.reach('uses')));
  ensureTaken(around);
  await seedDisputes(api);
  await discloseKeys(api);
  await times.reach('done');
}
