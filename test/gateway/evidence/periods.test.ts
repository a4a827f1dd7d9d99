// SPDX-License-Identifier: Apache-2.0
/** Bundles of closed months: the verifier sums up both sides again and finds the verdict by itself. */
import assert from 'node:assert/strict';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import {
  attestations,
  claims,
  openEvidenceMarket,
  PAST,
  PAST_AT,
  type EvidenceMarket,
} from '../../support/evidence-market.js';
import { caught, put, reads, withoutBatch, type Files } from '../../support/forgery.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let market: EvidenceMarket;
let half: Buffer;
let matched: Buffer;
let differs: Buffer;

const at = { at: PAST_AT };
const other = { ...at, grant: 'G-2' };
const month = (grant: string): Promise<Buffer> => market.bundle({ kind: 'grant', id: grant, period: PAST });

beforeAll(async () => {
  market = await openEvidenceMarket();
  await market.report('ConsumerMSP', 'C1', [claims(3000, 3, at), claims(3100, 2, other)]);
  await market.report('ConsumerMSP', 'C2', [claims(3003, 2, at)]);
  await market.report('ProviderMSP', 'P1', [attestations(3000, 5, at), attestations(3100, 1, other)]);
  await market.close('ConsumerMSP', 'claim', 'G-1', PAST);
  half = await month('G-1');
  await market.close('ProviderMSP', 'attestation', 'G-1', PAST);
  await market.close('ConsumerMSP', 'claim', 'G-2', PAST);
  await market.close('ProviderMSP', 'attestation', 'G-2', PAST);
  matched = await month('G-1');
  differs = await month('G-2');
});
afterAll(() => market[Symbol.asyncDispose]());

async function verdict(zip: Buffer): Promise<string> {
  const { valid, faults, claims: proved } = await verifyBundle(zip);
  assert.deepEqual([valid, faults], [true, []]);
  const found = proved.find(({ claim }) => claim.claim === 'period')?.statement ?? 'none';
  return found.replace(/; as of block .*$/, '');
}

test('two sides that agree are found to match, from their events alone', async () => {
  assert.equal(
    await verdict(matched),
    `grant G-1 in ${PAST}: matched: claim side closed with 5 exchanges, attestation side closed with 5 exchanges, summed up again from the events`,
  );
});

test('two sides that do not are found to differ', async () => {
  assert.match(
    await verdict(differs),
    /: differs: claim side closed with 2 .* attestation side closed with 1 /,
  );
});

test('one side closed is no verdict yet; a month that nobody closed has no such claim', async () => {
  assert.match(await verdict(half), /: closing: claim side closed with 5 exchanges, summed up/);
  assert.equal(await verdict(await market.bundle({ kind: 'grant', id: 'G-1', period: '2020-01' })), 'none');
});

const only = (type: string, side?: string) =>
  reads((lines) => {
    lines.splice(
      lines.findIndex(({ key }) => key[0] === type && (side === undefined || key[3] === side)),
      1,
    );
  });

test('a closure or verdict left out is caught', async () => {
  await caught('record-missing', matched, only('period'));
  await caught('record-missing', matched, only('closure', 'claim'));
  await caught('record-missing', matched, only('closure', 'attestation'));
});

test('the events of a side that were closed cannot be left out, not even one', async () => {
  await caught('leaves-incomplete', differs, withoutBatch());
});

/** Lines of one bundle put into another: both are endorsed, they only do not belong together. */
function swapped(from: string, type: string): (files: Files) => void {
  const taken: object[] = [];
  const pick = reads((lines) => {
    taken.push(...lines.filter(({ key }) => key[0] === type));
  });
  return (files) => {
    pick(new Map([['reads.ndjson', Buffer.from(from)]]));
    reads((lines) => {
      const rest = lines.filter(({ key }) => key[0] !== type);
      lines.splice(0, lines.length, ...rest, ...(taken as typeof lines));
    })(files);
  };
}

const readsOf = async (zip: Buffer): Promise<string> => {
  return String((await openBundle(zip)).get('reads.ndjson'));
};

test('what was read beside another request is of another time, and caught', async () => {
  await caught('time-missing', matched, swapped(await readsOf(half), 'period'));
  await caught('time-missing', half, swapped(await readsOf(matched), 'period'));
});

test('a verdict of before the other side closed is refused beside what was closed since', async () => {
  const closure = await market.readBeside(half, ['closure', 'G-1', PAST, 'attestation']);
  await caught('superseded', half, put(closure));
  // A verdict for which a closure is missing is none.
  await caught('record-missing', half, put(await market.readBeside(half, ['period', 'G-1', PAST])));
});

test('a closing again is another revision: the older verdict is refused', async () => {
  await market.report('ConsumerMSP', 'C3', [claims(3005, 1, at)]);
  const reopened = await month('G-1');
  assert.match(await verdict(reopened), /: matched.*; something arrived later for: claim$/);
  await market.close('ConsumerMSP', 'claim', 'G-1', PAST);
  const again = await month('G-1');
  assert.match(await verdict(again), /: differs: claim side closed with 6 /);
  const newer = put(await market.readBeside(reopened, ['closure', 'G-1', PAST, 'claim']));
  await caught('superseded', reopened, newer);
  await caught('closure-mismatch', reopened, newer);
});
