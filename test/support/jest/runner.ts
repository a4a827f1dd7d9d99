// SPDX-License-Identifier: Apache-2.0
/**
 * jest-light-runner with what the suite asks beside it: each place that becomes free takes the file that may run then
 * (order.ts), and a test that skipped itself counts as skipped, not as failed.
 */
import { readFileSync } from 'node:fs';
import type { AssertionResult, TestResult } from '@jest/test-result';
import { createRunner, type LightRunner } from 'jest-light-runner';
import { removeSharedNetwork } from '../fabric-network.js';
import { reasonToSkip } from './failures.js';
import { type Need, Order } from './order.js';
import './told-when-asked.js';

const Light = createRunner({ runtime: 'child_process' });
type Run = Parameters<LightRunner['runTests']>;
type Test = Run[0][number];

class Runner extends Light {
  override async runTests(...[tests, watcher, onStart, onResult, onFailure, options]: Run): Promise<void> {
    const order = new Order(longFirst(tests), ({ path }) => needOf(path));
    // The runner holds places, not files: which file a place runs is known when its turn has come.
    const places = tests.map((test) => ({ ...test }));
    const files = new Map<Test, Test>();
    let removal = Promise.resolve();
    const end = (place: Test): Test => {
      const file = files.get(place) ?? place;
      const wasNeeded = order.needsNetwork();
      order.ended(file);
      // A network at rest takes a tenth of a core. What cannot be removed now is tried again when the run ends.
      if (wasNeeded && !order.needsNetwork()) removal = removeSharedNetwork().catch(() => undefined);
      return file;
    };
    const start: Run[2] = async (place) => {
      const file = await order.next();
      files.set(place, file);
      Object.assign(place, file);
      await onStart(file);
    };
    const tell: Run[3] = (place, result) => onResult(end(place), countSkips(result));
    await super.runTests(
      places,
      watcher,
      start,
      tell,
      (place, error) => onFailure(end(place), error),
      options,
    );
    await removal;
  }
}

/** What takes minutes of a core by itself: begun last, it would run on when nothing else is left. */
const LONG = /\/dist\/(?:simulation|conformance|fuzz|browser)\//;

const longFirst = (tests: readonly Test[]): Test[] =>
  tests.toSorted((a, b) => Number(LONG.test(b.path)) - Number(LONG.test(a.path)));

function needOf(path: string): Need {
  const text = readFileSync(path, 'utf8');
  if (text.includes('new Network(') || text.includes('new NetworkCommand(')) return 'founds';
  if (!text.includes('sharedNetwork(')) return 'none';
  return path.endsWith('.faults.test.js') ? 'disturbs' : 'uses';
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
