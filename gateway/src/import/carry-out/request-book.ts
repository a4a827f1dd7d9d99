// SPDX-License-Identifier: Apache-2.0
/**
 * Which requests the ledger has, asked before anything is written: a number that is another consumer's cannot be asked for
 * again, and nobody is registered for its sake.
 */
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { inParallel } from '../../cli/client/pool.js';
import { without, type Plan, type PlannedRequest } from '../plan/plan.js';
import type { Surroundings } from './surroundings.js';
import { isRowFault } from './tally.js';

export class RequestBook {
  private readonly known = new Map<string, Promise<AccessRequest | undefined>>();

  constructor(private readonly around: Surroundings) {}

  /** As whoever sees most of the logins sees it; undefined where none sees one. */
  of(request: PlannedRequest): Promise<AccessRequest | undefined> {
    const known = this.known.get(request.id) ?? this.asked(request);
    this.known.set(request.id, known);
    return known;
  }

  /** The same, asked once more. */
  anew(request: PlannedRequest): Promise<AccessRequest | undefined> {
    this.known.delete(request.id);
    return this.of(request);
  }

  /** The plan without those whose number is another's, and without what is in it for their sake alone. */
  async withoutTaken(plan: Plan): Promise<Plan> {
    const isTaken = async (one: PlannedRequest): Promise<boolean> => {
      const held = await this.of(one);
      return held !== undefined && held.terms.consumer !== one.consumer;
    };
    const taken = await this.those(plan.requests, isTaken);
    return without(plan, taken);
  }

  /** The plan without requests that the ledger has: what it has of them counts. */
  async withoutHeld(plan: Plan): Promise<Plan> {
    const held = await this.those(plan.requests, async (one) => (await this.of(one)) !== undefined);
    return { ...plan, requests: plan.requests.filter((one) => !held.has(one)) };
  }

  private async those(
    requests: readonly PlannedRequest[],
    is: (one: PlannedRequest) => Promise<boolean>,
  ): Promise<Set<PlannedRequest>> {
    const found = new Set<PlannedRequest>();
    await inParallel(requests, this.around.concurrency, async (one) => {
      if (await is(one)) found.add(one);
    });
    return found;
  }

  private async asked({ id, provider, consumer }: PlannedRequest): Promise<AccessRequest | undefined> {
    const { api, manager } = this.around;
    for (const reader of [manager, provider, consumer]) {
      if (reader === undefined || !(await api.canRead(reader))) continue;
      try {
        return await api.request(reader, id);
      } catch (error) {
        if (!isRowFault(error)) throw error;
      }
    }
    return undefined;
  }
}
