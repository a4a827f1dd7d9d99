// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { add, emptySet, encodeSet } from '@catalog-chain/chaincode/domain/encoding/multiset-hash';
import { DAY_MS, formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Closure, Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type { BatchHeader, BatchReceipt, Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  CONSUMER,
  caller,
  MANAGER,
  PROVIDER,
  START,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { approve, ask, confirm, deposit, grantOf, market } from '../support/sharing.js';
import { test } from '../support/testing.js';
import { deflate, leaf, leaves, linesOf, order, uuid7 } from '../support/usage.js';

const SUBMITTER = caller('ConsumerMSP', 'submitter');
const ATTESTER = caller('ProviderMSP', 'submitter');

/** A use that is wholly within grant `REQ-1`. */
const good = (n: number, change: Partial<Leaf> = {}): Leaf =>
  leaf(n, {
    grant: 'REQ-1',
    purpose: 'pension-audit',
    system: 'ConsumerMSP:PENSIONS',
    at: formatInstant(START + HOUR_MS),
    ...change,
  });

async function chainWithJournals(): Promise<ChaincodeHarness> {
  const chain = await market();
  await ask(chain);
  await deposit(chain);
  await approve(chain);
  await confirm(chain);
  for (const by of [SUBMITTER, ATTESTER]) await chain.submit(by, 'journal:open', [{ journal: 'J' }]);
  chain.time = START + 2 * HOUR_MS;
  return chain;
}

const submit = (
  chain: ChaincodeHarness,
  list: readonly Leaf[],
  place = order('J'),
  by = SUBMITTER,
): Promise<BatchReceipt> => chain.submit(by, 'usage:submit', [place, deflate(linesOf(list))]);

const header = (chain: ChaincodeHarness, sequence = 1, by = 'ConsumerMSP'): Promise<BatchHeader> =>
  chain.evaluate(CONSUMER, 'usage:readHeader', [by, 'J', String(sequence)]);

const setOf = (list: readonly Leaf[]): string =>
  encodeSet(list.reduce((set, one) => add(set, exchangeDigest(one) ?? ''), emptySet()));

test('a batch commits as one header, and nothing else is written', async () => {
  const chain = await chainWithJournals();
  const list = [good(1), good(2, { items: ['name'], at: formatInstant(START) }), good(3)];
  const receipt = await submit(chain, list);
  const stored = await header(chain);
  assert.deepEqual(stored, {
    type: 'batch',
    organisation: 'ConsumerMSP',
    journal: 'J',
    sequence: 1,
    previousRoot: '0'.repeat(64),
    root: merkleRoot(linesOf(list)),
    count: 3,
    policyVersion: 0,
    exchangeForm: 2,
    violations: [],
    from: formatInstant(START),
    to: formatInstant(START + HOUR_MS),
    tallies: [{ grant: 'REQ-1', side: 'claim', period: '2026-03', count: 3, exchanges: setOf(list) }],
    committed: { ...stored.committed, at: formatInstant(chain.time), by: 'ConsumerMSP' },
  });
  const { journal, sequence, root, count, violations } = stored;
  assert.deepEqual(receipt, { journal, sequence, root, count, violations });
});

test('the hot path reads five keys and writes one', async () => {
  const chain = await chainWithJournals();
  await chain.evaluate(SUBMITTER, 'usage:submit', [order('J'), deflate(linesOf([good(1), good(2)]))]);
  assert.deepEqual(
    chain.reads.map((key) => key.split('\u0000')[1]),
    ['organisation', 'journal', 'batch', 'policy', 'grant'],
  );
  assert.equal(chain.writes.length, 1);
  assert.equal(chain.event?.name, 'usage.committed');
  assert.equal(Buffer.from(chain.event.payload).toString(), encode({ id: 'ConsumerMSP:J:1' }));
});

test('the dispatcher does not decode leaves as text', async () => {
  const chain = await chainWithJournals();
  const bytes = Buffer.from(deflate(linesOf([good(1)])));
  const decoded: string[] = [];
  bytes.toString = () => {
    decoded.push('once');
    return '';
  };
  await chain.evaluate(SUBMITTER, 'usage:submit', [order('J'), bytes]);
  assert.deepEqual(decoded, []);
});

test('violations are recorded by leaf and do not stop the batch', async () => {
  const chain = await chainWithJournals();
  const receipt = await submit(chain, [
    good(0),
    good(1, { grant: 'UNKNOWN' }),
    good(2, { action: 'copy', purpose: 'marketing' }),
    good(3, { items: ['name', 'salary'], system: 'ConsumerMSP:OTHER' }),
    good(4, { at: formatInstant(chain.time + 300_001) }),
    good(5, { at: formatInstant(START - HOUR_MS) }),
    good(6, { grant: 'UNKNOWN', side: 'attestation' }),
  ]);
  assert.deepEqual(receipt.violations, [
    { leaf: 1, codes: ['no-grant'] },
    { leaf: 2, codes: ['wrong-mode', 'wrong-purpose'] },
    { leaf: 3, codes: ['wrong-system', 'wrong-item'] },
    { leaf: 4, codes: ['future-time'] },
    { leaf: 5, codes: ['before-grant'] },
    { leaf: 6, codes: ['no-grant'] },
  ]);
});

test('a use is judged by the grant as of its time, not as of its report', async () => {
  const chain = await chainWithJournals();
  await chain.submit(PROVIDER, 'grant:revoke', [{ id: 'REQ-1', reason: 'The purpose has ended' }]);
  chain.time += HOUR_MS;
  const before = good(1, { at: formatInstant(chain.time - HOUR_MS - 1) });
  const after = good(2, { at: formatInstant(chain.time - 1) });
  const receipt = await submit(chain, [before, after]);
  assert.deepEqual(receipt.violations, [{ leaf: 1, codes: ['revoked'] }]);
});

test('the provider attests from the system that holds the resource', async () => {
  const chain = await chainWithJournals();
  const attested = { side: 'attestation', system: 'ProviderMSP:REGISTER' } as const;
  const receipt = await submit(
    chain,
    [good(1, attested), good(2, { ...attested, system: 'ProviderMSP:OTHER' })],
    order('J'),
    ATTESTER,
  );
  assert.deepEqual(receipt.violations, [{ leaf: 1, codes: ['wrong-system'] }]);
});

test('both sides of the same exchanges have equal tallies, whatever their order and batches', async () => {
  const chain = await chainWithJournals();
  const attested = (n: number): Leaf =>
    good(n, { side: 'attestation', system: 'ProviderMSP:REGISTER', id: uuid7(n, 'provider') });
  await submit(chain, [good(1), good(2), good(3)]);
  await submit(chain, [attested(3), attested(1), attested(2)], order('J'), ATTESTER);
  const [claims, attestations] = [await header(chain), await header(chain, 1, 'ProviderMSP')];
  assert.equal(claims.tallies[0]?.exchanges, attestations.tallies[0]?.exchanges);
});

test('tallies are per grant, side and local month', async () => {
  const chain = await chainWithJournals();
  const late = Date.UTC(2026, 2, 31, 15, 59, 59, 999);
  chain.time = late + HOUR_MS;
  await submit(chain, [
    good(1, { at: formatInstant(late) }),
    good(2, { at: formatInstant(late + 1) }),
    good(3, { kind: 'nil', record: undefined, at: formatInstant(START - 3 * DAY_MS) }),
    good(4, { kind: 'correction', corrects: uuid7(9), retracts: hash('sha256', 'old') }),
  ]);
  const { tallies } = await header(chain);
  assert.deepEqual(
    tallies.map(({ grant, period, count, retracted }) => [grant, period, count, retracted?.count]),
    [
      ['REQ-1', '2026-02', 0, undefined],
      ['REQ-1', '2026-03', 2, 1],
      ['REQ-1', '2026-04', 1, undefined],
    ],
  );
  assert.equal(tallies[1]?.retracted?.exchanges, encodeSet(add(emptySet(), hash('sha256', 'old'))));
  assert.equal(tallies[0]?.exchanges, encodeSet(emptySet()));
});

test('what is reported under an id that is no grant yet belongs to no grant, whoever reports it', async () => {
  const chain = await chainWithJournals();
  const stranger = caller('OtherMSP', 'submitter');
  await chain.submit(stranger, 'journal:open', [{ journal: 'J' }]);
  const early = leaves(25, () => ({ grant: 'REQ-2', purpose: 'pension-audit' }));
  await submit(chain, early, order('J'), stranger);
  await submit(chain, [good(1), good(2, { grant: 'REQ-2' })]);
  for (const by of ['OtherMSP', 'ConsumerMSP']) {
    const { tallies, violations } = await header(chain, 1, by);
    assert.ok(!tallies.some(({ grant }) => grant === 'REQ-2'), `${by}: tallied under the grant to come`);
    assert.ok(violations.every(({ codes }) => codes.includes('no-grant')));
  }
  await grantOf(chain, { id: 'REQ-2' });
  const { root } = await header(chain);
  await submit(chain, [good(3, { grant: 'REQ-2', at: formatInstant(chain.time) })], order('J', 2, root));
  assert.deepEqual(
    (await header(chain, 2)).tallies.map(({ grant, count }) => [grant, count]),
    [['REQ-2', 1]],
  );
  chain.time = START + 60 * DAY_MS;
  await chain.submit(SUBMITTER, 'journal:checkpoint', [
    { organisation: 'ConsumerMSP', journal: 'J', batches: 2 },
  ]);
  const closed = await chain.submit<Period>(CONSUMER, 'period:close', [
    { grant: 'REQ-2', period: '2026-03', side: 'claim' },
  ]);
  assert.ok(closed.claim);
  const closure = await chain.evaluate<Closure>(CONSUMER, 'period:readClosure', [
    'REQ-2',
    '2026-03',
    'claim',
  ]);
  assert.deepEqual([closure.total.count, closure.batches], [1, 1]);
});

test('a reporter that is not on this side of the grant has the whole batch refused', async () => {
  const chain = await chainWithJournals();
  const other = caller('OtherMSP', 'submitter');
  await chain.submit(other, 'journal:open', [{ journal: 'J' }]);
  const cases = [
    [other, good(1)],
    [other, good(1, { side: 'attestation' })],
    [SUBMITTER, good(1, { side: 'attestation' })],
    [ATTESTER, good(1)],
  ] as const;
  for (const [by, one] of cases) {
    const lines = linesOf([leaf(0, { grant: 'UNKNOWN' }), one]);
    await chain.refuses('NOT_PARTY', by, 'usage:submit', [order('J'), deflate(lines)]);
  }
});

test('a person’s number is refused, where a violation would have brought it in too', async () => {
  const chain = await chainWithJournals();
  for (const change of [{ purpose: '13812345678' }, { items: ['13812345678'] }, { grant: '13812345678' }]) {
    const lines = linesOf([good(1, change)]);
    await chain.refuses('RAW_DATA', SUBMITTER, 'usage:submit', [order('J'), deflate(lines)]);
  }
});

test('a header is never overwritten, not by the same batch either', async () => {
  const chain = await chainWithJournals();
  await submit(chain, [good(1)]);
  for (const list of [[good(1)], [good(2)]]) {
    await chain.refuses('SEQUENCE_TAKEN', SUBMITTER, 'usage:submit', [order('J'), deflate(linesOf(list))]);
  }
});

test('malformed batches are refused and nothing is written', async () => {
  const chain = await chainWithJournals();
  const text = linesOf([good(1)])[0] ?? '';
  const root = 'a'.repeat(64);
  const bytes = deflate([text]);
  const cases = [
    ['BATCH_MALFORMED', order('J'), new Uint8Array()],
    ['BATCH_MALFORMED', order('J'), Buffer.from(text)],
    ['BATCH_TOO_LARGE', order('J'), deflate(linesOf(leaves(4097)))],
    ['BATCH_TOO_LARGE', order('J'), deflate([' '.repeat(5_000_000)])],
    ['NOT_CANONICAL', order('J'), deflate([text, ''])],
    ['INVALID_ARGUMENT', order('J'), deflate([text.replace('claim', 'clam')])],
    ['DUPLICATE_ID', order('J'), deflate([text, text])],
    ['NOT_CANONICAL', '{"sequence":1,"journal":"J"}', bytes],
    ['INVALID_ARGUMENT', { ...order('J'), note: 'x' }, bytes],
    ['INVALID_ARGUMENT', order('J', 0), bytes],
    ['INVALID_ARGUMENT', order('J', 1.5), bytes],
    ['INVALID_ARGUMENT', order('J', 2), bytes],
    ['INVALID_ARGUMENT', order('J', 1, root), bytes],
    ['INVALID_ARGUMENT', order('J', 2, root.toUpperCase()), bytes],
    ['NOT_FOUND', order('NONE'), bytes],
  ] as const;
  for (const [code, place, argument] of cases) {
    await chain.refuses(code, SUBMITTER, 'usage:submit', [place, argument]);
  }
});

test('only a reporting user of a member in good standing submits', async () => {
  const chain = await chainWithJournals();
  const args = [order('J'), deflate(linesOf([good(1)]))];
  await chain.refuses('ROLE_REQUIRED', caller('ConsumerMSP', 'auditor'), 'usage:submit', args);
  await chain.refuses('ROLE_REQUIRED', { mspId: 'ConsumerMSP', role: undefined }, 'usage:submit', args);
  await chain.refuses('NOT_A_MEMBER', caller('StrangerMSP', 'submitter'), 'usage:submit', args);
  await chain.submit(MANAGER, 'organisation:suspend', ['ConsumerMSP']);
  await chain.refuses('ORGANISATION_SUSPENDED', SUBMITTER, 'usage:submit', args);
});

test('a header that does not exist is not found, and its number is checked', async () => {
  const chain = await chainWithJournals();
  await chain.refuses('NOT_FOUND', CONSUMER, 'usage:readHeader', ['ConsumerMSP', 'J', '1']);
  for (const number of ['0', '-1', '01', '1e3', '99999999999', '']) {
    await chain.refuses('INVALID_ARGUMENT', CONSUMER, 'usage:readHeader', ['ConsumerMSP', 'J', number]);
  }
});
