// SPDX-License-Identifier: Apache-2.0
/** The verifier as an auditor gets it: packed, installed alone in an empty folder, asked about a bundle. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventId } from '../../support/embedded-market.js';
import { openEvidenceMarket } from '../../support/evidence-market.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const verifier = path.resolve(import.meta.dirname, '../../../../gateway/verifier');
const folder = mkdtempSync(path.join(tmpdir(), 'auditor-'));
const program = path.join(folder, 'node_modules/.bin/catalog-chain-verify');

beforeAll(async () => {
  const printed = execFileSync(process.execPath, ['pack.mjs'], { cwd: verifier, encoding: 'utf8' });
  writeFileSync(path.join(folder, 'package.json'), '{"name":"auditor","private":true}');
  const quietly = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...quietly, path.join(verifier, printed.trim())], { cwd: folder });
  await using market = await openEvidenceMarket();
  writeFileSync(path.join(folder, 'bundle.zip'), await market.bundle({ kind: 'event', id: eventId(2) }));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('installing the verifier brings no other package', () => {
  assert.deepEqual(readdirSync(path.join(folder, 'node_modules/@catalog-chain')), ['verifier']);
  const others = readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(others, ['@catalog-chain']);
});

test('it verifies a bundle, and says 1 of an altered one and 2 of what is none', () => {
  const run = (file: string): { status: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync(program, [file], { cwd: folder, encoding: 'utf8' });
    return { status, out: stdout, err: stderr };
  };
  const good = run('bundle.zip');
  assert.equal(good.status, 0, good.err);
  assert.match(good.out, /^proved {4}event: /m);
  assert.match(good.out, /^VALID$/m);
  writeFileSync(path.join(folder, 'nothing.zip'), 'no bundle');
  assert.equal(run('nothing.zip').status, 2);
  assert.equal(run('absent.zip').status, 2);
  assert.equal(spawnSync(program, [], { cwd: folder }).status, 2);
});
