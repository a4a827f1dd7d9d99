// SPDX-License-Identifier: Apache-2.0
import { execFile, type ExecFileException } from 'node:child_process';

/** How to run a command; the environment is added to this process's own. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After so long it is ended; where nothing is said after half an hour, which is for compiling on a busy machine. */
  readonly timeoutMs?: number;
}

const LONGEST_MS = 1_800_000;

/** A command that ended badly; the message holds the end of what it wrote to its error stream. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    readonly command: string,
    readonly stderr: string,
  ) {
    // Fabric's programs follow a refusal with everything that they could have been asked for.
    const [said = ''] = stderr.split(/^Usage:$/m);
    super(`${command} failed: ${said.trim().slice(-1_000)}`);
  }
}

/**
 * Runs a program without a shell and gives what it wrote to its output.
 * Throws {@link CommandFailed} when it cannot start, exits other than 0 or takes longer than timeoutMs.
 * Only the program and its first argument are named in the error: later ones may be secret.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env = {}, timeoutMs = LONGEST_MS } = options;
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
          const late = error.killed === true ? `it did not end within ${timeoutMs / 1_000} s. ` : '';
          reject(new CommandFailed(shown, late + (stderr || stdout || reasonOf(error))));
        }
      },
    );
  });
}

/** Never the message: it repeats every argument. */
const reasonOf = ({ code, signal }: ExecFileException): string =>
  `it ended with ${String(code ?? signal ?? 'no reason given')}`;

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
