// SPDX-License-Identifier: Apache-2.0
/** A second verifier, in another language and without shared code, follows the document and agrees with the first. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
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
import { flip, forged, leaves, reads, spread, withoutBatch } from '../../support/forgery.js';
import { SecondVerifier, type SecondVerdict } from '../../support/second-verifier.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let market: EvidenceMarket;
let python: SecondVerifier;

beforeAll(async () => {
  python = new SecondVerifier();
  market = await openEvidenceMarket();
});
afterAll(async () => {
  await market[Symbol.asyncDispose]();
  python[Symbol.dispose]();
});

async function first(zip: Buffer): Promise<number> {
  try {
    return (await verifyBundle(zip)).valid ? 0 : 1;
  } catch (error) {
    assert.ok(error instanceof Unreadable);
    return 2;
  }
}

const second = (zip: Buffer): SecondVerdict => python.verify(zip);

test('both verifiers prove the same of an event and of a month', async (t) => {
  python.assertReady(t);
  const event = await market.bundle({ kind: 'event', id: eventId(220) });
  assert.deepEqual(second(event), {
    status: 0,
    text: 'event wrong-purpose\ngrant active\nresource-version there\n',
  });
  const month = second(await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD }));
  assert.equal(month.status, 0, month.text);
  assert.match(month.text, /so-far 8 events\nso-far 5 events\n$/);
});

test('both verifiers sum up a closed month and find its verdict, and prove every use of a record', async (t) => {
  python.assertReady(t);
  const at = { at: PAST_AT };
  await market.report('ConsumerMSP', 'C', [claims(3000, 3, at), claims(3003, 1, { ...at, kind: 'denied' })]);
  await market.report('ProviderMSP', 'A', [attestations(3000, 3, at)]);
  await market.close('ConsumerMSP', 'claim', 'G-1', PAST);
  await market.close('ProviderMSP', 'attestation', 'G-1', PAST);
  const closed = await market.bundle({ kind: 'grant', id: 'G-1', period: PAST });
  assert.equal(await first(closed), 0);
  const month = second(closed);
  assert.match(month.text, /period differs\ncomplete 4 events\ncomplete 3 events\n$/);
  const record = hash('sha256', 'record 3', 'base64url');
  const trail = second(await market.bundle({ kind: 'record', records: [record] }));
  assert.equal(trail.status, 0, trail.text);
  assert.match(trail.text, /^record 3 events\nevent [\s\S]*request granted\n$/);
});

test('what one verifier refuses, the other refuses too', async (t) => {
  python.assertReady(t);
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
  for (const zip of [month, closed]) altered.push(await forged(zip, withoutBatch()));
  altered.push(await forged(trail, lost));
  for (const type of ['closure', 'period', 'policy', 'journal-head'])
    altered.push(await forged(closed, without(type)));
  altered.push(await forged(trail, without('request')));
  for (const [name, content] of await openBundle(month)) {
    if (name.startsWith('roots/') || name === 'manifest.json') continue;
    for (const at of spread(content.length - 7, 2))
      altered.push(await forged(month, (all) => all.set(name, flip(content, at + 7))));
  }
  for (const zip of altered) {
    const { status, text } = second(zip);
    assert.equal(status, await first(zip), text);
    assert.notEqual(status, 0);
  }
});
