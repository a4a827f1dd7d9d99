// SPDX-License-Identifier: Apache-2.0
/** What a reader must not be told: a month that was not over, an older state beside a newer one; and parts, ages and outputs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { partsOf } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { eventId } from '../../support/embedded-market.js';
import {
  claims,
  NEXT,
  openEvidenceMarket,
  PERIOD,
  type EvidenceMarket,
} from '../../support/evidence-market.js';
import { caught, put } from '../../support/forgery.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const COMMANDS = [
  [fileURLToPath(import.meta.resolve('@catalog-chain/gateway/cli/main')), 'verify'],
  [fileURLToPath(import.meta.resolve('@catalog-chain/verifier/command/main'))],
] as const;
const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
const file = path.join(folder, 'bundle.zip');
const month = { kind: 'grant', id: 'G-1', period: PERIOD } as const;

let market: EvidenceMarket;
let running: Buffer;

beforeAll(async () => {
  market = await openEvidenceMarket();
  await market.report('ConsumerMSP', 'K', [claims(400, 2), claims(410, 2), claims(420, 2)]);
  running = await market.bundle(month);
  writeFileSync(file, await market.bundle({ kind: 'event', id: eventId(4) }));
});
afterAll(async () => {
  await market[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('a running month is not turned into the next one, nor said to be complete', async () => {
  for (const [code, change] of [
    ['period-not-over', { claim: 'complete', period: NEXT }],
    ['period-not-over', { claim: 'complete' }],
    ['period-not-begun', { period: NEXT }],
  ] as const)
    await caught(code, running, (_, manifest) => {
      manifest.claims = manifest.claims.map((one) => ('organisation' in one ? { ...one, ...change } : one));
    });
  await assert.rejects(market.bundle({ ...month, period: NEXT }), { code: 'CONDITION_NOT_MET' });
});

test('an older head of a journal is refused beside newer batches', async () => {
  await market.report('ConsumerMSP', 'L', [claims(430, 1)]);
  const late = await market.readBeside(running, ['batch', 'ConsumerMSP', 'L', '0000000001']);
  await caught('superseded', running, put(late));
  const list = await market.readBeside(running, ['journal-list', 'ConsumerMSP']);
  await caught('record-missing', running, put(list));
});

test('a month that is larger than a part is one file of parts, and proves the same', async () => {
  const parted = await market.bundle(month, undefined, 6_000);
  let count = 0;
  for await (const part of partsOf(parted)) count += part.names.length > 0 ? 1 : 0;
  assert.ok(count > 2, `${count} parts`);
  const told = async (zip: Buffer): Promise<string[]> => {
    const { valid, faults, claims: proved } = await verifyBundle(zip);
    assert.deepEqual([valid, faults], [true, []]);
    return proved.map(({ statement }) => statement.replace(/; as of block .*$/, ''));
  };
  assert.deepEqual(await told(parted), await told(await market.bundle(month)));
});

const run = (words: readonly string[], options: object = {}): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, [...words], { encoding: 'utf8', timeout: 120_000, ...options });

test('both commands say as of when, refuse what is too old, and print JSON whatever happens', () => {
  const none = path.join(folder, 'none');
  mkdirSync(none, { recursive: true });
  const cases = [
    [0, []],
    [0, ['--not-older-than', '1d']],
    [1, ['--not-older-than', '2999-01-01']],
    [2, ['--not-older-than', 'yesterday']],
    [2, ['--trust', none]],
  ] as const;
  for (const words of COMMANDS)
    for (const [exit, more] of cases) {
      const { status, stdout } = run([...words, file, '--json', ...more]);
      assert.equal(status, exit, `${words.join(' ')} ${more.join(' ')}: ${String(stdout)}`);
      assert.equal((JSON.parse(String(stdout)) as { valid: boolean }).valid, exit === 0);
    }
});

test('whoever stops reading disturbs nothing: the exit status stays', () => {
  for (const words of COMMANDS) {
    const quoted = [process.execPath, ...words, file].map((word) => `'${word}'`).join(' ');
    const { stdout, stderr } = spawnSync('bash', ['-c', `${quoted} | head -1; echo "\${PIPESTATUS[0]}"`], {
      encoding: 'utf8',
    });
    assert.match(stdout, /^proved {4}event: .*; as of block \d+, .*\n0\n$/);
    assert.equal(stderr, '');
  }
});
