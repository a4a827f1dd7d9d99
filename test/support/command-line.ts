// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import type { TestGateway } from './gateway.js';

interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Runs `catalog-chain …` for an organisation. @returns the exit code and the lines printed */
export async function runCommand(
  gateway: TestGateway,
  organisation: string,
  ...words: readonly string[]
): Promise<Ended> {
  const key = path.join(gateway.config.stateDir, 'demo-token-key.json');
  return runAs(gateway, ['--demo-key', key, '--organisation', organisation], words);
}

/** Runs a command with nothing but a token. */
export const runWithToken = (
  gateway: Pick<TestGateway, 'url'>,
  token: string,
  ...words: readonly string[]
): Promise<Ended> => runAs(gateway, ['--token', token], words);

async function runAs(
  gateway: Pick<TestGateway, 'url'>,
  who: readonly string[],
  words: readonly string[],
): Promise<Ended> {
  const lines: string[] = [];
  let ended = 0;
  const terminal = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  const program = createProgram({ ...terminal, isTerminal: false }, (code) => {
    ended = code;
  });
  await program.parseAsync(['node', 'catalog-chain', ...words, '--url', gateway.url, ...who]);
  return { code: ended, lines };
}

/** The same. Asserts that it succeeds. @returns the lines printed */
export async function commandLine(
  gateway: TestGateway,
  organisation: string,
  ...words: readonly string[]
): Promise<readonly string[]> {
  const { code, lines } = await runCommand(gateway, organisation, ...words);
  assert.equal(code, 0);
  return lines;
}
