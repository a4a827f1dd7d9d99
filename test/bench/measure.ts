// SPDX-License-Identifier: Apache-2.0
/** Timing for benchmarks: the median of rounds, printed as one JSON object per line. */

export interface BenchLine {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly ratio?: number;
}

const WARM_UP_MS = 300;
const MEASURE_MS = 1_000;

/** Runs the work until the time is over. @returns milliseconds per run: the median */
export async function medianMs(work: () => unknown): Promise<number> {
  await runFor(WARM_UP_MS, work);
  const times = await runFor(MEASURE_MS, work);
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? NaN;
}

async function runFor(ms: number, work: () => unknown): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + ms;
  while (performance.now() < end || times.length < 5) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

/** @returns events per second of work that handles so many at a time. */
export async function eventsPerSecond(events: number, work: () => unknown): Promise<number> {
  return Math.round((events * 1000) / (await medianMs(work)));
}

/** Prints a line; with a baseline, the ratio to it. */
export function report(name: string, value: number, unit: string, baseline?: number): void {
  const line: BenchLine = { name, value, unit };
  const compared = baseline === undefined ? {} : { baseline, ratio: Number((value / baseline).toFixed(2)) };
  console.log(JSON.stringify({ ...line, ...compared }));
}
