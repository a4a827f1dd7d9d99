// SPDX-License-Identifier: Apache-2.0
/**
 * Brings about what a plan asks for. What is there already is left, so a plan can be carried out again, and goes on
 * where an interrupted one ended. A rehearsal asks the same questions and writes nothing.
 */
import type { Duty, Organisation, System } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest, Period } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { ApiError } from '../../cli/client/api-client.js';
import { inParallel } from '../../cli/client/pool.js';
import { despiteOthers } from '../../support/despite-others.js';
import { refusedOf, RowError, say, type Texts } from '../faults.js';
import { present } from '../fields.js';
import {
  ownedId,
  without,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedSystem,
  type PlannedUse,
} from '../plan/plan.js';
import { ResourceCarrier } from './carry-resources.js';
import { differences } from './compare.js';
import type { Effect } from './effects.js';
import { ensureGoing } from './interrupted.js';
import { foretellRequest } from './foretell-obligations.js';
import { GrantBook, grantOf } from './grant-book.js';
import { RequestBook } from './request-book.js';
import type { Surroundings } from './surroundings.js';
import { Standing, type Hopeless } from './standing.js';
import { titleOf, type Thing } from './tally.js';

/** Another import of the same may register, ask, decide or confirm first. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof ApiError && ['ALREADY_EXISTS', 'INVALID_STATE'].includes(error.code);

interface Stage<T extends { row?: number }> {
  readonly what: string;
  readonly items: readonly T[];
  readonly work: (item: T) => Promise<Effect>;
  /** How people call it. */
  readonly named: (item: T) => Pick<Thing, 'id' | 'title' | 'owner'>;
}

async function stage<T extends { row?: number }>(
  around: Surroundings,
  { what, items, work, named }: Stage<T>,
): Promise<void> {
  const { tally, concurrency } = around;
  await inParallel(items, concurrency, async (item) => {
    ensureGoing(around);
    const done = (): Promise<Effect> => despiteOthers(() => work(item), isOvertaken);
    await tally.attempt(item.row ?? 0, { what, ...named(item) }, done);
  });
}

/** What the ledger holds otherwise, and what to do. */
interface Difference {
  readonly what: string;
  readonly row: number;
  readonly fields: readonly string[];
  readonly advice: Texts;
  readonly of?: string | undefined;
}

function differ(around: Surroundings, { what, row, fields, advice, of }: Difference): Effect {
  around.tally.name(what, fields, true);
  const error = new RowError('DIFFERS', { fields: fields.join(', '), advice });
  around.tally.note({ ...refusedOf(row, error, around.language), ...present({ of }) });
  return 'different';
}

/** Writes, unless this is a rehearsal. */
async function write(around: Surroundings, effect: Effect, work: () => Promise<unknown>): Promise<Effect> {
  if (!around.rehearse) await work();
  return effect;
}

const withBoth = <T extends string>(a: readonly T[], b: readonly T[]): T[] =>
  [...new Set([...a, ...b])].sort();

/** Says whether somebody has the name of who becomes a member. */
function noteFounded({ tally, members, language }: Surroundings, one: PlannedOrganisation): void {
  const names = Object.values(one.names);
  const others = members.namesakes(names);
  if (others.length === 0) return;
  const error = new RowError('MEMBER_NAMESAKE', { ids: others.join(', '), id: one.organisation });
  tally.note(refusedOf(0, error, language));
}

