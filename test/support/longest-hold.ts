// SPDX-License-Identifier: Apache-2.0
/** How long this thread works before it looks at what else came in. */
import { setImmediate as turn } from 'node:timers/promises';

/**
 * @param work what is waited for, which others do on this thread's event loop
 * @returns the most of the thread's own processor time in one turn, in milliseconds: what its neighbours take is not counted
 */
export async function longestHold(work: Promise<unknown>): Promise<number> {
  const ended = new AbortController();
  const done = work.finally(() => {
    ended.abort();
  });
  let longest = 0;
  for (let before = process.threadCpuUsage(); !ended.signal.aborted; before = process.threadCpuUsage()) {
    await turn();
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
  }
  await done;
  return longest;
}
