// SPDX-License-Identifier: Apache-2.0
/** Those who wait for a condition that changes now and then. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Resolves when the condition holds at a wake-up, or when the signal aborts. */
  async until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    while (!condition() && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          this.#waiting.delete(go);
          signal.removeEventListener('abort', go);
          resolve();
        };
        this.#waiting.add(go);
        signal.addEventListener('abort', go);
      });
    }
  }

  wake(): void {
    for (const go of [...this.#waiting]) go();
  }
}