/** A member keeps the names and roles that it has, and gets those that the file adds. */
async function ensureOrganisation(
  around: Surroundings,
  one: PlannedOrganisation,
  known: Organisation | undefined,
): Promise<Effect> {
  const { api, manager } = around;
  const speaker = manager ?? one.organisation;
  if (!known) {
    const effect = await write(around, 'created', () => api.register(speaker, one));
    noteFounded(around, one);
    return effect;
  }
  if (!one.isNameless && differences(one.names, { ...one.names, ...known.names }, ['zh', 'en']).length > 0) {
    const fields = ['names'];
    return differ(around, { what: 'organisations', row: 0, fields, advice: OF_NAMES, of: one.organisation });
  }
  const names = one.isNameless ? known.names : { ...one.names, ...known.names };
  const roles = withBoth(known.roles, one.roles);
  const fields = differences<Pick<Organisation, 'names' | 'roles'>>({ names, roles }, known, [
    'names',
    'roles',
  ]);
  if (fields.length === 0 || manager === undefined) return 'unchanged';
  const effect = await write(around, 'updated', () =>
    api.changeOrganisation(manager, one.organisation, { names, roles }),
  );
  around.tally.name('organisations', fields);
  return effect;
}

async function ensureDuty(around: Surroundings, one: PlannedDuty, known: Duty | undefined): Promise<Effect> {
  if (!known) return write(around, 'created', () => around.api.registerDuty(one));
  const fields = differences(one, known, ['names', 'legalBasis']);
  if (fields.length === 0) return 'unchanged';
  return differ(around, { what: 'duties', row: 0, fields, advice: OF_DUTY, of: ownedId(one) });
}

async function ensureSystem(
  around: Surroundings,
  one: PlannedSystem,
  known: System | undefined,
): Promise<Effect> {
  if (!known) return write(around, 'created', () => around.api.registerSystem(one));
  const fields = differences(one, known, ['names']);
  if (fields.length === 0) return 'unchanged';
  return differ(around, { what: 'systems', row: 0, fields, advice: OF_SYSTEM, of: ownedId(one) });
}

const OF_NAMES = say(
  'a manager changes names (PUT /v1/organisations/{id}).',
  '名称由主管部门更改（PUT /v1/organisations/{id}）。',
);
const OF_DUTY = say(
  'a duty is never edited; register another and repeal this one.',
  '职责不可修改；请另行登记并废止原职责。',
);
const OF_SYSTEM = say(
  'a system is never edited; register another and retire this one.',
  '信息系统不可修改；请另行登记并停用原系统。',
);
const OF_TERMS = say(
  'terms are not edited; end this grant and ask under a new reference, or renew it while it runs.',
  '授权条款不可修改；请终止该授权并以新编号申请，或在有效期内续期。',
);
const OF_ENDED = say(
  'the request was refused or withdrawn, and no grant came of it; what is agreed since needs a request under a new reference.',
  '该申请已被拒绝或撤回，未产生授权；此后另有约定的，请以新编号申请。',
);
const OF_RECIPIENT = (consumer: string): Texts =>
  say(
    `the request is that of ${consumer}. If the recipient only has another name now, put its former name into the file; if it is another one, give it a reference of its own.`,
    `该申请属于 ${consumer}。若使用方只是改名，请在文件中使用原名称；若为另一机构，请另用编号。`,
  );

/** Two periods of one grant: the file's, and the ledger's. */
interface Narrow {
  readonly planned: Period;
  readonly held: Period;
}

const isIn = ({ from, to }: Period, at: string): boolean => {
  const time = Date.parse(at);
  return time >= Date.parse(from) && time < Date.parse(to);
};

const TERMS = [
  'consumer',
  'resource',
  'legalBasis',
  'mode',
  'items',
  'systems',
  'period',
  'standing',
  'purpose',
  'agreement',
] as const;

/** Asks, has the provider decide and a manager confirm, as far as the logins reach. */
async function ensureRequest(
  around: Surroundings,
  one: PlannedRequest,
  known: AccessRequest | undefined,
  narrow: Map<string, Narrow>,
): Promise<Effect> {
  if (!known) return agreedTo(around, one, 'created');
  const fields = differences(one, known.terms, TERMS);
  if (fields.length > 0) {
    if (fields.includes('period')) narrow.set(one.id, { planned: one.period, held: known.terms.period });
    const advice = fields.includes('consumer') ? OF_RECIPIENT(known.terms.consumer) : OF_TERMS;
    return differ(around, { what: 'requests', row: one.row, fields, advice, of: one.label });
  }
  return agreedTo(around, one, 'unchanged', known);
}

