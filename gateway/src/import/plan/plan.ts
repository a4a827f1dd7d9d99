// SPDX-License-Identifier: Apache-2.0
/** What must be on the ledger for an import: plain data, made from a file alone. What that changes there is found when it is carried out. */
import type { Terms } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import type { Names } from '@catalog-chain/chaincode/domain/records';
import type {
  ResourceContent,
  SharingMode,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type {
  LeafKind,
  Side,
  UseOutcome,
  Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';

import { omit } from '../fields.js';

export interface PlannedOrganisation {
  /** MSP id. */
  readonly organisation: string;
  readonly code: string;
  readonly names: Names;
  readonly roles: readonly OrganisationRole[];
  /** The file does not really say how it is called: a name that the ledger has is the better one. */
  readonly isNameless?: true;
}

/** A member as the ledger has it. */
export type Member = Pick<PlannedOrganisation, 'organisation' | 'code' | 'names'>;

export interface PlannedDuty {
  readonly organisation: string;
  readonly code: string;
  readonly names: Names;
  readonly legalBasis: string;
}

export interface PlannedSystem {
  readonly organisation: string;
  readonly code: string;
  readonly names: Names;
  /** Ids of duties. */
  readonly duties: readonly string[];
}

export interface PlannedResource {
  /** Row of the file it comes from. */
  readonly row: number;
  readonly organisation: string;
  readonly code: string;
  readonly content: ResourceContent;
  /** The file knows a part of what is shared: what the ledger says beyond it stays. */
  readonly isPart?: true;
  /** The file is what the ledger published: while that is so, what is being written beside it stays. */
  readonly isExport?: true;
}

export interface PlannedRequest extends Omit<Terms, 'resourceVersion'> {
  readonly row: number;
  /** Also the grant's id. */
  readonly id: string;
  /** What a person calls it: the agreement and the data. Never sent. */
  readonly label?: string;
}

/** A request as it is sent: who asks is who calls, and who provides follows from the resource. */
export const requestBody = (
  request: PlannedRequest,
): Omit<Terms, 'resourceVersion' | 'provider' | 'consumer'> & { readonly id: string } =>
  omit(request, 'row', 'provider', 'consumer', 'label');

/** One usage event to report. */
export interface PlannedUse {
  readonly row: number;
  /** Who reports it. */
  readonly organisation: string;
  readonly side: Side;
  readonly event: UseEvent;
  /** What the ledger will find of it, as far as can be seen; absent before it is judged. */
  readonly verdicts?: readonly Violation[];
}

/** The body of a usage event, as the gateway takes it. */
export interface UseEvent {
  readonly id: string;
  readonly kind: LeafKind;
  readonly correlation: string;
  readonly grant: string;
  readonly recordId?: string;
  readonly count?: number;
  readonly action: SharingMode;
  readonly at: string;
  readonly system: string;
  readonly actorId: string;
  readonly purpose: string;
  readonly outcome: UseOutcome;
}

export interface Plan {
  readonly organisations: readonly PlannedOrganisation[];
  readonly duties: readonly PlannedDuty[];
  readonly systems: readonly PlannedSystem[];
  readonly resources: readonly PlannedResource[];
  readonly requests: readonly PlannedRequest[];
}

/** Id of what an organisation registers under a code. */
export const ownedId = ({ organisation, code }: { organisation: string; code: string }): string =>
  `${organisation}:${code}`;

/** Puts plans together without repeats: of those with one id, the first is kept, and an organisation has the roles of all. */
export class PlanBuilder {
  private readonly organisations = new Map<string, PlannedOrganisation>();
  private readonly duties = new Map<string, PlannedDuty>();
  private readonly systems = new Map<string, PlannedSystem>();
  private readonly resources = new Map<string, PlannedResource>();
  private readonly requests = new Map<string, PlannedRequest>();

  add(plan: Partial<Plan>): void {
    for (const one of plan.organisations ?? []) this.addOrganisation(one);
    keep(this.duties, plan.duties, ownedId);
    keep(this.systems, plan.systems, ownedId);
    keep(this.resources, plan.resources, ownedId);
    keep(this.requests, plan.requests, ({ id }) => id);
  }

  private addOrganisation(one: PlannedOrganisation): void {
    const former = this.organisations.get(one.organisation);
    const roles = former && [...new Set([...former.roles, ...one.roles])].sort();
    this.organisations.set(one.organisation, former && roles ? { ...former, roles } : one);
  }

  plan(): Plan {
    return {
      organisations: [...this.organisations.values()],
      duties: [...this.duties.values()],
      systems: [...this.systems.values()],
      resources: [...this.resources.values()],
      requests: [...this.requests.values()],
    };
  }
}

function keep<T>(found: Map<string, T>, items: readonly T[] = [], id: (item: T) => string): void {
  for (const item of items) if (!found.has(id(item))) found.set(id(item), item);
}

/** One plan of several, without repeats. */
export function merged(plans: readonly Partial<Plan>[]): Plan {
  const builder = new PlanBuilder();
  for (const plan of plans) builder.add(plan);
  return builder.plan();
}

/** What a thing refers to, by kind and id. */
const refersTo = {
  duty: ({ organisation }: PlannedDuty): string[] => [`organisation ${organisation}`],
  system: ({ organisation, duties }: PlannedSystem): string[] => [
    `organisation ${organisation}`,
    ...duties.map((id) => `duty ${id}`),
  ],
  resource: ({ organisation, content }: PlannedResource): string[] => [
    `organisation ${organisation}`,
    `system ${content.system}`,
  ],
  request: ({ provider, consumer, resource, systems }: PlannedRequest): string[] => [
    `organisation ${provider}`,
    `organisation ${consumer}`,
    `resource ${resource}`,
    ...systems.map((id) => `system ${id}`),
  ],
};

/** All that some things refer to, directly or not. */
function reached(plan: Plan, from: readonly string[]): ReadonlySet<string> {
  const references = new Map<string, readonly string[]>([
    ...plan.duties.map((one) => [`duty ${ownedId(one)}`, refersTo.duty(one)] as const),
    ...plan.systems.map((one) => [`system ${ownedId(one)}`, refersTo.system(one)] as const),
    ...plan.resources.map((one) => [`resource ${ownedId(one)}`, refersTo.resource(one)] as const),
  ]);
  const found = new Set<string>();
  for (const left = [...from]; left.length > 0;) {
    const one = left.pop() ?? '';
    if (found.has(one)) continue;
    found.add(one);
    left.push(...(references.get(one) ?? []));
  }
  return found;
}

/** The plan without some requests and resources, and without what is in it for their sake alone. */
export function without(plan: Plan, dropped: ReadonlySet<PlannedRequest | PlannedResource>): Plan {
  if (dropped.size === 0) return plan;
  const isKept = (one: PlannedRequest | PlannedResource): boolean => !dropped.has(one);
  const asked = new Set(plan.requests.map(({ resource }) => resource));
  const requests = plan.requests.filter(isKept);
  const entries = plan.resources.filter((one) => isKept(one) && !asked.has(ownedId(one)));
  const needed = reached(plan, [
    ...requests.flatMap(refersTo.request),
    ...entries.flatMap((one) => [`resource ${ownedId(one)}`]),
  ]);
  const lost = reached(plan, [
    ...plan.requests.filter((one) => !isKept(one)).flatMap(refersTo.request),
    ...plan.resources.filter((one) => !isKept(one)).flatMap(refersTo.resource),
  ]);
  const stays = (key: string): boolean => needed.has(key) || !lost.has(key);
  return {
    organisations: plan.organisations.filter(({ organisation }) => stays(`organisation ${organisation}`)),
    duties: plan.duties.filter((one) => stays(`duty ${ownedId(one)}`)),
    systems: plan.systems.filter((one) => stays(`system ${ownedId(one)}`)),
    resources: plan.resources.filter((one) => isKept(one) && stays(`resource ${ownedId(one)}`)),
    requests,
  };
}
