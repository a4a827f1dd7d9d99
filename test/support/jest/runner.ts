// SPDX-License-Identifier: Apache-2.0
/**
 * jest-light-runner with what the suite asks beside it: files named `*.faults.test.js`, which disturb the network that
 * all share, run last and one after the other; and a test that skipped itself counts as skipped, not as failed.
 */
import type { AssertionResult, TestResult } from '@jest/test-result';
import { createRunner, type LightRunner } from 'jest-light-runner';
import { reasonToSkip } from './failures.js';

const Light = createRunner({ runtime: 'child_process' });
type Run = Parameters<LightRunner['runTests']>;

/** Runs each file in one of the two worker processes, disturbing files in a process of their own. */
class Runner extends Light {
  override async runTests(...[tests, watcher, onStart, onResult, onFailure, options]: Run): Promise<void> {
    const told: Run[3] = (test, result) => onResult(test, countSkips(result));
    const run = (some: Run[0]): Promise<void> =>
      super.runTests(some, watcher, onStart, told, onFailure, options);
    const disturbs = ({ path }: Run[0][number]): boolean => path.endsWith('.faults.test.js');
    const calm = tests.filter((test) => !disturbs(test));
    if (calm.length > 0) await run(calm);
    for (const test of tests.filter(disturbs)) await run([test]);
  }
}

function countSkips(result: TestResult): TestResult {
  const testResults = result.testResults.map(asSkipped);
  const count = (status: AssertionResult['status']): number =>
    testResults.filter((one) => one.status === status).length;
  return {
    ...result,
    testResults,
    numFailingTests: count('failed'),
    numPassingTests: count('passed'),
    numPendingTests: count('pending'),
    failureMessage: testResults
      .filter(({ status }) => status === 'failed')
      .flatMap(({ failureMessages }) => failureMessages)
      .join('\n'),
  };
}

/** The reason stays where a reporter finds it. */
function asSkipped(result: AssertionResult): AssertionResult {
  const reason = result.failureMessages.map(reasonToSkip).find((one) => one !== undefined);
  return reason === undefined ? result : { ...result, status: 'pending', failureMessages: [reason] };
}

// Jest takes a runner from a module's default export.
export { Runner as default };
