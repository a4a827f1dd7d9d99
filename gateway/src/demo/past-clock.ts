// SPDX-License-Identifier: Apache-2.0
/** The time as it was: a clock that stands in the past, runs on from there, and is set forward to whatever comes next. */
export class PastClock {
  private since = performance.now();

  /** @param at where it begins, milliseconds since 1970 */
  constructor(private at: number) {}

  readonly now = (): number => Math.floor(this.at + performance.now() - this.since);

  /** Never backwards: what follows on a ledger is not older than what it follows. */
  forwardTo(at: number): void {
    this.at = Math.max(at, this.now());
    this.since = performance.now();
  }
}
