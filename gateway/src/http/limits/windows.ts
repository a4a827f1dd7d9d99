// SPDX-License-Identifier: Apache-2.0

interface Window {
  count: number;
  readonly ends: number;
}

/** More names than this are forgotten together: counting is to slow attackers down, not to fill the memory for them. */
const MAX_NAMES = 50_000;

/** Counts by name in windows of time, in bounded memory. */
export class Windows {
  private readonly windows = new Map<string, Window>();

  /** @param now milliseconds that only grow */
  constructor(
    private readonly lengthMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** One more. @returns how many there are now, and when counting begins anew */
  add(name: string): { readonly count: number; readonly seconds: number } {
    const now = this.now();
    let window = this.windows.get(name);
    if (!window || window.ends <= now) {
      if (this.windows.size >= MAX_NAMES) this.windows.clear();
      window = { count: 0, ends: now + this.lengthMs };
      this.windows.delete(name);
      this.windows.set(name, window);
    }
    window.count += 1;
    return { count: window.count, seconds: Math.max(1, Math.ceil((window.ends - now) / 1_000)) };
  }
}
