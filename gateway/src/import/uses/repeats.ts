// SPDX-License-Identifier: Apache-2.0
/** Finds exchanges that a log tells twice, at different times, on one side: each row becomes a use of its own. */
import { markOf, Recent } from './recent.js';
import type { XRoadUse } from './xroad.js';

export class Repeats {
  /** Times by what names an exchange. */
  private readonly times = new Recent<number>();

  /** Whether an earlier row has the exchange, at another time. What has no `xRequestId` is told apart by its times alone. */
  has({ mark, at }: XRoadUse): boolean {
    if ((mark['xRequestId'] ?? null) === null) return false;
    const key = markOf(JSON.stringify(mark));
    const former = this.times.get(key);
    if (former === undefined) this.times.set(key, at);
    return former !== undefined && former !== at;
  }
}