/** States in which a request ended without a grant. */
const ENDED: ReadonlySet<string | undefined> = new Set(['refused', 'withdrawn']);

/** What was refused, by its provider or by law at once, stands as that: it is not said to be there as agreed. */
async function agreedTo(
  around: Surroundings,
  one: PlannedRequest,
  effect: Effect,
  known?: AccessRequest,
): Promise<Effect> {
  let state = known?.state;
  await write(around, effect, async () => {
    state = await agree(around, one, known);
  });
  if (!ENDED.has(state)) return effect;
  return differ(around, {
    what: 'requests',
    row: one.row,
    fields: ['state'],
    advice: OF_ENDED,
    of: one.label,
  });
}

async function agree(
  around: Surroundings,
  one: PlannedRequest,
  known?: AccessRequest,
): Promise<AccessRequest['state']> {
  const { api, manager } = around;
  const isProvider = await api.canSpeakFor(one.provider, 'officer');
  const reader = isProvider ? one.provider : manager;
  let now = known ?? (await api.ask(one));
  let isFirstLook = true;
  await despiteOthers(async () => {
    if (!isFirstLook && reader !== undefined) now = (await api.request(reader, one.id)) ?? now;
    isFirstLook = false;
    if (now.state === 'submitted' && isProvider)
      now = await api.decide(one.provider, one.id, { approved: true });
    if (now.state === 'decided' && manager !== undefined)
      now = await api.confirm(manager, one.id, { approved: true });
  }, isOvertaken);
  return now.state;
}

/** Carries out plans that follow each other; what one has made sure of, the next does not ask about again. */
export class Carrier {
  private readonly done = new Set<string>();
  /** Grants whose period on the ledger is not the file's. */
  private readonly narrow = new Map<string, Narrow>();
  /** Names of organisations, by id. */
  private readonly owners = new Map<string, string>();
  /** Requests whose number is another consumer's. */
  private readonly taken = new Set<string>();
  readonly grants: GrantBook;
  /** Requests that the ledger has, as their provider or a manager sees them. */
  private readonly requests: RequestBook;
  private readonly resources: ResourceCarrier;
  private readonly standing: Standing;

  constructor(private readonly around: Surroundings) {
    this.standing = new Standing(around);
    this.grants = new GrantBook(around);
    this.requests = new RequestBook(around);
    this.resources = new ResourceCarrier(around);
  }

  /**
   * Whether there is a grant for the use; where there is none, or the ledger's is for another time than the file's,
   * the use is refused here: sent, it would stand on the ledger as a violation that the import itself made.
   */
  async covers(use: PlannedUse): Promise<boolean> {
    const { tally, language } = this.around;
    const { grant, at } = use.event;
    const narrow = this.narrow.get(grant);
    const isOutside = narrow !== undefined && isIn(narrow.planned, at) && !isIn(narrow.held, at);
    const isThere = !this.taken.has(grant) && (await this.grants.of(use)) !== 'none';
    if (isThere && !isOutside) return true;
    tally.refuse(refusedOf(use.row, new RowError('READ_NO_GRANT', { grant }), language));
    return false;
  }

  /** Whether what the organisation reports can be committed; of whoever cannot be asked about it is taken to be so. */
  mayReport(organisation: string): Promise<boolean> {
    return this.standing.mayReport(organisation, this.done.has(`organisation ${organisation}`));
  }

