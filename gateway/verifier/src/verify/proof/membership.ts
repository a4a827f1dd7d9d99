// SPDX-License-Identifier: Apache-2.0
/**
 * Who the members were, and under which roots, at any time: a transaction is judged by the configuration of its own
 * time, not by that of today. See docs/decisions/0355.
 */
import type { MembershipHistory } from '@catalog-chain/chaincode/domain/members/membership';
import { Fault } from '../faults.js';
import { Trust, type TrustHistory } from './trust.js';

interface Version {
  readonly from: number;
  readonly trust: Trust;
}

/** The configuration in which what is read of the present is judged. @throws Fault `root-invalid` */
export function trustedAt(history: TrustHistory, time: number): Trust {
  const found = history.findLast(({ from }) => from <= time);
  if (!found) throw new Fault('root-invalid', 'trust', 'No roots are trusted for so early a time.');
  return Trust.of(found.roots);
}

export class Membership {
  readonly #versions: readonly Version[];

  /**
   * @param present the configuration as of the bundle's time
   * @param versions those before, oldest first
   */
  constructor(present: Trust, versions: readonly Version[]) {
    this.#versions = [...versions, { from: Number.POSITIVE_INFINITY, trust: present }];
  }

  /** As today's majority endorsed it. @throws Fault `root-invalid` */
  static recorded(present: Trust, { versions }: MembershipHistory): Membership {
    const read = versions.map(({ members, set }) => ({
      from: Date.parse(set.at),
      trust: Trust.ofDer(members),
    }));
    return new Membership(present, read);
  }

  /** As whoever verifies knows it, where the ledger has no record of it. @throws Fault `root-invalid` */
  static known(present: Trust, history: TrustHistory): Membership {
    const read = history.map(({ from, roots }) => ({ from, trust: Trust.of(roots) }));
    return new Membership(present, read.length > 1 ? read : []);
  }

  /**
   * The configuration of the time, and the one after it: a channel changes before its members record that it has.
   * @param time milliseconds since 1970
   */
  at(time: number): readonly Trust[] {
    const last = this.#versions.findLastIndex(({ from }) => from <= time);
    const from = Math.max(last, 0);
    return this.#versions.slice(from, last < 0 ? 1 : from + 2).map(({ trust }) => trust);
  }

  /** What the first configuration of the time accepts that accepts it. @throws Fault of the first, where none does */
  judge<T>(time: number, work: (trust: Trust) => T): T {
    let first: Fault | undefined;
    for (const trust of this.at(time)) {
      try {
        return work(trust);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        first ??= error;
      }
    }
    throw first ?? new Fault('root-invalid', 'membership', 'There is no configuration of the time.');
  }
}
