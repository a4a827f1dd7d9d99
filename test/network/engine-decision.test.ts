// SPDX-License-Identifier: Apache-2.0
/** Whether a missing Docker engine is brought along: as a table, and from the command's door with stand-ins for Docker. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  decideOnEngine,
  describeEngineSteps,
  type Decision,
  type Surroundings,
} from '@catalog-chain/network/engine/engine-decision';
import { test } from '../support/testing.js';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/network/main'));

const facts = { canInstall: true, installed: false, terminal: false, setting: undefined };
const table: readonly [Decision, string, Partial<Surroundings>][] = [
  ['go', 'root on Debian with nobody to ask', {}],
  ['go', 'the same, the variable empty', { setting: '' }],
  ['ask', 'at a terminal', { terminal: true }],
  ['ask', 'at a terminal, the engine installed and not running', { terminal: true, installed: true }],
  ['go', 'at a terminal, told to', { terminal: true, setting: '1' }],
  ['refuse', 'told never to', { setting: '0' }],
  ['refuse', 'told never to, at a terminal', { setting: '0', terminal: true }],
  ['refuse', 'told never to, the engine installed', { setting: '0', installed: true }],
  ['refuse', 'where it cannot be done', { canInstall: false }],
  ['refuse', 'where it cannot be done, though told to', { canInstall: false, setting: '1' }],
];

for (const [decision, when, change] of table) {
  test(`without an engine: ${decision} ${when}`, () => {
    assert.equal(decideOnEngine({ ...facts, ...change }), decision);
  });
}

test('the variable takes nothing else', () => {
  for (const setting of ['no', 'false', '2', ' 0']) {
    assert.throws(() => decideOnEngine({ ...facts, setting }), /CATALOG_INSTALL_ENGINE is 0/);
  }
});

test('who is asked is told what would be installed and started', () => {
  assert.match(describeEngineSteps({ installed: false }).join('\n'), /docker\.io and iptables\n.*dockerd/);
  assert.doesNotMatch(describeEngineSteps({ installed: true }).join('\n'), /install/);
});

/** The command with a `docker` that never answers, and a `dockerd` and an `apt-get` that only note that they were called. */
class Stage {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'no-engine-'));
  readonly #log = path.join(this.folder, 'called');

  constructor() {
    this.#stand('docker', 'exit 1');
    this.#stand('dockerd', `echo "dockerd\${TMPDIR:+ in $TMPDIR}" >> ${this.#log}; exit 1`);
    this.#stand('apt-get', `echo apt-get >> ${this.#log}; exit 1`);
  }

  get called(): string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').trim().split('\n') : [];
  }

  /** Runs `up` without a terminal. */
  run(env: NodeJS.ProcessEnv): { readonly status: number | null; readonly said: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'up'], this.#options(env, ''));
    return { status, said: stdout + stderr };
  }

  /** Runs `up` at a terminal, where somebody types this. */
  runAtTerminal(typed: string): { readonly status: number | null; readonly said: string } {
    const command = `'${process.execPath}' '${MAIN}' up`;
    const args = ['--quiet', '--return', '--command', command, '/dev/null'];
    const { status, stdout } = spawnSync('script', args, this.#options({}, typed));
    return { status, said: stdout };
  }

  #options(env: NodeJS.ProcessEnv, input: string) {
    const PATH = `${this.folder}:${process.env['PATH'] ?? ''}`;
    const CATALOG_NETWORK = 'catalog-no-engine';
    return {
      env: { ...process.env, CATALOG_INSTALL_ENGINE: '', ...env, PATH, CATALOG_NETWORK },
      input,
      encoding: 'utf8' as const,
      timeout: 60_000,
    };
  }

  #stand(name: string, does: string): void {
    const file = path.join(this.folder, name);
    writeFileSync(file, `#!/bin/sh\n${does}\n`);
    chmodSync(file, 0o755);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

const onDebianAsRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;

test('CATALOG_INSTALL_ENGINE=0 starts and installs nothing and says what to do', () => {
  using stage = new Stage();
  const { status, said } = stage.run({ CATALOG_INSTALL_ENGINE: '0' });
  assert.equal(status, 1);
  assert.match(said, /No Docker engine answers.*CATALOG_INSTALL_ENGINE is 0/);
  assert.deepEqual(stage.called, []);
});

test('with nobody to ask the engine is started', (t) => {
  if (!onDebianAsRoot) t.skip('only root on Debian may install an engine');
  using stage = new Stage();
  const { status, said } = stage.run({ TMPDIR: stage.folder });
  assert.equal(status, 1);
  assert.doesNotMatch(said, /Go ahead/);
  assert.ok(stage.called.includes('dockerd'), `${said}: it outlives the folder of whoever starts it`);
});

test('at a terminal a no leaves the machine as it is, and a yes starts the engine', (t) => {
  if (!onDebianAsRoot) t.skip('only root on Debian may install an engine');
  for (const typed of ['n\n', '\n', 'later\n']) {
    using stage = new Stage();
    const { status, said } = stage.runAtTerminal(typed);
    assert.match(said, /start the Docker engine \(dockerd\)[\s\S]*Go ahead\? \[y\/N\]/);
    assert.match(said, /No Docker engine answers\. Start Docker/);
    assert.equal(status, 1, said);
    assert.deepEqual(stage.called, []);
  }
  using stage = new Stage();
  const { said } = stage.runAtTerminal('y\n');
  assert.ok(stage.called.includes('dockerd'), said);
});