  /** Noun by noun, in the order in which they refer to each other. */
  async carryOut(whole: Plan): Promise<void> {
    const { around } = this;
    const going = await this.requests.withoutTaken(whole);
    const free = new Set(going.requests);
    for (const one of whole.requests) if (!free.has(one)) this.taken.add(one.id);
    const hopeless = await this.hopelessIn(going);
    this.refuse(hopeless);
    const plan = without(going, new Set([...hopeless.requests.keys(), ...hopeless.resources.keys()]));
    await stage(around, {
      what: 'organisations',
      items: this.fresh('organisation', plan.organisations, ({ organisation }) => organisation),
      work: async (one: PlannedOrganisation & { row?: number }) =>
        ensureOrganisation(around, one, await this.learn(one)),
      named: ({ organisation, names }) => ({
        id: organisation,
        title: this.standing.nameOf(organisation) ?? titleOf(names),
      }),
    });
    // What is left of a suspended member is as the file says; it can neither be asked about nor changed.
    const isActive = (one: { organisation: string }): boolean => !this.standing.isSuspended(one.organisation);
    await stage(around, {
      what: 'duties',
      items: this.fresh('duty', plan.duties.filter(isActive), ownedId),
      work: async (one: PlannedDuty & { row?: number }) =>
        ensureDuty(around, one, await this.standing.duty(one)),
      named: (one) => ({ id: ownedId(one), title: titleOf(one.names) }),
    });
    await stage(around, {
      what: 'systems',
      items: this.fresh('system', plan.systems.filter(isActive), ownedId),
      work: async (one: PlannedSystem & { row?: number }) =>
        ensureSystem(around, one, await this.standing.system(one)),
      named: (one) => ({ id: ownedId(one), title: titleOf(one.names) }),
    });
    await this.resources.ensure(plan.resources, this.owners);
    const looked = new Set<PlannedRequest>();
    await stage(around, {
      what: 'requests',
      items: whole.requests.filter((one) => !hopeless.requests.has(one)),
      work: async (one) => {
        // Who was overtaken looks at what there is now.
        const known = looked.has(one) ? await this.requests.anew(one) : await this.requests.of(one);
        looked.add(one);
        const effect = await ensureRequest(around, one, known, this.narrow);
        if (around.rehearse && effect !== 'different') await this.foretell(one, known, whole);
        return effect;
      },
      named: ({ id, label, consumer }) => ({
        id,
        ...present({ title: label }),
        owner: this.owners.get(consumer) ?? consumer,
      }),
    });
    if (around.rehearse) this.grants.plan(await this.requests.withoutHeld(plan));
  }

  /** What cannot be, as the ledger stands. */
  private async hopelessIn(plan: Plan): Promise<Hopeless> {
    const { standing, resources, requests } = this;
    await standing.look(plan);
    await resources.look(plan.resources, (organisation) => standing.isSuspended(organisation));
    return standing.hopelessIn(
      plan,
      (resource) => resources.standingOf(resource),
      async (request) => (await requests.of(request)) !== undefined,
    );
  }

  private refuse({ requests, resources }: Hopeless): void {
    const { tally } = this.around;
    for (const [{ row }, fault] of resources) tally.refuse({ row, ...fault });
    for (const [{ row, label, resource }, fault] of requests)
      tally.refuse({ row, ...fault, of: label ?? resource });
  }

  /** What the ledger has of an organisation; its owners are told by the name by which it is known. */
  private async learn(one: PlannedOrganisation): Promise<Organisation | undefined> {
    const { organisation, isNameless } = one;
    const known = await this.standing.organisation(one);
    if (known || !isNameless) this.owners.set(organisation, titleOf((known ?? one).names));
    return known;
  }

  private foretell(request: PlannedRequest, known: AccessRequest | undefined, plan: Plan): Promise<void> {
    const entry = plan.resources.find((one) => ownedId(one) === request.resource);
    return foretellRequest(this.around, {
      request,
      state: known?.state,
      grant: grantOf(request, Date.now()),
      isUnconditional: entry?.content.sharing.sharingType === 'unconditional',
    });
  }

  private fresh<T>(kind: string, items: readonly T[], id: (item: T) => string): T[] {
    return items.filter((item) => {
      const key = `${kind} ${id(item)}`;
      return !this.done.has(key) && this.done.add(key);
    });
  }
}

/** Carries one plan out. */
export const carryOut = (around: Surroundings, plan: Plan): Promise<void> =>
  new Carrier(around).carryOut(plan);
