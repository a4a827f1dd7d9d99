// SPDX-License-Identifier: Apache-2.0
/** Schemathesis, which calls an API by its own description: brought from PyPI into the workspace's `.tools`. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '4.32.5';
const TOOLS = fileURLToPath(new URL('../../../.tools', import.meta.url));
const FOLDER = path.join(TOOLS, `schemathesis-${VERSION}`);
const COMMAND = path.join(FOLDER, 'bin', 'schemathesis');
const INSTALL_MS = 180_000;

/** What every answer is held to: none says that the server failed, and each is one that the description knows. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

/** Never ends by itself: it is tried apart. */
const STREAM = '/v1/events/stream';
/** People's sessions: none signs in here, and the answer is that this deployment does not offer it (501). */
const SESSIONS = '^/v1/session';

/** Installs it unless it is there. @returns why it is not to be had; undefined where it is */
export function missingSchemathesis(): string | undefined {
  if (existsSync(COMMAND)) return undefined;
  const made = spawnSync('python3', ['-m', 'venv', FOLDER], { stdio: 'ignore', timeout: INSTALL_MS });
  if (made.status !== 0) return 'there is no Python with venv';
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries=1'];
  const { status } = spawnSync(path.join(FOLDER, 'bin/python'), [...install, `schemathesis==${VERSION}`], {
    stdio: 'ignore',
    timeout: INSTALL_MS,
  });
  if (status === 0) return undefined;
  rmSync(FOLDER, { recursive: true, force: true });
  return 'PyPI gives no answer';
}

/** Would have the gateway post to hosts that the seed makes up. */
const POSTING = 'createWebhook';

/**
 * Operations by themselves, with whatever may be sent; or one after another, each with what the former answered. The latter
 * sends what the description allows, since what is refused is followed by nothing, and has time of its own: after the
 * others there is none left.
 */
const WAYS = {
  apart: ['--phases', 'examples,coverage,fuzzing', '--mode', 'all'],
  chained: ['--phases', 'stateful', '--mode', 'positive'],
} as const;

export interface Fuzzing {
  readonly url: string;
  readonly token: string | undefined;
  readonly seed: number;
  readonly way: keyof typeof WAYS;
  readonly seconds: number;
}

export interface Fuzzed {
  /** Nothing was found. */
  readonly passed: boolean;
  /** What it printed. */
  readonly text: string;
  /** Of chained operations: how many chains there were, and between how many operations. */
  readonly scenarios: number;
  readonly links: number;
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

/** Calls an API for so many seconds. */
export async function fuzzed({ url, token, seed, way, seconds }: Fuzzing): Promise<Fuzzed> {
  const args = [
    ...['run', `${url}/openapi.json`, '--url', url],
    ...['--checks', CHECKS.join(), ...WAYS[way]],
    ...['--seed', String(seed), '--max-time', String(seconds), '--continue-on-failure'],
    ...[
      '--exclude-path',
      STREAM,
      '--exclude-path-regex',
      SESSIONS,
      '--exclude-operation-id',
      POSTING,
      '--request-timeout',
      '30',
    ],
    ...['--suppress-health-check', 'all', '--generation-database', 'none', '--no-shrink'],
    ...['--warnings', 'off', '--no-color', '--output-sanitize', 'true'],
    ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
  ];
  const child = spawn(COMMAND, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => said.push(bytes));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const text = Buffer.concat(said).toString('utf8');
  return {
    passed: status === 0,
    text,
    scenarios: numberIn(text, /Scenarios: +(\d+)/),
    links: numberIn(text, /API Links: +(\d+) covered/),
  };
}
