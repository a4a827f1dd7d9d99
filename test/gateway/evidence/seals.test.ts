// SPDX-License-Identifier: Apache-2.0
/** Evidence of sealed uses: that one is what was sealed, when, and how many of a month are not disclosed. Both verifiers say the same. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { sealOf } from '@catalog-chain/chaincode/domain/usage/seal';
import { makeBundle } from '@catalog-chain/gateway/evidence/make/make-bundle';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { eventId, usage } from '../../support/embedded-market.js';
import { openEvidenceMarket, PERIOD, type EvidenceMarket } from '../../support/evidence-market.js';
import { caught, forged, reads } from '../../support/forgery.js';
import { SecondVerifier } from '../../support/second-verifier.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { bytes32 } from '../../support/usage.js';

const SALT = bytes32(1, 'salt');
const use = (n: number): Leaf => ({ ...usage(n), side: 'claim' }) as Leaf;
const EVENT = { kind: 'event', id: eventId(600), organisation: 'ConsumerMSP' } as const;
const MONTH = { kind: 'grant', id: 'G-1', period: PERIOD } as const;
const second = new SecondVerifier();

let market: EvidenceMarket;
let disclosed: Leaf;
let hidden: Leaf;
/** Of the month before anything was disclosed, and after. */
let before: Buffer;
let event: Buffer;
let month: Buffer;

async function commit(mspId: string, user: string, transaction: string, input: object): Promise<void> {
  const prepared = await market.ledger.prepare({ mspId, user }, { transaction, args: [encode(input)] });
  const outcome = await market.ledger.submit(prepared);
  if (outcome.status !== 'committed') throw new Error(`${transaction}: ${outcome.status}`);
  await market.index.reached(outcome.block);
}

beforeAll(async () => {
  market = await openEvidenceMarket();
  const sealing = { organisations: ['ConsumerMSP'], days: 30 };
  await commit('ManagerMSP', 'admin', TRANSACTIONS.policySet, { ...rulesOf(BUILT_IN_POLICY), sealing });
  [disclosed, hidden] = [use(600), use(601)];
  const seals = [disclosed, hidden].map((leaf) => ({
    id: leaf.id,
    side: leaf.side,
    period: PERIOD,
    ...sealOf(leaf, SALT),
  }));
  const discloseBy = new Date(Date.now() + 86_400_000).toISOString();
  await commit('ConsumerMSP', 'officer', TRANSACTIONS.sealCommit, { seals, discloseBy });
  before = await market.bundle(MONTH);
  await market.report('ConsumerMSP', 'SEALED', [[{ ...disclosed, salt: SALT }]]);
  event = await market.bundle(EVENT);
  month = await market.bundle(MONTH);
});
afterAll(async () => {
  second[Symbol.dispose]();
  await market[Symbol.asyncDispose]();
});

const statements = async (zip: Buffer): Promise<string> => {
  const { valid, faults, claims } = await verifyBundle(zip);
  assert.deepEqual([valid, faults], [true, []]);
  return claims.map(({ statement }) => statement).join('\n');
};

test('a disclosed use is shown to be the one that was sealed, and when', async () => {
  assert.match(
    await statements(event),
    /: use .*; no violation; sealed \S+Z to be disclosed by \S+Z, disclosed in time; as of block/,
  );
});

test('a month says how many of its uses are sealed, and what that leaves open', async () => {
  assert.match(
    await statements(before),
    /ConsumerMSP reported .*; 2 uses of the month are sealed and not disclosed/,
  );
  assert.match(
    await statements(month),
    /ConsumerMSP reported .*; 1 uses of the month are sealed and not disclosed/,
  );
  const { unproved } = await verifyBundle(month);
  assert.ok(unproved.some((one) => one.startsWith('whether the uses that ConsumerMSP has sealed for')));
  assert.ok(!unproved.some((one) => one.includes('ProviderMSP has sealed')), 'an empty list is proved too');
});

const without = (...key: readonly string[]) =>
  reads((lines) => {
    const at = lines.findIndex((line) => encode(line.key) === encode(key));
    assert.ok(at >= 0, key.join('/'));
    lines.splice(at, 1);
  });

const FORGERIES = [
  ['record-missing', () => event, () => without('seal', 'ConsumerMSP', disclosed.id)],
  ['record-missing', () => month, () => without('seal', 'ConsumerMSP', hidden.id)],
  ['read-of-another-key', () => month, () => emptied()],
] as const;

/** The provider's empty list under the consumer's key. */
const emptied = () =>
  reads((lines) => {
    const own = lines.find(
      ({ key }) => key[0] === 'sealed-month' && key[1] === 'ConsumerMSP' && key[3] === 'claim',
    );
    const other = lines.find(({ key }) => key[0] === 'sealed-month' && key[1] === 'ProviderMSP');
    assert.ok(own && other);
    Object.assign(own, { ...other, key: own.key });
  });

test('what is left out or put in the place of something else is caught by both', async (t) => {
  for (const [code, zip, alter] of FORGERIES) await caught(code, zip(), alter());
  second.assertReady(t);
  for (const [, zip, alter] of FORGERIES) assert.equal(second.verify(await forged(zip(), alter())).status, 1);
});

test('the verifier in Python reads the same', (t) => {
  second.assertReady(t);
  const [one, all] = [second.verify(event), second.verify(month)];
  assert.deepEqual([one.status, all.status], [0, 0], one.text + all.text);
  assert.match(one.text, /no violation; sealed, disclosed in time/);
  assert.match(all.text, /; sealed: 1/);
});

test('on contracts that know no seals a month is proved as before, and says that nothing is said of them', async () => {
  const { ledger, index } = market;
  const older: Pick<Ledger, 'endorsedRead'> = {
    endorsedRead: (by, call) =>
      String(call.args[2]).includes('sealed-month')
        ? Promise.reject(new LedgerError('INVALID_ARGUMENT', 'argument: Invalid input'))
        : ledger.endorsedRead(by, call),
  };
  const signatory = { mspId: 'ConsumerMSP', user: 'officer' };
  const sources = { ledger: replaced(ledger, older), index, signatory };
  const { valid, unproved } = await verifyBundle(await buffer(makeBundle(MONTH, sources)));
  assert.ok(valid);
  assert.ok(unproved.some((one) => one.startsWith('whether ConsumerMSP has sealed uses for')));
});

/** The ledger, but for some methods. */
const replaced = (ledger: Ledger, methods: Partial<Ledger>): Ledger =>
  new Proxy(ledger, {
    get: (target, name): unknown => {
      const owner = name in methods ? methods : target;
      const found: unknown = Reflect.get(owner, name);
      return typeof found === 'function' ? (found.bind(owner) as unknown) : found;
    },
  });
