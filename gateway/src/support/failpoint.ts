// SPDX-License-Identifier: Apache-2.0

/** Where a fault test may end the process: `CATALOG_CHAIN_FAILPOINT=step:n` kills it at the n-th pass. */
const [wanted, nth = '1'] = (process.env['CATALOG_CHAIN_FAILPOINT'] ?? '').split(':');
let passes = 0;

export type Step =
  'accept' | 'outbox' | 'prepare' | 'store' | 'submit' | 'commit' | 'index' | 'deliver' | 'evidence';

/** Does nothing in production, where the variable is not set. */
export function failpoint(step: Step): void {
  if (step !== wanted) return;
  passes += 1;
  if (passes === Number(nth)) process.kill(process.pid, 'SIGKILL');
}
