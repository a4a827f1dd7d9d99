// SPDX-License-Identifier: Apache-2.0
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { IndexReader } from '../../index/model/reader.js';

/** For how long it is relied on that an organisation has nothing sealed. */
const LOOK_AGAIN_MS = 1_000;

/** What organisations have sealed. Most have nothing: they are asked about once a second, and not for each row. */
export class SealGuard {
  private readonly without = new Map<string, number>();

  constructor(
    private readonly index: Pick<IndexReader, 'get' | 'list'>,
    private readonly now: () => number,
  ) {}

  /** Whether the organisation has sealed something that is not disclosed. */
  async hides(organisation: string): Promise<boolean> {
    const until = this.without.get(organisation) ?? 0;
    if (this.now() < until) return false;
    const { items } = await this.index.list('seal', { organisation, state: 'sealed' }, { limit: 1 });
    if (items.length === 0) this.without.set(organisation, this.now() + LOOK_AGAIN_MS);
    return items.length > 0;
  }

  /** The seals of the organisation among these ids. */
  async named(organisation: string, ids: ReadonlySet<string>): Promise<Map<string, Seal>> {
    const seals = new Map<string, Seal>();
    for (const id of ids) {
      const found = await this.index.get('seal', `${organisation}/${id}`);
      if (found) seals.set(id, found.value);
    }
    return seals;
  }
}
