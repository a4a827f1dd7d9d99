// SPDX-License-Identifier: Apache-2.0
/** The local month that runs, by the policy in force: a journal ends with it. */
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { IndexReader } from '../../index/model/reader.js';

/** How long an offset of local time is relied on before the policy is looked at again. */
const LOOK_AGAIN_MS = 60_000;

export class LocalMonth {
  private monthOf = months(BUILT_IN_POLICY.calendar.utcOffsetMinutes);
  private lookedAt = -Infinity;

  constructor(
    private readonly index: Pick<IndexReader, 'get'>,
    private readonly now: () => number,
  ) {}

  /** `YYYY-MM`. The policy is looked at meanwhile: one that was just set holds from the next minute on. */
  current(): string {
    const now = this.now();
    if (now - this.lookedAt >= LOOK_AGAIN_MS) {
      this.lookedAt = now;
      this.look().catch(() => undefined);
    }
    return this.monthOf(now);
  }

  /** Reads the policy's offset. */
  async look(): Promise<void> {
    const policy = (await this.index.get('policy', 'current'))?.value ?? BUILT_IN_POLICY;
    this.monthOf = months(policy.calendar.utcOffsetMinutes);
  }
}
