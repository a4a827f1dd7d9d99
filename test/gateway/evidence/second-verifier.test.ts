// SPDX-License-Identifier: Apache-2.0
/** A second verifier, in another language and without shared code, follows the document and agrees with the first. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Unreadable } from '@catalog-chain/gateway/evidence/verify/faults';
import { openBundle } from '@catalog-chain/gateway/evidence/verify/open-bundle';
import { verifyBundle } from '@catalog-chain/gateway/evidence/verify/verify-bundle';
import { eventId } from '../../support/embedded-market.js';
import {
  attestations,
  claims,
  openEvidenceMarket,
  PAST,
  PAST_AT,
  PERIOD,
  type EvidenceMarket,
} from '../../support/evidence-market.js';
import { flip, forged, leaves, reads, spread } from '../../support/forgery.js';

const VERIFIER = fileURLToPath(
  new URL('../../../gateway/evidence/second_verifier/verify.py', import.meta.url),
);

let market: EvidenceMarket;
let folder: string;
let python: string | undefined;

/** Certificates read in lists, and times with a zone: both came by version 42. */
const NEEDED = 'import cryptography; assert int(cryptography.__version__.split(".")[0]) >= 42';

/** A Python that has what the verifier needs: the system's, else one of our own, else none. */
function findPython(): string | undefined {
  const works = (command: string): boolean =>
    spawnSync(command, ['-c', NEEDED], { timeout: 30_000 }).status === 0;
  if (works('python3')) return 'python3';
  const venv = path.join(folder, 'venv');
  const own = path.join(venv, 'bin', 'python');
  spawnSync('python3', ['-m', 'venv', venv], { timeout: 60_000 });
  spawnSync(own, ['-m', 'pip', 'install', '--quiet', 'cryptography==48.0.0'], { timeout: 120_000 });
  return works(own) ? own : undefined;
}

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
  python = findPython();
  market = await openEvidenceMarket();
});
after(async () => {
  await market[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function first(zip: Buffer): Promise<number> {
  try {
    return (await verifyBundle(zip)).valid ? 0 : 1;
  } catch (error) {
    assert.ok(error instanceof Unreadable);
    return 2;
  }
}

async function second(zip: Buffer): Promise<{ status: number | null; text: string }> {
  const file = path.join(folder, 'bundle.zip');
  await writeFile(file, zip);
  const { status, stdout } = spawnSync(python ?? '', [VERIFIER, file], { encoding: 'utf8', timeout: 60_000 });
  return { status, text: stdout };
}

/** Python, or a test that says why it did not run. */
function ready(t: TestContext): boolean {
  if (python === undefined) t.skip('no Python with the package cryptography, and PyPI is out of reach');
  return python !== undefined;
}

test('both verifiers prove the same of an event and of a month', async (t) => {
  if (!ready(t)) return;
  const event = await market.bundle({ kind: 'event', id: eventId(220) });
  assert.deepEqual(await second(event), {
    ...{ status: 0, text: 'event wrong-purpose\ngrant active\nresource-version there\n' },
  });
  const month = await second(await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD }));
  assert.equal(month.status, 0, month.text);
  assert.match(month.text, /complete 8 events\ncomplete 5 events\n$/);
});

test('both verifiers sum up a closed month and find its verdict, and prove every use of a record', async (t) => {
  if (!ready(t)) return;
  const at = { at: PAST_AT };
  await market.report('ConsumerMSP', 'C', [claims(3000, 3, at), claims(3003, 1, { ...at, kind: 'denied' })]);
  await market.report('ProviderMSP', 'A', [attestations(3000, 3, at)]);
  await market.close('ConsumerMSP', 'claim', 'G-1', PAST);
  await market.close('ProviderMSP', 'attestation', 'G-1', PAST);
  const closed = await market.bundle({ kind: 'grant', id: 'G-1', period: PAST });
  assert.equal(await first(closed), 0);
  const month = await second(closed);
  assert.match(month.text, /period differs\ncomplete 4 events\ncomplete 3 events\n$/);
  const record = hash('sha256', 'record 3', 'base64url');
  const trail = await second(await market.bundle({ kind: 'record', records: [record] }));
  assert.equal(trail.status, 0, trail.text);
  assert.match(trail.text, /^record 3 events\nevent [\s\S]*request granted\n$/);
});

test('what one verifier refuses, the other refuses too', async (t) => {
  if (!ready(t)) return;
  const month = await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD });
  const closed = await market.bundle({ kind: 'grant', id: 'G-1', period: PAST });
  const trail = await market.bundle({
    kind: 'record',
    records: [hash('sha256', 'record 3', 'base64url')],
  });
  const lost = leaves((lines) => lines.splice(1, 1));
  const without = (type: string): ReturnType<typeof reads> =>
    reads((lines) => {
      lines.splice(
        lines.findIndex(({ key }) => key[0] === type),
        1,
      );
    });
  const altered = [month.subarray(0, 100)];
  for (const zip of [month, closed, trail]) altered.push(await forged(zip, lost));
  for (const type of ['closure', 'period', 'policy', 'journal-head'])
    altered.push(await forged(closed, without(type)));
  altered.push(await forged(trail, without('request')));
  for (const [name, content] of await openBundle(month)) {
    if (name.startsWith('roots/') || name === 'manifest.json') continue;
    for (const at of spread(content.length - 7, 2))
      altered.push(await forged(month, (all) => all.set(name, flip(content, at + 7))));
  }
  for (const zip of altered) {
    const { status, text } = await second(zip);
    assert.equal(status, await first(zip), text);
    assert.notEqual(status, 0);
  }
});
