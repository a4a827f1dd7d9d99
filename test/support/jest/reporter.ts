// SPDX-License-Identifier: Apache-2.0
/**
 * What the suite says beside Jest's own report: the seed of its properties at the start; at the end the slowest files,
 * what was skipped and why, and as the very last line `N passed, N failed`, with the skipped ones if there are any.
 */
import path from 'node:path';
import type { Reporter } from '@jest/reporters';
import type { AggregatedResult, TestResult } from '@jest/test-result';
import { seed } from './properties.js';

const SLOWEST = 15;
const root = path.resolve(import.meta.dirname, '../..');

class Summary implements Pick<Reporter, 'onRunStart' | 'onRunComplete'> {
  constructor(private readonly globalConfig: { readonly watch: boolean; readonly watchAll: boolean }) {}

  onRunStart(): void {
    print(`Properties are drawn with seed ${seed()} (FC_SEED=${seed()} draws the same again).`);
  }

  onRunComplete(_: unknown, results: AggregatedResult): void {
    slowest(results.testResults).forEach(print);
    skipped(results.testResults).forEach(print);
    const last = lastLine(results);
    if (this.globalConfig.watch || this.globalConfig.watchAll) print(last);
    // Removing the shared network may still print something.
    else
      process.once('exit', () => {
        print(last);
      });
  }
}

/** @returns `N passed, N failed` or `N passed, N failed, N skipped`; a file that could not be loaded is a failure */
export function lastLine(
  results: Pick<
    AggregatedResult,
    'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numRuntimeErrorTestSuites'
  >,
): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const counts = [`${results.numPassedTests} passed`, `${failed} failed`];
  if (results.numPendingTests > 0) counts.push(`${results.numPendingTests} skipped`);
  return counts.join(', ');
}

function slowest(files: readonly TestResult[]): string[] {
  if (files.length < 2) return [];
  const took = ({ perfStats }: TestResult): number => perfStats.end - perfStats.start;
  const first = files.toSorted((a, b) => took(b) - took(a)).slice(0, SLOWEST);
  return [
    'Slowest files:',
    ...first.map((file) => `${(took(file) / 1_000).toFixed(1).padStart(8)} s  ${nameOf(file.testFilePath)}`),
  ];
}

function skipped(files: readonly TestResult[]): string[] {
  return files.flatMap((file) =>
    file.testResults
      .filter(({ status, failureMessages }) => status === 'pending' && failureMessages.length > 0)
      .map(
        ({ title, failureMessages }) =>
          `Skipped: ${nameOf(file.testFilePath)}: ${title}: ${failureMessages.join(' ')}`,
      ),
  );
}

const nameOf = (file: string): string => path.relative(root, file);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

// Jest takes a reporter from a module's default export.
export { Summary as default };
