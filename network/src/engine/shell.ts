// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';

/** How to run a command; the environment is added to this process's own. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** A command that ended badly; the message holds the end of what it wrote to its error stream. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    readonly command: string,
    readonly stderr: string,
  ) {
    super(`${command} failed: ${stderr.trim().slice(-1_000)}`);
  }
}

/**
 * Runs a program without a shell and gives what it wrote to its output.
 * Throws {@link CommandFailed} when it cannot start, exits other than 0 or takes longer than timeoutMs.
 * Only the program and its first argument are named in the error: later ones may be secret.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env = {}, timeoutMs = 1_800_000 } = options;
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      {
        ...(cwd === undefined ? {} : { cwd }),
        env: { ...process.env, ...env },
        timeout: timeoutMs,
        maxBuffer: 64 << 20,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else {
          const shown = [program, ...args.slice(0, 1)].join(' ');
          reject(new CommandFailed(shown, stderr || stdout || error.message));
        }
      },
    );
  });
}

/** True when the program runs and exits 0 in time. */
export async function succeeds(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<boolean> {
  return run(program, args, options).then(
    () => true,
    () => false,
  );
}
