// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../report.js';
import { run, succeeds } from './shell.js';
import { eventually } from './wait.js';

/** No container engine answers, and this machine is not one where we may start one. */
export class EngineMissing extends Error {
  override readonly name = 'EngineMissing';
}

// What a container without iptables or overlay can do with; tried only after the engine's own defaults.
const FALLBACKS = [
  [],
  ['--iptables=false', '--ip6tables=false', '--ip-masq=false'],
  ['--iptables=false', '--ip6tables=false', '--ip-masq=false', '--storage-driver=vfs'],
];

const answers = (): Promise<boolean> =>
  succeeds('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: 20_000 });

/**
 * Makes sure that a Docker engine answers. Where none does and this is root on a Debian machine, installs
 * Debian's engine and starts it; elsewhere throws {@link EngineMissing}, which says what to do.
 */
export async function ensureEngine(logDirectory: string, report: Report): Promise<void> {
  if (await answers()) return;
  if (!mayStartOne()) {
    throw new EngineMissing(
      'No Docker engine answers. Start Docker, or install one (Docker Desktop, or your distribution’s docker ' +
        'package), and see that `docker version` works for this user; then run the command again.',
    );
  }
  if (!existsSync('/usr/sbin/dockerd') && !(await succeeds('which', ['dockerd']))) {
    await installDebianEngine(report);
  }
  await startFirstThatAnswers(logDirectory, report);
}

function mayStartOne(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

async function installDebianEngine(report: Report): Promise<void> {
  report('installing Debian’s Docker engine');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'docker.io', 'iptables'], { env });
}

async function startFirstThatAnswers(logDirectory: string, report: Report): Promise<void> {
  mkdirSync(logDirectory, { recursive: true });
  const log = join(logDirectory, 'dockerd.log');
  for (const flags of FALLBACKS) {
    report(`starting the Docker engine ${flags.join(' ')}`.trim());
    if (await start(flags, log)) return;
  }
  throw new EngineMissing(`The Docker engine does not start on this machine: see ${log}.`);
}

async function start(flags: readonly string[], log: string): Promise<boolean> {
  const output = openSync(log, 'a');
  const daemon = spawn('dockerd', flags, { detached: true, stdio: ['ignore', output, output] });
  daemon.unref();
  let ended = false;
  daemon.once('exit', () => (ended = true)).once('error', () => (ended = true));
  return eventually('the Docker engine', () => up(() => ended), { timeoutMs: 60_000 }).then(
    (running) => running,
    () => {
      daemon.kill();
      return false;
    },
  );
}

/** False once the daemon has given up; throws while it is neither up nor gone. */
async function up(ended: () => boolean): Promise<boolean> {
  if (ended()) return false;
  if (await answers()) return true;
  throw new Error('not yet');
}
