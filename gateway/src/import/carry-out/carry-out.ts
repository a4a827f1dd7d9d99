// SPDX-License-Identifier: Apache-2.0
/**
 * Brings about what a plan asks for. What is there already is left, so a plan can be carried out again, and goes on
 * where an interrupted one ended. A rehearsal asks the same questions and writes nothing.
 */
import type { Duty, Organisation, System } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest, Period } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { inParallel } from '../../cli/client/pool.js';
import { refusedOf, RowError, type RefusedRow } from '../faults.js';
import {
  ownedId,
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
import type { Surroundings } from './surroundings.js';
import { isRowFault } from './tally.js';

interface Stage<T extends { row?: number }> {
  readonly what: string;
  readonly items: readonly T[];
  readonly work: (item: T) => Promise<Effect>;
}

async function stage<T extends { row?: number }>(
  around: Surroundings,
  { what, items, work }: Stage<T>,
): Promise<void> {
  const { tally, concurrency } = around;
  await inParallel(items, concurrency, async (item) => {
    await tally.attempt(item.row ?? 0, what, () => work(item));
  });
}

/** Says that the ledger holds something otherwise, and what to do. */
function differ(
  around: Surroundings,
  what: string,
  row: number,
  fields: readonly string[],
  advice: string,
): Effect {
  around.tally.name(`${what} on the ledger`, fields);
  const error = new RowError('DIFFERS', { fields: fields.join(', '), advice });
  around.tally.note(refusedOf(row, error, around.language));
  return 'different';
}

/** Writes, unless this is a rehearsal. */
async function write(around: Surroundings, effect: Effect, work: () => Promise<unknown>): Promise<Effect> {
  if (!around.rehearse) await work();
  return effect;
}

const withBoth = <T extends string>(a: readonly T[], b: readonly T[]): T[] =>
  [...new Set([...a, ...b])].sort();

/** Says who becomes a member, and whether somebody has that name already. */
function noteFounded({ tally, members, language }: Surroundings, one: PlannedOrganisation): void {
  const names = Object.values(one.names);
  tally.found(`${names[0] ?? ''} (${one.organisation})`);
  const others = members.namesakes(names);
  if (others.length === 0) return;
  const error = new RowError('MEMBER_NAMESAKE', { ids: others.join(', '), id: one.organisation });
  tally.note(refusedOf(0, error, language));
}

/** A member keeps the names and roles that it has, and gets those that the file adds. */
async function ensureOrganisation(around: Surroundings, one: PlannedOrganisation): Promise<Effect> {
  const { api, manager } = around;
  const speaker = manager ?? one.organisation;
  const known = (await api.organisation(speaker, one.organisation)) as Organisation | undefined;
  if (!known) {
    noteFounded(around, one);
    return write(around, 'created', () => api.register(speaker, one));
  }
  if (!one.isNameless && differences(one.names, { ...one.names, ...known.names }, ['zh', 'en']).length > 0) {
    const advice = 'a manager changes names (PUT /v1/organisations/{id}).';
    return differ(around, 'organisations', 0, ['names'], advice);
  }
  const names = one.isNameless ? known.names : { ...one.names, ...known.names };
  const roles = withBoth(known.roles, one.roles);
  const fields = differences<Pick<Organisation, 'names' | 'roles'>>({ names, roles }, known, [
    'names',
    'roles',
  ]);
  if (fields.length === 0 || manager === undefined) return 'unchanged';
  around.tally.name('organisations', fields);
  return write(around, 'updated', () => api.changeOrganisation(manager, one.organisation, { names, roles }));
}

async function ensureDuty(around: Surroundings, one: PlannedDuty): Promise<Effect> {
  const known = (await around.api.duty(one.organisation, ownedId(one))) as Duty | undefined;
  if (!known) return write(around, 'created', () => around.api.registerDuty(one));
  const fields = differences(one, known, ['names', 'legalBasis']);
  if (fields.length === 0) return 'unchanged';
  return differ(around, 'duties', 0, fields, 'a duty is never edited; register another and repeal this one.');
}

async function ensureSystem(around: Surroundings, one: PlannedSystem): Promise<Effect> {
  const known = (await around.api.system(one.organisation, ownedId(one))) as System | undefined;
  if (!known) return write(around, 'created', () => around.api.registerSystem(one));
  const fields = differences(one, known, ['names']);
  if (fields.length === 0) return 'unchanged';
  return differ(
    around,
    'systems',
    0,
    fields,
    'a system is never edited; register another and retire this one.',
  );
}

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
  narrow: Map<string, Narrow>,
): Promise<Effect> {
  const known = await around.api.request(one.consumer, one.id);
  if (!known) return write(around, 'created', () => agree(around, one, undefined));
  const fields = differences(one, known.terms, TERMS);
  if (fields.length > 0) {
    if (fields.includes('period')) narrow.set(one.id, { planned: one.period, held: known.terms.period });
    const advice =
      'terms are not edited; end this grant and ask under a new reference, or renew it while it runs.';
    return differ(around, 'requests', one.row, fields, advice);
  }
  return write(around, 'unchanged', () => agree(around, one, known));
}

