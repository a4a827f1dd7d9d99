// SPDX-License-Identifier: Apache-2.0
/**
 * What the ledger has of what a plan names, and what of it stands against the rest: a member that is suspended, a system, duty
 * or entry that is not in use any more. Asked before anything is written, so that nothing is made for what would be refused.
 */
import type { OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import type { Duty, Organisation, System } from '@catalog-chain/chaincode/domain/records';
import { inParallel } from '../../cli/client/pool.js';
import type { Fault } from '../plan/checks.js';
import {
  ownedId,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
} from '../plan/plan.js';
import type { EntryStanding } from './carry-resources.js';
import type { Surroundings } from './surroundings.js';
import { isRowFault, titleOf } from './tally.js';

const SUSPENDED: Fault = { code: 'ORGANISATION_SUSPENDED', message: 'The organisation is suspended.' };
const INACTIVE: Fault = {
  code: 'CONDITION_NOT_MET',
  message: 'An organisation of the grant is not active.',
};
const REPEALED: Fault = { code: 'CONDITION_NOT_MET', field: 'duties', message: 'one of them is repealed.' };
const SYSTEM_RETIRED: Fault = { code: 'CONDITION_NOT_MET', field: 'system', message: 'it is retired.' };
const SYSTEMS_RETIRED: Fault = {
  code: 'CONDITION_NOT_MET',
  field: 'systems',
  message: 'one of them is retired.',
};
const RETIRED: Fault = { code: 'INVALID_STATE', message: 'The resource is retired.' };
const roleRequired = (role: OrganisationRole): Fault => ({
  code: 'ROLE_REQUIRED',
  message: `Needs an organisation with a role: ${role}.`,
});
const UNREGISTERED: Fault = {
  code: 'NO_LOGIN',
  message:
    'The organisation is no member, and no manager was named who registers it: say which by --manager.',
};
const notPublished = (state: string): Fault => ({
  code: 'CONDITION_NOT_MET',
  message: `The resource is ${state}.`,
});

const keyOf = (kind: 'organisation' | 'duty' | 'system', id: string): string => `${kind} ${id}`;

/** What cannot be, with why. */
export interface Hopeless {
  readonly requests: ReadonlyMap<PlannedRequest, Fault>;
  readonly resources: ReadonlyMap<PlannedResource, Fault>;
}

export class Standing {
  /** Answers that nobody has used yet, by what was asked for. */
  private readonly answers = new Map<string, unknown>();
  private readonly looked = new Set<string>();
  /** Members that are suspended. */
  private readonly suspended = new Set<string>();
  /** Roles of members to whom nobody can give further ones. */
  private readonly roles = new Map<string, readonly OrganisationRole[]>();
  /** Organisations that are no members, where nobody could register them. */
  private readonly unregistered = new Set<string>();
  private readonly reporters = new Map<string, Promise<boolean>>();
  private readonly names = new Map<string, string>();
  private readonly repealed = new Set<string>();
  /** Systems that are retired. */
  private readonly retired = new Set<string>();
  /** Systems that would be registered for a duty that is repealed. */
  private readonly dutiless = new Set<string>();

  constructor(private readonly around: Surroundings) {}

  /**
   * Whether the organisation is a member in good standing: what nobody can commit would stay with the gateway.
   * @param isPlanned it is there, or will be, by the plan
   */
  mayReport(organisation: string, isPlanned: boolean): Promise<boolean> {
    if (isPlanned) return Promise.resolve(!this.isSuspended(organisation));
    const known = this.reporters.get(organisation) ?? this.isActive(organisation);
    this.reporters.set(organisation, known);
    return known;
  }

  private async isActive(organisation: string): Promise<boolean> {
    const { api, manager } = this.around;
    try {
      return (await api.organisation(manager ?? organisation, organisation))?.status === 'active';
    } catch (error) {
      if (!isRowFault(error)) throw error;
      return ![SUSPENDED.code, 'NOT_A_MEMBER'].includes(error.code);
    }
  }

  /** How a member is called on the ledger; undefined where it was none when it was looked at. */
  nameOf(organisation: string): string | undefined {
    return this.names.get(organisation);
  }

  isSuspended(organisation: string): boolean {
    return this.suspended.has(organisation);
  }

  /** What the ledger has of it: as it was when it was looked at; who asks once more is told anew. */
  organisation(one: PlannedOrganisation): Promise<Organisation | undefined> {
    return this.taken(keyOf('organisation', one.organisation), () => this.askOrganisation(one));
  }

  duty(one: PlannedDuty): Promise<Duty | undefined> {
    return this.taken(keyOf('duty', ownedId(one)), () => this.askDuty(one));
  }

  system(one: PlannedSystem): Promise<System | undefined> {
    return this.taken(keyOf('system', ownedId(one)), () => this.askSystem(one));
  }

  /** Looks at what the plan names and was not looked at before. */
  async look({ organisations, duties, systems }: Plan): Promise<void> {
    await this.each(organisations, async (one) => {
      const { organisation } = one;
      const known = await this.seen(keyOf('organisation', organisation), organisation, async () => {
        const held = await this.askOrganisation(one);
        if (!held && this.around.manager === undefined) this.unregistered.add(organisation);
        return held;
      });
      if (known) this.names.set(organisation, titleOf(known.names));
      if (known?.status === 'suspended') this.suspended.add(organisation);
      if (known && this.around.manager === undefined) this.roles.set(organisation, known.roles);
    });
    await this.each(duties, async (one) => {
      const id = ownedId(one);
      const known = await this.seen(keyOf('duty', id), one.organisation, () => this.askDuty(one));
      if (known?.status === 'repealed') this.repealed.add(id);
    });
    await this.each(systems, async (one) => {
      const id = ownedId(one);
      const known = await this.seen(keyOf('system', id), one.organisation, () => this.askSystem(one));
      if (known?.status === 'retired') this.retired.add(id);
      else if (!known && one.duties.some((duty) => this.repealed.has(duty))) this.dutiless.add(id);
    });
  }

  /**
   * @param entryOf what the ledger has of an entry
   * @param isHeld whether the ledger has the request
   */
  async hopelessIn(
    { resources, requests }: Plan,
    entryOf: (resource: PlannedResource) => EntryStanding,
    isHeld: (request: PlannedRequest) => Promise<boolean>,
  ): Promise<Hopeless> {
    const entries = new Map(resources.map((one) => [ownedId(one), one]));
    const faults = new Map<PlannedResource, Fault>();
    for (const one of resources) {
      const fault = this.faultOfEntry(one, entryOf(one));
      if (fault) faults.set(one, fault);
    }
    const hopeless = new Map<PlannedRequest, Fault>();
    for (const request of requests) {
      const entry = entries.get(request.resource);
      const fault = this.faultOfRequest(request, entry && entryOf(entry)) ?? (entry && faults.get(entry));
      if (fault && !(await isHeld(request))) hopeless.set(request, fault);
    }
    return { requests: hopeless, resources: faults };
  }

  /** What the ledger has as the file says stays, whatever became of its owner. */
  private faultOfEntry({ organisation, content }: PlannedResource, held: EntryStanding): Fault | undefined {
    if (held.isSame) return undefined;
    if (held.state === 'retired') return RETIRED;
    if (this.isSuspended(organisation)) return SUSPENDED;
    if (this.unregistered.has(organisation)) return UNREGISTERED;
    if (this.lacks(organisation, 'provider')) return roleRequired('provider');
    if (this.retired.has(content.system)) return SYSTEM_RETIRED;
    return this.dutiless.has(content.system) ? REPEALED : undefined;
  }

  private faultOfRequest(
    { provider, consumer, systems }: PlannedRequest,
    entry: EntryStanding | undefined,
  ): Fault | undefined {
    if (entry?.state === 'retired' || entry?.state === 'suspended') return notPublished(entry.state);
    const fault = this.faultOfParties(consumer, provider);
    if (fault) return fault;
    if (systems.some((one) => this.retired.has(one))) return SYSTEMS_RETIRED;
    return systems.some((one) => this.dutiless.has(one)) ? REPEALED : undefined;
  }

  private faultOfParties(consumer: string, provider: string): Fault | undefined {
    if (this.isSuspended(consumer)) return SUSPENDED;
    if (this.isSuspended(provider)) return INACTIVE;
    if ([consumer, provider].some((one) => this.unregistered.has(one))) return UNREGISTERED;
    return this.lacks(consumer, 'consumer') ? roleRequired('consumer') : undefined;
  }

  private lacks(organisation: string, role: OrganisationRole): boolean {
    return this.roles.get(organisation)?.includes(role) === false;
  }

  private askOrganisation({ organisation }: PlannedOrganisation): Promise<Organisation | undefined> {
    const { api, manager } = this.around;
    return api.organisation(manager ?? organisation, organisation);
  }

  private askDuty(one: PlannedDuty): Promise<Duty | undefined> {
    return this.around.api.duty(one.organisation, ownedId(one));
  }

  private askSystem(one: PlannedSystem): Promise<System | undefined> {
    return this.around.api.system(one.organisation, ownedId(one));
  }

  private each<T>(items: readonly T[], look: (item: T) => Promise<void>): Promise<unknown> {
    return inParallel(items, this.around.concurrency, look);
  }

  /** Of whoever cannot be asked nothing is known: what is refused of it is told when it is to be made. */
  private async seen<T>(key: string, organisation: string, ask: () => Promise<T>): Promise<T | undefined> {
    if (this.looked.has(key) || this.isSuspended(organisation)) return undefined;
    this.looked.add(key);
    try {
      const known = await ask();
      this.answers.set(key, known);
      return known;
    } catch (error) {
      if (!isRowFault(error)) throw error;
      if (error.code === SUSPENDED.code) this.suspended.add(organisation);
      return undefined;
    }
  }

  private taken<T>(key: string, ask: () => Promise<T>): Promise<T> {
    if (!this.answers.has(key)) return ask();
    const known = this.answers.get(key) as T;
    this.answers.delete(key);
    return Promise.resolve(known);
  }
}
