// SPDX-License-Identifier: Apache-2.0
/** Tests over one thing that is started for all of them, skipped, and the thing not started, where the real data is absent. */
import { withoutRealData } from './real-data.js';
import { afterAll, beforeAll, test, type TestContext } from './testing.js';

/** A test takes longer here than elsewhere: files are imported whole. */
const TIMEOUT_MS = 300_000;

type Check<T> = (started: T, t: TestContext) => unknown;

/** Call it inside `describe`; gives what declares the tests of that group. */
export function testsOnRealData<T extends AsyncDisposable>(
  start: () => Promise<T>,
): (name: string, check: Check<T>) => void {
  let started: T | undefined;
  beforeAll(async () => {
    if (withoutRealData === false) started = await start();
  });
  afterAll(() => started?.[Symbol.asyncDispose]());
  return (name, check) => {
    test(
      name,
      (t) => {
        if (withoutRealData !== false) t.skip(withoutRealData);
        if (started === undefined) throw new Error('what the tests need did not start');
        return check(started, t);
      },
      TIMEOUT_MS,
    );
  };
}
