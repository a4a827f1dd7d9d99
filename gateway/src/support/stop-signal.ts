// SPDX-License-Identifier: Apache-2.0

/** Exit status of a process that was told to stop twice. */
const FORCED = 130;
/** A signal to a process group may arrive twice: from its sender, and passed on by `make`. */
const SAME_SIGNAL_MS = 1_000;

/** Resolves at the first SIGINT or SIGTERM; a second one, meant as such, ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let told: number | undefined;
    const tell = (signal: NodeJS.Signals): void => {
      if (told !== undefined && performance.now() - told > SAME_SIGNAL_MS) process.exit(FORCED);
      told ??= performance.now();
      resolve(signal);
    };
    process.on('SIGINT', tell);
    process.on('SIGTERM', tell);
  });
}
