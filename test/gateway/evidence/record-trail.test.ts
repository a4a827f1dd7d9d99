// SPDX-License-Identifier: Apache-2.0
/** Bundles that prove every use of a record. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { claims, openEvidenceMarket, type EvidenceMarket } from '../../support/evidence-market.js';
import { caught, codesOf, leaves, reads, type Files, type Listed } from '../../support/forgery.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let market: EvidenceMarket;
let trail: Buffer;

/** `usage` names records by number. */
const commitment = (n: number): string => hash('sha256', `record ${n}`, 'base64url');
const RECORD = commitment(3);

beforeAll(async () => {
  market = await openEvidenceMarket();
  // The same record again, in two more batches, once outside its grant's purpose.
  await market.report('ConsumerMSP', 'M', [claims(1003, 1), claims(2003, 1, { purpose: 'OTHER' })]);
  trail = await market.bundle({ kind: 'record', records: [RECORD, commitment(777)] });
});
afterAll(() => market[Symbol.asyncDispose]());

test('every use of a record, by both sides, is proved with its grant, request and catalogue entry', async () => {
  const { valid, faults, claims: proved } = await verifyBundle(trail);
  assert.deepEqual([valid, faults], [true, []]);
  const lines = proved.map(({ claim, statement }) => `${claim.claim}: ${statement}`);
  assert.match(
    lines[0] ?? '',
    /^record: [\w-]{43}: 4 events of the record, 3 claimed and 1 attested, under grant G-1; as of block /,
  );
  assert.equal(lines.filter((line) => line.startsWith('event: ')).length, 4);
  assert.equal(lines.filter((line) => /violations: wrong-purpose; as of block /.test(line)).length, 1);
  const kinds = new Set(proved.map(({ claim }) => claim.claim));
  assert.deepEqual([...kinds], ['record', 'event', 'grant', 'resource-version', 'request']);
});

test('who is no party to the uses gets no bundle of them', async () => {
  const missing = { code: 'NOT_FOUND' };
  await assert.rejects(market.bundle({ kind: 'record', records: [RECORD] }, 'OtherMSP'), missing);
  await assert.rejects(market.bundle({ kind: 'record', records: [commitment(999)] }), missing);
  const whole = await market.bundle({ kind: 'record', records: [RECORD] }, 'ProviderMSP');
  assert.deepEqual(await codesOf(whole), []);
});

test('a use left out of a record’s trail is caught, with or without its claim, and so is one too many', async () => {
  const without = leaves((lines) => lines.splice(1, 1));
  await caught('leaves-incomplete', trail, without);
  await caught('leaves-incomplete', trail, (files: Files, manifest: Listed) => {
    without(files);
    manifest.claims = manifest.claims.filter((claim) => !('id' in claim) || 'version' in claim);
  });
  await caught('leaves-incomplete', trail, (_: Files, manifest: Listed) => {
    for (const claim of manifest.claims) if ('events' in claim) claim.events = 5;
  });
});

test('a request left out, or of another key, is caught', async () => {
  const without = reads((lines) => {
    lines.splice(
      lines.findIndex(({ key }) => key[0] === 'request'),
      1,
    );
  });
  await caught('record-missing', trail, without);
  const moved = reads((lines) => {
    for (const { key } of lines) if (key[0] === 'request') key[1] = 'G-2';
  });
  await caught('read-of-another-key', trail, moved);
});
