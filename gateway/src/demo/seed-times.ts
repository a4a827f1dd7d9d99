// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from './demo-logins.js';

export type SeedStep = 'now' | 'past' | 'begun' | 'uses' | 'done';

/** When each step of seeding was first reached, kept in a file: a seeding that is cut short says the same again. */
export class SeedTimes {
  private constructor(
    private readonly file: string,
    private readonly times: Partial<Record<SeedStep, number>>,
  ) {}

  static async open(stateDir: string): Promise<SeedTimes> {
    const file = path.join(stateDir, 'seeded.json');
    const content = await readFile(file, 'utf8').catch(() => '{}');
    return new SeedTimes(file, JSON.parse(content) as Partial<Record<SeedStep, number>>);
  }

  has(step: SeedStep): boolean {
    return this.times[step] !== undefined;
  }

  /** @returns milliseconds since 1970 */
  async reach(step: SeedStep): Promise<number> {
    const time = this.times[step] ?? Date.now();
    this.times[step] = time;
    await writeWhole(this.file, `${JSON.stringify(this.times)}\n`);
    return time;
  }
}
