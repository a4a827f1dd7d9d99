// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdirSync } from 'node:fs';

/**
 * A folder in which whatever user the container runs as may write. A volume that is mounted there takes
 * the mode over, and so does, in some engines, a memory file system.
 */
export function makeWritable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o1777);
}
