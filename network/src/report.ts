// SPDX-License-Identifier: Apache-2.0

/** Takes one line that tells the operator what is going on. Never given a secret. */
export type Report = (line: string) => void;

/** Prints to the error stream, so that a command's own output stays clean. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`  ${line}\n`);
};

/** Says nothing. */
export const quiet: Report = () => undefined;

/** Runs the step and reports how many seconds it took. */
export async function timed<T>(report: Report, what: string, step: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await step();
  report(`${what}: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  return result;
}
