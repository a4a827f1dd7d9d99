// SPDX-License-Identifier: Apache-2.0
/** The verifier as an auditor gets it: packed, installed alone in an empty folder, asked about a bundle. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NEEDED_NODE, nodeFault } from '@catalog-chain/verifier/command/node-version';
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

/** The machine's own, where it is older than what the product needs. */
function olderNode(): string | undefined {
  const candidates = ['/usr/bin/node', '/usr/local/bin/node'];
  return candidates.find((one) => {
    const { status, stdout } = spawnSync(one, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return status === 0 && nodeFault(stdout.trim()) !== undefined;
  });
}

test('an older Node.js says in one line which is needed, and 2: never 1, which means that a bundle proves nothing', () => {
  const old = olderNode();
  if (old === undefined) {
    process.stderr.write('No older Node.js is on this machine: only the check itself was tried.\n');
    return;
  }
  const gateway = path.resolve(verifier, '../dist/cli/main.js');
  const calls: readonly (readonly string[])[] = [
    [program, 'bundle.zip'],
    [path.join(verifier, 'dist/command/main.js'), 'bundle.zip'],
    [gateway, 'verify', 'bundle.zip'],
  ];
  for (const call of calls) {
    const told: SpawnSyncReturns<string> = spawnSync(old, call, { cwd: folder, encoding: 'utf8' });
    const { status, stdout, stderr } = told;
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(
      stderr,
      /^Node\.js 24\.4 or later is needed, this is [\d.]+: .*需要 Node\.js 24\.4 或者更高版本.*\n$/,
    );
  }
});

test('what the check asks for is what the packages say that they need', () => {
  for (const file of ['package.json', '../package.json', '../../package.json']) {
    const text = readFileSync(path.join(verifier, file), 'utf8');
    assert.equal((JSON.parse(text) as { engines: { node: string } }).engines.node, `>=${NEEDED_NODE}`);
  }
  const isRefused = ['20.20.2', '24.3.9', '8.0.0', '24.4.0', '24.21.0', '25.0.0', '26.1.0'].map(
    (version) => nodeFault(version) !== undefined,
  );
  assert.deepEqual(isRefused, [true, true, true, false, false, false, false]);
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
