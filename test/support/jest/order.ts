// SPDX-License-Identifier: Apache-2.0
/**
 * Which test file runs next. All files that need the Fabric network share one: those that only use it may run beside
 * each other, those that disturb it run alone on it. Those that found a network of their own run beside it, one at a time: two
 * networks are as much as two cores bear. Whatever needs none runs beside all of them, so that neither core waits.
 */

/** How a file stands to the network that the run's files share, or that it has one of its own. */
export type Need = 'none' | 'uses' | 'disturbs' | 'founds';

/** So many files use the shared network at a time while others wait that need none. */
const USERS = 2;

/** Files in the order in which they would run if none minded another. */
export class Order<T> {
  private readonly waiting: Record<Need, T[]> = { none: [], uses: [], disturbs: [], founds: [] };
  private readonly running: Record<Need, Set<T>> = {
    none: new Set(),
    uses: new Set(),
    disturbs: new Set(),
    founds: new Set(),
  };
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

  /** Whether any file, waiting or running, needs the shared network. */
  needsNetwork(): boolean {
    const { waiting, running } = this;
    return waiting.uses.length + waiting.disturbs.length + running.uses.size + running.disturbs.size > 0;
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

  /** What keeps to a network waits more than it computes, and its line is the longest: it goes first. */
  private allowed(): Need | undefined {
    const { waiting, running } = this;
    const isFree = running.uses.size + running.disturbs.size === 0;
    const mayUse = waiting.uses.length > 0 && running.disturbs.size === 0;
    if (mayUse && running.uses.size < USERS) return 'uses';
    if (isFree && waiting.disturbs.length > 0) return 'disturbs';
    if (running.founds.size === 0 && waiting.founds.length > 0) return 'founds';
    if (waiting.none.length > 0) return 'none';
    return mayUse ? 'uses' : undefined;
  }
}
