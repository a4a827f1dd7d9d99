// SPDX-License-Identifier: Apache-2.0
/** What is known of grants: whose they are, and how the ledger would judge a use by them. */
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { judgeOf, type Judge } from '@catalog-chain/chaincode/domain/usage/judge';
import { omit } from '../fields.js';
import { ownedId, type Plan, type PlannedRequest, type PlannedUse } from '../plan/plan.js';
import type { Surroundings } from './surroundings.js';
import { isRowFault } from './tally.js';

/** As many are remembered; of others it is asked again. */
const MOST_GRANTS = 20_000;

export interface ReadGrant {
  readonly consumer: string;
  readonly provider: string;
  readonly judge: Judge;
}

/** That there is none; that it cannot be seen. */
export type KnownGrant = ReadGrant | 'none' | 'unseen';

/** The grant that a request becomes on the day on which it was agreed, else now. */
export function grantOf(request: PlannedRequest, now: number): Grant {
  const terms = { ...omit(request, 'row', 'id', 'label'), resourceVersion: 1 };
  const at = new Date(now).toISOString();
  const effective = terms.agreedOn === undefined ? at : `${terms.agreedOn}T00:00:00.000Z`;
  const stamp = { at, tx: '', by: terms.provider };
  const { period } = terms;
  return {
    type: 'grant',
    id: request.id,
    terms,
    hash: '',
    state: 'active',
    history: [{ action: 'granted', resourceVersion: 1, period, hash: '', effective, stamp }],
    changed: stamp,
  };
}

export class GrantBook {
  private readonly known = new Map<string, Promise<KnownGrant>>();
  /** Grants that a rehearsal would have brought about, with the systems that hold what they are for. */
  private readonly planned = new Map<
    string,
    { readonly grant: Grant; readonly systems: readonly string[] }
  >();
  private policy: Promise<Policy | undefined> | undefined;

  constructor(private readonly around: Surroundings) {}

  /** Counts the grants of a plan as there. */
  plan({ requests, resources }: Pick<Plan, 'requests' | 'resources'>): void {
    const systems = new Map(resources.map((one) => [ownedId(one), one.content.system]));
    for (const request of requests) {
      const system = systems.get(request.resource);
      const held = system === undefined ? [] : [system];
      this.planned.set(request.id, { grant: grantOf(request, Date.now()), systems: held });
    }
  }

  async of(use: PlannedUse): Promise<KnownGrant> {
    const key = `${use.organisation} ${use.side} ${use.event.grant}`;
    const known = this.known.get(key) ?? this.asked(use);
    if (!this.known.has(key)) this.remember(key, known);
    return known;
  }

  private remember(key: string, known: Promise<KnownGrant>): void {
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size >= MOST_GRANTS) this.known.delete(oldest);
    this.known.set(key, known);
  }

  private async asked({ organisation, side, event }: PlannedUse): Promise<KnownGrant> {
    const planned = this.planned.get(event.grant);
    if (planned) return this.read(organisation, planned.grant, planned.systems);
    const { api } = this.around;
    if (!(await api.canRead(organisation))) return 'unseen';
    try {
      const grant = await api.grant(organisation, event.grant);
      if (!grant) return 'none';
      const systems = side === 'attestation' ? await this.systemsOf(organisation, grant) : [];
      return await this.read(organisation, grant, systems);
    } catch (error) {
      if (!isRowFault(error)) throw error;
      return 'unseen';
    }
  }

  private async read(reader: string, grant: Grant, providerSystems: readonly string[]): Promise<ReadGrant> {
    const { consumer, provider } = grant.terms;
    const measure = { nowMs: Date.now(), reportWithinHours: await this.hours(reader) };
    return { consumer, provider, judge: judgeOf({ grant, providerSystems }, measure) };
  }

  /** Of whoever may not see the policy, nothing is late. */
  private async hours(reader: string): Promise<number> {
    this.policy ??= this.around.api.policy(this.around.manager ?? reader);
    return (await this.policy)?.reportWithinHours ?? Infinity;
  }

  /** The systems that held the resource in each version that the grant was given for. */
  private async systemsOf(reader: string, { terms, history }: Grant): Promise<string[]> {
    const versions = history.flatMap((change) => ('resourceVersion' in change ? change.resourceVersion : []));
    const systems: string[] = [];
    for (const version of new Set(versions)) {
      const found = await this.around.api.resourceVersion(reader, terms.resource, version);
      if (found) systems.push(found.content.system);
    }
    return systems;
  }
}
