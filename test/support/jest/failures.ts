// SPDX-License-Identifier: Apache-2.0
/** How a test's failures are told: the runner hands on an error's stack and nothing else, so everything goes there. */

/** Thrown by a test that finds, while it runs, that it cannot run here. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** The reason, when the runner's text of a failure is that of a {@link Skipped}. */
export function reasonToSkip(failureMessage: string): string | undefined {
  return /^\s*Skipped: (.*)$/m.exec(failureMessage)?.[1];
}

/** One error that tells all of them, each with its causes. A skip alone stays what it is. */
export function readable(failures: readonly unknown[]): Error {
  const [first] = failures;
  if (failures.length === 1 && first instanceof Skipped) return first;
  const told = new Error('the test failed');
  told.stack = failures.map((failure) => tell(failure)).join('\n');
  return told;
}

function tell(failure: unknown): string {
  if (!(failure instanceof Error)) return `Thrown, and not an error: ${String(failure)}`;
  const stack = failure.stack ?? String(failure);
  const lines = stack.includes(failure.message) ? [stack] : [`${failure.name}: ${failure.message}`, stack];
  // Fabric's errors say "see attached details", and this is where they are.
  if ('details' in failure && Array.isArray(failure.details) && failure.details.length > 0)
    lines.push(`Details: ${JSON.stringify(failure.details)}`);
  if (failure instanceof AggregateError)
    lines.push(...failure.errors.map((one) => `One of them: ${tell(one)}`));
  if (failure instanceof SuppressedError) {
    lines.push(`While cleaning up: ${tell(failure.error)}`, `After: ${tell(failure.suppressed)}`);
  }
  if (failure.cause !== undefined) lines.push(`Caused by: ${tell(failure.cause)}`);
  return lines.join('\n');
}
