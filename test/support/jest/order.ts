// SPDX-License-Identifier: Apache-2.0
/**
 * Which test file runs next. All files that need the Fabric network share one: those that only use it may run beside
 * each other, those that disturb it run alone on it. Whatever does not need it runs beside either, so that neither core waits.
 */

/** How a file stands to the network that the run's files share. */
export type Need = 'none' | 'uses' | 'disturbs';

/** Files in the order in which they would run if none minded another. */
export class Order<T> {
  private readonly waiting: Record<Need, T[]> = { none: [], uses: [], disturbs: [] };
  private readonly running: Record<Need, Set<T>> = { none: new Set(), uses: new Set(), disturbs: new Set() };
  private readonly askers: ((file: T) => void)[] = [];

  constructor(files: readonly T[], need: (file: T) => Need) {
    for (const file of files) this.waiting[need(file)].push(file);
  }

  /** @returns the next file, as soon as one may run; ask only as often as there are files */
  next(): Promise<T> {
    return new Promise((resolve) => {
      this.askers.push(resolve);
      this.serve();
    });
  }

  /** A file's run is over. */
  ended(file: T): void {
    for (const files of Object.values(this.running)) files.delete(file);
    this.serve();
  }

  private serve(): void {
    while (this.askers.length > 0) {
      const need = this.allowed();
      const file = need === undefined ? undefined : this.waiting[need].shift();
      if (need === undefined || file === undefined) return;
      this.running[need].add(file);
      this.askers.shift()?.(file);
    }
  }

  /** The network is kept busy by one file; a second that uses it runs only when nothing else is left. */
  private allowed(): Need | undefined {
    const { waiting, running } = this;
    const isFree = running.uses.size + running.disturbs.size === 0;
    if (isFree && waiting.uses.length > 0) return 'uses';
    if (isFree && waiting.disturbs.length > 0) return 'disturbs';
    if (waiting.none.length > 0) return 'none';
    return waiting.uses.length > 0 && running.disturbs.size === 0 ? 'uses' : undefined;
  }
}
