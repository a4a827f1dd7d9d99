// SPDX-License-Identifier: Apache-2.0

/** Whoever takes places: a user, an organisation, an address. */
export interface Holder {
  readonly name: string;
  /** How many times the room that stays free this holder may have. */
  readonly share: number;
}

/**
 * Places that are given out so that the last ones stay for others. A holder may have as much as is left free, or
 * `share` times that: one alone can have half of all, two a third each, and whoever comes next still finds room
 * (dynamic thresholds, as switches share the memory of their queues). Who has nothing yet may take what is left.
 */
export class Shares {
  readonly #held = new Map<string, number>();
  #taken = 0;

  constructor(private readonly total: number) {}

  get taken(): number {
    return this.#taken;
  }

  /**
   * @param weight more than the total: goes alone
   * @returns what gives the place back, once; undefined when there is none for these holders
   */
  take(holders: readonly Holder[], weight = 1): (() => void) | undefined {
    if (!this.#fits(holders, weight)) return undefined;
    this.#add(holders, weight);
    let held = true;
    return () => {
      if (held) this.#add(holders, -weight);
      held = false;
    };
  }

  #fits(holders: readonly Holder[], weight: number): boolean {
    if (this.#taken === 0) return true;
    const free = this.total - this.#taken;
    if (weight > free) return false;
    return holders.every(({ name, share }) => {
      const held = this.#held.get(name) ?? 0;
      return held === 0 || held + weight <= share * free;
    });
  }

  #add(holders: readonly Holder[], weight: number): void {
    this.#taken += weight;
    for (const { name } of holders) {
      const held = (this.#held.get(name) ?? 0) + weight;
      if (held === 0) this.#held.delete(name);
      else this.#held.set(name, held);
    }
  }
}