async function agree(
  { api, manager }: Surroundings,
  one: PlannedRequest,
  known: AccessRequest | undefined,
): Promise<void> {
  let now: AccessRequest = known ?? (await api.ask(one));
  if (now.state === 'submitted' && (await api.canSpeakFor(one.provider, 'officer')))
    now = await api.decide(one.provider, one.id, { approved: true });
  if (now.state === 'decided' && manager) await api.confirm(manager, one.id, { approved: true });
}

const NO_KEY = 'Your organisation holds no record key of this grant.';

/** As many are asked about and remembered. */
const MOST_GRANTS = 200_000;

/** Parties of a grant; that there is none; that it cannot be seen. */
type KnownGrant = { readonly consumer: string; readonly provider: string } | 'none' | 'unseen';

/** Carries out plans that follow each other; what one has made sure of, the next does not ask about again. */
export class Carrier {
  private readonly done = new Set<string>();
  /** Grants whose period on the ledger is not the file's. */
  private readonly narrow = new Map<string, Narrow>();
  private readonly grants = new Map<string, KnownGrant>();
  /** Grants that a rehearsal would have brought about. */
  private readonly planned = new Set<string>();

  private readonly resources: ResourceCarrier;

  constructor(private readonly around: Surroundings) {
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
    if ((await this.exists(use)) && !isOutside) return true;
    tally.refuse(refusedOf(use.row, new RowError('READ_NO_GRANT', { grant }), language));
    return false;
  }

  /** Why the use is not its reporter's to tell, as far as the grant can be read; undefined where it is. */
  async refusalOfParty(use: PlannedUse): Promise<RefusedRow | undefined> {
    if (this.planned.has(use.event.grant)) return undefined;
    const known = await this.grantOf(use);
    // A plain identifier is committed under the key of its grant.
    if (known === 'none' && use.event.recordId !== undefined)
      return { row: use.row, code: 'CONDITION_NOT_MET', message: NO_KEY };
    if (typeof known !== 'object') return undefined;
    const party = use.side === 'claim' ? known.consumer : known.provider;
    if (party === use.organisation) return undefined;
    const message = `The organisation is not the ${use.side === 'claim' ? 'consumer' : 'provider'}.`;
    return { row: use.row, code: 'NOT_PARTY', message };
  }

  /** Who may not look says nothing against it, and a rehearsal counts what would be there. */
  private async exists(use: PlannedUse): Promise<boolean> {
    return this.planned.has(use.event.grant) || (await this.grantOf(use)) !== 'none';
  }

  private async grantOf({ organisation, event: { grant } }: PlannedUse): Promise<KnownGrant> {
    const known = this.grants.get(grant) ?? (await this.asked(organisation, grant));
    this.grants.set(grant, known);
    return known;
  }

  private async asked(organisation: string, grant: string): Promise<KnownGrant> {
    const { api } = this.around;
    const canAsk = this.grants.size < MOST_GRANTS && (await api.canSpeakFor(organisation, 'officer'));
    if (!canAsk) return 'unseen';
    try {
      const found = await api.grant(organisation, grant);
      return found ? { consumer: found.terms.consumer, provider: found.terms.provider } : 'none';
    } catch (error) {
      if (!isRowFault(error)) throw error;
      return 'unseen';
    }
  }

  /** Noun by noun, in the order in which they refer to each other. */
  async carryOut(plan: Plan): Promise<void> {
    const { around } = this;
    await stage(around, {
      what: 'organisations',
      items: this.fresh('organisation', plan.organisations, ({ organisation }) => organisation),
      work: (one: PlannedOrganisation & { row?: number }) => ensureOrganisation(around, one),
    });
    await stage(around, {
      what: 'duties',
      items: this.fresh('duty', plan.duties, ownedId),
      work: (one: PlannedDuty & { row?: number }) => ensureDuty(around, one),
    });
    await stage(around, {
      what: 'systems',
      items: this.fresh('system', plan.systems, ownedId),
      work: (one: PlannedSystem & { row?: number }) => ensureSystem(around, one),
    });
    await this.resources.ensure(plan.resources);
    await stage(around, {
      what: 'requests',
      items: plan.requests,
      work: (one) => {
        if (around.rehearse) this.planned.add(one.id);
        return ensureRequest(around, one, this.narrow);
      },
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
