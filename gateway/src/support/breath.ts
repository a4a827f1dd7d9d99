// SPDX-License-Identifier: Apache-2.0
import { setImmediate as turn } from 'node:timers/promises';

/** How long work may hold the event loop before what came in meanwhile is looked at, in milliseconds. */
const TURN_MS = 4;

/** For work of many short steps that stands in no line of requests: asked between two of them, it lets others on. */
export class Breath {
  private since = performance.now();

  /** Goes on in the next turn of the event loop where this one is over. */
  async take(): Promise<void> {
    if (performance.now() - this.since < TURN_MS) return;
    await turn();
    this.since = performance.now();
  }
}
