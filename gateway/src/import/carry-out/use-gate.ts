// SPDX-License-Identifier: Apache-2.0
/** Lets through the uses that can be reported under the grants that there are, in a rehearsal and in earnest by one judgement. */
import { judgeOf } from '@catalog-chain/chaincode/domain/usage/judge';
import type { Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { PlannedUse } from '../plan/plan.js';
import { refusedOf, RowError, type RefusedRow } from '../faults.js';
import type { JudgedUse } from '../uses/judge-uses.js';
import type { Carrier } from './carry-out.js';
import type { GrantBook } from './grant-book.js';
import type { Surroundings } from './surroundings.js';

const NOT_PARTY = {
  claim: 'The organisation is not the consumer.',
  attestation: 'The organisation is not the provider.',
} as const;

/** Of a use under a grant that there is not: judged by its time alone. */
const noGrant = (): ReturnType<typeof judgeOf> =>
  judgeOf(undefined, { nowMs: Date.now(), reportWithinHours: Infinity });

export class UseGate {
  private readonly grants: GrantBook;

  /** @param needsGrant a use for which there is no grant would stand on the ledger as a violation of the import's making */
  constructor(
    private readonly around: Surroundings,
    private readonly carrier: Carrier,
    private readonly needsGrant: boolean,
  ) {
    this.grants = carrier.grants;
  }

  /** @returns the use with what the ledger will find of it; undefined where it is refused, which is told */
  async admitted(judged: JudgedUse): Promise<PlannedUse | undefined> {
    const { use } = judged;
    const { row, organisation } = use;
    if (this.needsGrant && !(await this.carrier.covers(use))) return undefined;
    if (!(await this.carrier.mayReport(organisation))) {
      const error = new RowError('READ_REPORTER', { organisation });
      this.around.tally.refuse(refusedOf(row, error, this.around.language));
      return undefined;
    }
    const refusal = await this.refusalOfGrant(use);
    if (refusal) this.around.tally.refuse(refusal);
    return refusal ? undefined : { ...use, verdicts: await this.verdictsOf(judged) };
  }

  /** Why the use is not its reporter's to tell, as far as the grant can be read; undefined where it is. */
  private async refusalOfGrant(use: PlannedUse): Promise<RefusedRow | undefined> {
    const { row, side, organisation, event } = use;
    const known = await this.grants.of(use);
    // A plain identifier is committed under the key of its grant.
    if (known === 'none' && event.recordId !== undefined)
      return refusedOf(row, new RowError('READ_GRANT'), this.around.language);
    if (typeof known !== 'object') return undefined;
    const party = side === 'claim' ? known.consumer : known.provider;
    return party === organisation ? undefined : { row, code: 'NOT_PARTY', message: NOT_PARTY[side] };
  }

  private async verdictsOf({ use, read }: JudgedUse): Promise<readonly Violation[]> {
    const { leaf, atMs } = read;
    const known = await this.grants.of(use);
    if (known === 'unseen') return [];
    return known === 'none' ? noGrant()(leaf, atMs) : known.judge(leaf, atMs);
  }
}
