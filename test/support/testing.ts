// SPDX-License-Identifier: Apache-2.0
/**
 * The words that test files are written with. They are Jest's own, as jest-light-runner provides them, with what that
 * runner leaves out: a bound in time, a reason to skip that shows while the test runs, cleaning up after one test,
 * and the causes of an error in the report.
 */
import type * as jestGlobals from '@jest/globals';
import { readable, Skipped } from './jest/failures.js';

/** Only there while the runner loads a test file: read when used. */
const jest = globalThis as unknown as Pick<
  typeof jestGlobals,
  'test' | 'describe' | 'expect' | 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach'
>;

/**
 * A test that says nothing else is given up after this time: long, because it only has to end what hangs, and a busy
 * machine may be ten times as slow.
 */
export const TIMEOUT_MS = 300_000;

/** What a whole file is prepared by may be given up later: it founds networks, fills demos and builds what changed. */
const PREPARE_MS = 3 * TIMEOUT_MS;

type Cleanup = () => unknown;

/** What a test is given: where to leave what must be cleaned up after it, and how to skip itself. */
export interface TestContext {
  /** Runs when the test has ended, however it ended; the last one given runs first. */
  after(cleanup: Cleanup): void;
  /** Ends the test here; it counts as skipped, with this reason. */
  skip(reason: string): never;
  /** Prints a line beside the results: what was measured, how often something happened. */
  note(line: string): void;
}

type Body = (t: TestContext) => unknown;
type Hook = (hook: () => Promise<void>) => void;

export const { expect } = jest;

/** The file whose `beforeAll` failed, if one did: its tests fail at once, instead of each waiting for what is not there. */
let unprepared: string | undefined;

/** Declares one test; it fails when it takes longer than `timeoutMs`. */
export function test(name: string, body: Body, timeoutMs = TIMEOUT_MS): void {
  jest.test(name, async () => {
    if (unprepared !== undefined && unprepared === currentFile()) throw new Error('beforeAll failed');
    await runBounded(name, body, timeoutMs);
  });
}

const currentFile = (): string | undefined => jest.expect.getState().testPath;

/** Groups tests under a name. */
export function describe(name: string, declare: () => void): void {
  jest.describe(name, declare);
}

const hook =
  (kind: 'beforeAll' | 'afterAll' | 'afterEach') =>
  (body: Cleanup, timeoutMs = kind === 'beforeAll' ? PREPARE_MS : TIMEOUT_MS): void => {
    const declare: Hook = jest[kind];
    declare(async () => {
      try {
        await runBounded(kind, body, timeoutMs);
      } catch (failure) {
        if (kind === 'beforeAll') unprepared = currentFile();
        throw failure;
      }
    });
  };

export const beforeAll = hook('beforeAll');
export const afterAll = hook('afterAll');
export const afterEach = hook('afterEach');

let cleanupsOfEach: Cleanup[] = [];

/** Runs before each test of the file; what it leaves to clean up is cleaned up after that test. */
export function beforeEach(body: (t: Pick<TestContext, 'after'>) => unknown, timeoutMs = TIMEOUT_MS): void {
  const scope = { after: (cleanup: Cleanup) => void cleanupsOfEach.push(cleanup) };
  jest.beforeEach(() => bounded('beforeEach', () => body(scope), timeoutMs));
  jest.afterEach(async () => {
    const due = cleanupsOfEach;
    cleanupsOfEach = [];
    await cleanUp('a test', due);
  });
}

async function runBounded(name: string, body: Body, timeoutMs: number): Promise<void> {
  const cleanups: Cleanup[] = [];
  const context: TestContext = {
    after: (cleanup) => void cleanups.push(cleanup),
    skip: (reason) => {
      throw new Skipped(reason);
    },
    note: (line) => void process.stdout.write(`# ${name}: ${line}\n`),
  };
  const failures: unknown[] = [];
  for (const step of [() => bounded(name, () => body(context), timeoutMs), () => cleanUp(name, cleanups)]) {
    await step().catch((failure: unknown) => failures.push(failure));
  }
  if (failures.length > 0) throw readable(failures);
}

/** Given up as a test is: what is closed waits for something that may never answer. */
async function cleanUp(name: string, cleanups: Cleanup[]): Promise<void> {
  if (cleanups.length === 0) return;
  const all = async (): Promise<void> => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  };
  await bounded(`cleaning up after ${name}`, all, TIMEOUT_MS);
}

async function bounded(name: string, body: () => unknown, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${name}: not done after ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    await Promise.race([Promise.resolve().then(body), late]);
  } finally {
    clearTimeout(timer);
  }
}
