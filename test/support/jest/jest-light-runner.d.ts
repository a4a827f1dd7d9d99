// SPDX-License-Identifier: Apache-2.0
/** The part of jest-light-runner that is used here; the package brings no types. */
declare module 'jest-light-runner' {
  import type { CallbackTestRunner, CallbackTestRunnerInterface } from 'jest-runner';

  export class LightRunner extends CallbackTestRunner {
    runTests(...run: Parameters<CallbackTestRunnerInterface['runTests']>): Promise<void>;
  }

  export function createRunner(options: {
    readonly runtime: 'child_process' | 'worker_threads' | 'main_thread';
  }): typeof LightRunner;
}
