// SPDX-License-Identifier: Apache-2.0
/** Finds the machine's Docker engine, or brings one along where that is wanted. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { exclusively } from './lock.js';
import type { Report } from '../report.js';
import { installPackages } from './debian-packages.js';
import { decideOnEngine, describeEngineSteps, type Surroundings } from './engine-decision.js';
import { succeeds } from './shell.js';
import { eventually } from './wait.js';

/** No container engine answers, and none is to be started here. */
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
 * Makes sure that a Docker engine answers. Where none does and this is root on a Debian machine, installs Debian's
 * engine and starts it: after asking at a terminal, without where there is nobody to ask, and never with
 * CATALOG_INSTALL_ENGINE=0.
 * @throws EngineMissing when none answers in the end; it says what to do
 */
export async function ensureEngine(logDirectory: string, report: Report): Promise<void> {
  if (await answers()) return;
  await exclusively('engine', 'starting the Docker engine', report, async () => {
    if (!(await answers())) await bringAlong(logDirectory, report);
  });
}

async function bringAlong(logDirectory: string, report: Report): Promise<void> {
  const surroundings = await look();
  const decision = decideOnEngine(surroundings);
  if (decision === 'refuse') throw missing(surroundings);
  if (decision === 'ask' && !(await agreed(surroundings))) throw missing(surroundings);
  if (!surroundings.installed) await installDebianEngine(report);
  await startFirstThatAnswers(logDirectory, report);
}

const hasEngine = (): Promise<boolean> => succeeds('which', ['dockerd']);

async function look(): Promise<Surroundings> {
  const debian = process.platform === 'linux' && existsSync('/etc/debian_version');
  return {
    canInstall: debian && process.getuid?.() === 0,
    installed: await hasEngine(),
    terminal: process.stdin.isTTY && process.stdout.isTTY,
    setting: process.env['CATALOG_INSTALL_ENGINE'],
  };
}

function missing({ setting }: Surroundings): EngineMissing {
  const forbidden =
    setting === '0' ? ' None was installed or started, since CATALOG_INSTALL_ENGINE is 0.' : '';
  return new EngineMissing(
    `No Docker engine answers.${forbidden} Start Docker, or install one (Docker Desktop, or your distribution’s ` +
      'docker package), and see that `docker version` works for this user; then run the command again.',
  );
}

/** Tells the person what would be done, and takes only a yes for one. */
async function agreed(surroundings: Surroundings): Promise<boolean> {
  const steps = describeEngineSteps(surroundings).map((step) => `  - ${step}\n`);
  process.stdout.write(`No Docker engine answers. This command can\n${steps.join('')}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  // The end of the input is a no, and so is Ctrl-C.
  terminal.once('close', () => {
    closed.abort();
  });
  try {
    const answer = await terminal.question('Go ahead? [y/N] ', { signal: closed.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

async function installDebianEngine(report: Report): Promise<void> {
  report('installing Debian’s Docker engine');
  await installPackages(['docker.io', 'iptables'], hasEngine);
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

/**
 * The engine goes on when the command that started it has ended, and so has the folder that the command keeps its files in:
 * an engine that kept its own there could run nothing inside containers any more.
 */
const engineEnvironment = (own: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...own, TMPDIR: undefined });

async function start(flags: readonly string[], log: string): Promise<boolean> {
  const output = openSync(log, 'a');
  const env = engineEnvironment(process.env);
  const daemon = spawn('dockerd', flags, { detached: true, stdio: ['ignore', output, output], env });
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
