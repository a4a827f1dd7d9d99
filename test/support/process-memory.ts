// SPDX-License-Identifier: Apache-2.0
/** What a process has in memory, as Linux counts it. */
import { readFileSync } from 'node:fs';

/** MiB of a process: in memory now (`VmRSS`), or at most so far (`VmHWM`). */
export function residentMiB(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1_024);
}

/** Looks at a process every so often, until disposed. */
export class MemoryWatch implements Disposable {
  private readonly seen: number[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number, everyMs = 100) {
    this.timer = setInterval(() => {
      this.seen.push(residentMiB(pid));
    }, everyMs);
  }

  /** The most it had in the earlier and in the later half of the time, MiB. */
  get halves(): readonly [earlier: number, later: number] {
    const middle = this.seen.length >> 1;
    return [Math.max(...this.seen.slice(0, middle)), Math.max(...this.seen.slice(middle))];
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}
