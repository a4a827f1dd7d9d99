// SPDX-License-Identifier: Apache-2.0
/**
 * The order of the test files. Jest's own puts those first that failed or took longest in the last run. Beyond that,
 * one file that needs the Fabric network comes first, so that the network (and, on a new machine, its images) comes up
 * in one worker while the other runs tests; the rest of those files come after all others, when it is there.
 */
import { readFileSync } from 'node:fs';
import type { Test } from '@jest/test-result';
// The package's types are those of its CommonJS form.
// eslint-disable-next-line @typescript-eslint/no-require-imports
import sequencer = require('@jest/test-sequencer');

class Sequencer extends sequencer.default {
  override async sort(tests: Test[]): Promise<Test[]> {
    const sorted = await super.sort(tests);
    const [starter, ...rest] = sorted.filter(needsNetwork);
    const alone = sorted.filter((test) => !needsNetwork(test));
    return [...(starter === undefined ? [] : [starter]), ...alone, ...rest];
  }
}

const needsNetwork = ({ path }: Test): boolean =>
  !path.endsWith('.faults.test.js') && readFileSync(path, 'utf8').includes('sharedNetwork(');

// Jest takes a sequencer from a module's default export.
export { Sequencer as default };
