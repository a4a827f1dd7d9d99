// SPDX-License-Identifier: Apache-2.0

/** Exit status of a process that was told to stop twice. */
const FORCED = 130;

/** Resolves at the first SIGINT or SIGTERM; the second ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let told = false;
    const tell = (signal: NodeJS.Signals): void => {
      if (told) process.exit(FORCED);
      told = true;
      resolve(signal);
    };
    process.on('SIGINT', tell);
    process.on('SIGTERM', tell);
  });
}
