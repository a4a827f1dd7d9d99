// SPDX-License-Identifier: Apache-2.0
/** Bundles altered in every way we could think of: each is caught, and for the right reason. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { LeafLine } from '@catalog-chain/verifier/format';
import { zipFiles } from '@catalog-chain/gateway/evidence/make/write-bundle';
import type { FaultCode } from '@catalog-chain/verifier/verify/faults';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { eventId } from '../../support/embedded-market.js';
import { claims, openEvidenceMarket, PERIOD, type EvidenceMarket } from '../../support/evidence-market.js';
import {
  caught,
  codesOf,
  fate,
  flip,
  forged,
  leaves,
  OK,
  reads,
  spread,
  withoutBatch,
  type Files,
  type Listed,
} from '../../support/forgery.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let market: EvidenceMarket;
let event: Buffer;
let month: Buffer;
let trail: Buffer;

beforeAll(async () => {
  market = await openEvidenceMarket();
  event = await market.bundle({ kind: 'event', id: eventId(4) });
  month = await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD });
  trail = await market.bundle({ kind: 'record', records: [hash('sha256', 'record 3', 'base64url')] });
});
afterAll(() => market[Symbol.asyncDispose]());

test('the forger who alters nothing is believed', async () => {
  assert.deepEqual(await codesOf(await forged(event, () => undefined)), []);
  assert.deepEqual(await codesOf(await forged(month, () => undefined)), []);
});

test('a flipped bit of the archive is caught, or changed no byte of any file', async () => {
  const content = await openBundle(event);
  for (const at of spread(event.length, 300)) {
    const altered = flip(event, at);
    if ((await fate(altered)) === OK) assert.deepEqual(await openBundle(altered), content, `byte ${at}`);
  }
});

test('a flipped bit of any signed file is caught, though the manifest be made to fit', async () => {
  const files = await openBundle(event);
  for (const [path, content] of files) {
    if (path === 'manifest.json' || path.startsWith('roots/')) continue;
    for (const at of spread(content.length, 150)) {
      const altered = await forged(event, (all) => all.set(path, flip(content, at)));
      assert.notEqual(await fate(altered), OK, `${path}, byte ${at}`);
    }
  }
});

test('a file that is altered, missing or not listed is caught', async () => {
  const files = new Map(await openBundle(event));
  const leavesFile = files.get('leaves.ndjson') ?? Buffer.alloc(0);
  const one = async (change: (all: Files) => void): Promise<FaultCode[]> => {
    const copy = new Map(files);
    change(copy);
    return codesOf(await zipFiles(copy));
  };
  assert.ok((await one((all) => all.set('leaves.ndjson', flip(leavesFile, 9)))).includes('file-altered'));
  assert.ok((await one((all) => all.delete('leaves.ndjson'))).includes('file-missing'));
  const extra = await one((all) =>
    all.set('roots/StrangerMSP.pem', files.get('roots/ConsumerMSP.pem') ?? leavesFile),
  );
  assert.ok(extra.includes('file-unknown'));
});

test('a path that does not lead to the root is caught with its reason', async () => {
  const path = (change: (nodes: string[]) => string[]): ((files: Files) => void) =>
    leaves(([leaf]) => {
      if (leaf) leaf.path = change(leaf.path);
    });
  // The last leaf of five stands alone on two levels: its path has one node.
  await caught(
    'proof-path-too-long',
    event,
    path((nodes) => [...nodes, ...nodes]),
  );
  await caught(
    'proof-path-too-short',
    event,
    path(() => []),
  );
  await caught(
    'leaf-malformed',
    event,
    path((nodes) => nodes.map((node) => node.toUpperCase())),
  );
  await caught(
    'proof-root-mismatch',
    event,
    path((nodes) => nodes.map((node) => node.replace(/./, (c) => (c === '0' ? '1' : '0')))),
  );
  await caught(
    'proof-root-mismatch',
    trail,
    leaves(([leaf]) => leaf?.path.reverse()),
  );
});

test('a leaf in another place, of another batch, doubled or altered is caught', async () => {
  const first = (change: (leaf: LeafLine) => void): ((files: Files) => void) =>
    leaves(([leaf]) => {
      if (leaf) change(leaf);
    });
  await caught(
    'proof-index-out-of-range',
    event,
    first((leaf) => (leaf.index = 5)),
  );
  await caught(
    'proof-path-too-short',
    event,
    first((leaf) => (leaf.index = 1)),
  );
  await caught(
    'leaf-without-header',
    event,
    first((leaf) => (leaf.batch = ['ConsumerMSP', 'J', '0000000002'])),
  );
  await caught(
    'proof-root-mismatch',
    trail,
    first((leaf) => (leaf.batch = ['ProviderMSP', 'P', '0000000001'])),
  );
  await caught(
    'proof-root-mismatch',
    event,
    first((leaf) => (leaf.line = leaf.line.replace('"ok"', '"empty"'))),
  );
  await caught(
    'leaf-repeated',
    event,
    leaves((lines) => lines.push(...lines)),
  );
});

test('an inner node shown as a leaf is caught', async () => {
  await caught(
    'proof-root-mismatch',
    event,
    leaves(([leaf]) => {
      if (leaf)
        Object.assign(leaf, {
          line: leaf.path[0] ?? '',
          index: 0,
          path: ['0'.repeat(64), '0'.repeat(64), '0'.repeat(64)],
        });
    }),
  );
});

test('a batch that is left out of a month is caught, and so are header, head, list and policies', async () => {
  await caught('leaves-incomplete', month, withoutBatch());
  for (const type of ['batch', 'journal-head', 'journal-list', 'policy']) {
    const without = reads((lines) => {
      lines.splice(
        lines.findIndex(({ key }) => key[0] === type),
        1,
      );
    });
    await caught('record-missing', month, without);
  }
});

test('a header without uses of the grant cannot be left out either', async () => {
  await caught(
    'record-missing',
    month,
    reads((lines) => {
      lines.splice(
        lines.findIndex(({ key }) => key.join('/') === 'batch/ConsumerMSP/J/0000000002'),
        1,
      );
    }),
  );
});

test('what nothing counts is counted: the transaction shows it', async () => {
  const [use = {}, other = {}] = claims(300, 2);
  const nil = Object.fromEntries(
    Object.entries({ ...other, kind: 'nil' }).filter(([name]) => name !== 'record'),
  );
  await market.report('ConsumerMSP', 'N', [[use, nil]]);
  const whole = await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD });
  const { valid, claims: proved } = await verifyBundle(whole);
  assert.equal(valid, true);
  assert.ok(proved.some(({ statement }) => statement.startsWith('ConsumerMSP reported 10 events')));
});

test('a read under another key, doubled, or with the endorsement of another is caught', async () => {
  await caught(
    'read-of-another-key',
    event,
    reads((lines) => lines.find(({ key }) => key[0] === 'batch')?.key.splice(-1, 1, '0000000009')),
  );
  await caught(
    'read-repeated',
    event,
    reads((lines) => lines.push(...lines.slice(0, 1))),
  );
  await caught(
    'signature-wrong',
    event,
    reads(([one, other]) => {
      if (one && other) one.endorsements = other.endorsements;
    }),
  );
});

test('a transaction under another id, of another ledger or not the batch’s is caught', async () => {
  const path = [...(await openBundle(event)).keys()].find((name) => name.startsWith('transactions/')) ?? '';
  await caught('transaction-malformed', event, (files) => {
    files.set(`transactions/${'0'.repeat(64)}.bin`, files.get(path) ?? Buffer.alloc(0));
  });
  await caught('transaction-of-another-ledger', event, (_, { ledger }) => (ledger['channel'] = 'other'));
  await caught('transaction-malformed', event, (files) =>
    files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from([0x1a, 0])])),
  );
});

test('roots of another ledger are caught', async () => {
  await using other = await openEvidenceMarket();
  const foreign = await openBundle(await other.bundle({ kind: 'event', id: eventId(4) }));
  await caught('certificate-foreign', event, (files) => {
    for (const [name, content] of foreign) if (name.startsWith('roots/')) files.set(name, content);
  });
});

test('a claim that the bundle does not prove is caught', async () => {
  const claim = (one: object) => (_: Files, manifest: Listed) => void manifest.claims.push(one);
  await caught('record-missing', event, claim({ claim: 'event', id: eventId(1) }));
  await caught('record-missing', event, claim({ claim: 'grant', id: 'G-2' }));
  await caught(
    'record-missing',
    event,
    claim({ claim: 'complete', grant: 'G-1', organisation: 'ConsumerMSP', period: PERIOD }),
  );
});
