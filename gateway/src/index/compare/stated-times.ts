// SPDX-License-Identifier: Apache-2.0
/** When one side says that an exchange took place, and whether the other side says so within a tolerance. */

/** Times at which a side states an exchange, without those that its corrections took back. */
export class StatedTimes {
  readonly #stated: { readonly id: string; readonly atMs: number }[] = [];
  readonly #corrected: string[] = [];

  state(id: string, atMs: number): void {
    this.#stated.push({ id, atMs });
  }

  /** @param id of the event that a correction names */
  takeBack(id: string): void {
    this.#corrected.push(id);
  }

  /** In order. What is taken back without having been stated takes the earliest that are left. */
  standing(): readonly number[] {
    const corrected = new Map<string, number>();
    for (const id of this.#corrected) corrected.set(id, (corrected.get(id) ?? 0) + 1);
    const left = this.#stated.filter(({ id }) => {
      const times = corrected.get(id) ?? 0;
      if (times > 0) corrected.set(id, times - 1);
      return times === 0;
    });
    const others = [...corrected.values()].reduce((sum, times) => sum + times, 0);
    return left
      .map(({ atMs }) => atMs)
      .sort((a, b) => a - b)
      .slice(others);
  }
}

/**
 * How many of two lists of times, each in order, can be paired so that the two of each pair lie within the tolerance: the most
 * there can be, for of two that are near the earliest of each never have better partners.
 */
export function countNear(a: readonly number[], b: readonly number[], toleranceMs: number): number {
  let near = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left = 0, right = 0] = [a[i], b[j]];
    if (Math.abs(left - right) <= toleranceMs) {
      near += 1;
      i += 1;
      j += 1;
    } else if (left < right) i += 1;
    else j += 1;
  }
  return near;
}
