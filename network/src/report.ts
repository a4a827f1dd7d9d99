// SPDX-License-Identifier: Apache-2.0

/** Takes one line that tells the operator what is going on. Never given a secret. */
export type Report = (line: string) => void;

/** Prints to the error stream, so that a command's own output stays clean. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`  ${line}\n`);
};

/** Says nothing. */
export const quiet: Report = () => undefined;

const SIGN_OF_LIFE_MS = 10_000;

/** Steps within steps: only the newest gives a sign of life. */
const underWay: object[] = [];

/** Runs the step and reports how many seconds it took, and every ten seconds until then that it is still under way. */
export async function timed<T>(report: Report, what: string, step: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1_000;
  const sign = setInterval(() => {
    if (underWay.at(-1) === sign) report(`${what} … still under way after ${Math.round(seconds())} s`);
  }, SIGN_OF_LIFE_MS);
  underWay.push(sign);
  try {
    const result = await step();
    report(`${what}: ${seconds().toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(sign);
    underWay.splice(underWay.indexOf(sign), 1);
  }
}
