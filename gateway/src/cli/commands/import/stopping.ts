// SPDX-License-Identifier: Apache-2.0
/** Ctrl-C during an import: what is under way is finished, nothing more is begun, and what was done is told. */

/** A signal to a process group may arrive twice: from its sender, and passed on by whoever started it. */
const SAME_SIGNAL_MS = 1_000;
const FORCED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens from its making to its disposal. A second signal, meant as such, ends the process at once. */
export class Stopping implements Disposable {
  private told: number | undefined;
  private readonly controller = new AbortController();
  private readonly tell = (): void => {
    if (this.told !== undefined && performance.now() - this.told > SAME_SIGNAL_MS) process.exit(FORCED);
    this.told ??= performance.now();
    this.controller.abort();
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.tell);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.tell);
  }
}
