// SPDX-License-Identifier: Apache-2.0
/** What is proved at the opening of a dispute, and what is fixed. */
import assert from 'node:assert/strict';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { type OpenInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import { type Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Closure, Period } from '@catalog-chain/chaincode/domain/period/period-records';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { inclusionPath, leafHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { caller, CONSUMER, PROVIDER } from '../support/chaincode-harness.js';
import { court, eventSubject, open, opening, USES } from '../support/disputes.js';
import { ask, grantOf, readGrant, RESOURCES, seed } from '../support/sharing.js';
import { test } from '../support/testing.js';
import { deflate, leaf, linesOf, order } from '../support/usage.js';

type Subject = OpenInput['subject'];
const PERIOD: Subject = { kind: 'period', grant: 'REQ-1', period: '2026-03' };
const BATCH: Subject = {
  kind: 'batch',
  grant: 'REQ-4',
  organisation: 'ConsumerMSP',
  journal: 'J',
  sequence: 1,
};

test('an event is proved on the chain, and names its grant, its case and itself', async () => {
  const chain = await court();
  const { subject, grant, case: reference, provider, consumer, resource } = await open(chain);
  assert.ok(subject.kind === 'event');
  assert.deepEqual([subject.leaf, subject.sequence, subject.journal], [3, 1, 'J']);
  assert.match(subject.id, /^[0-9a-f-]{36}$/);
  assert.deepEqual(Object.keys(subject).sort(), [
    ...['id', 'journal', 'kind', 'leaf', 'organisation', 'sequence'],
  ]);
  assert.deepEqual([grant, reference], ['REQ-1', 'CASE-7']);
  assert.deepEqual([provider, consumer, resource], ['ProviderMSP', 'ConsumerMSP', RESOURCES.conditional]);
});

const event = eventSubject();
const FORGERIES: readonly (readonly [string, Partial<typeof event>, DomainCode])[] = [
  ['another leaf of the batch', { line: eventSubject(2).line }, 'PROOF_INVALID'],
  ['a leaf that was changed', { line: event.line.replace('marketing', 'marketinG') }, 'PROOF_INVALID'],
  ['another place', { leaf: 2 }, 'PROOF_INVALID'],
  ['a place outside the batch', { leaf: 5 }, 'PROOF_INVALID'],
  ['a path that is too short', { path: event.path.slice(1) }, 'PROOF_INVALID'],
  ['a path that is too long', { path: [...event.path, 'ab'.repeat(32)] }, 'PROOF_INVALID'],
  ['another path', { path: eventSubject(0).path }, 'PROOF_INVALID'],
  ['no hash', { path: ['x'] }, 'INVALID_ARGUMENT'],
  ['a batch that is not there', { sequence: 2 }, 'NOT_FOUND'],
  ['a journal that is not there', { journal: 'K' }, 'NOT_FOUND'],
];

for (const [what, change, code] of FORGERIES) {
  test(`an event with ${what} is refused`, async () => {
    const chain = await court();
    await chain.refuses(code, PROVIDER, TRANSACTIONS.disputeOpen, [
      opening({ subject: { ...event, ...change } }),
    ]);
  });
}

test('what was reported before there was the grant is not disputed as a use under it', async () => {
  const chain = await court();
  const reporter = caller('OtherMSP', 'submitter');
  await chain.submit(reporter, TRANSACTIONS.journalOpen, [{ journal: 'J' }]);
  const lines = linesOf([0, 1, 2].map((n) => leaf(n, { grant: 'REQ-9' })));
  await chain.submit(reporter, TRANSACTIONS.usageSubmit, [order('J'), deflate(lines)]);
  await grantOf(chain, { id: 'REQ-9' });
  const place = { organisation: 'OtherMSP', journal: 'J', sequence: 1 } as const;
  const early: Subject = {
    kind: 'event',
    ...place,
    leaf: 1,
    line: lines[1] ?? '',
    path: inclusionPath(1, lines.map(leafHash)),
  };
  for (const subject of [early, { kind: 'batch', grant: 'REQ-9', ...place } as const])
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.disputeOpen, [opening({ subject })]);
  // A header of an earlier version tallies it all the same.
  const header = await chain.evaluate<BatchHeader>(CONSUMER, TRANSACTIONS.usageReadHeader, [
    ...['OtherMSP', 'J', '1'],
  ]);
  const tally = { grant: 'REQ-9', side: 'claim', period: '2026-03', count: 3, exchanges: '' } as const;
  const older: BatchHeader = { ...header, tallies: [tally] };
  seed(chain, older, 'OtherMSP', 'J', '0000000001');
  for (const subject of [early, { kind: 'batch', grant: 'REQ-9', ...place } as const])
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.disputeOpen, [opening({ subject })]);
});

test('every use of a batch can be proved', async () => {
  const chain = await court();
  for (const index of [0, 1, 2, 3, 4]) {
    const { subject } = await open(chain, { id: `D-${index}`, subject: eventSubject(index) });
    assert.equal(subject.kind === 'event' && subject.id, USES[index]?.id);
  }
});

test('the records that it rests on are fixed by their digests', async () => {
  const chain = await court();
  const grant: Grant = await readGrant(chain);
  const { frozen, evidenceDigest } = await open(chain);
  assert.deepEqual(
    frozen.map(({ type, id }) => `${type} ${id}`),
    [
      ...['batch ConsumerMSP/J/0000000001', 'grant REQ-1'],
      'resource-version ProviderMSP:RESIDENTS/0000000001',
    ],
  );
  assert.equal(frozen[1]?.digest, digestOf(grant));
  const header = await chain.evaluate(CONSUMER, TRANSACTIONS.usageReadHeader, ['ConsumerMSP', 'J', '1']);
  assert.equal(frozen[0]?.digest, digestOf(header));
  assert.equal(evidenceDigest, digestOf(frozen));
});

test('what is fixed stays as it was when the grant changes', async () => {
  const chain = await court();
  const { frozen } = await open(chain);
  await chain.submit(PROVIDER, TRANSACTIONS.grantSuspend, [{ id: 'REQ-1', reason: 'Until it is decided' }]);
  const after = await chain.evaluate<Dispute>(CONSUMER, TRANSACTIONS.disputeRead, ['D-1']);
  assert.deepEqual(after.frozen, frozen);
  assert.notEqual(after.frozen[1]?.digest, digestOf(await readGrant(chain)));
});

const stamp = { at: formatInstant(0), tx: '0'.repeat(64), by: 'ConsumerMSP' };
const closure: Closure = {
  type: 'closure',
  grant: 'REQ-1',
  period: '2026-03',
  side: 'claim',
  organisation: 'ConsumerMSP',
  reported: 'uses',
  total: { count: 5, exchanges: '' },
  journals: [],
  batches: 0,
  revision: 1,
  closed: stamp,
  deadline: { step: 'close-period', policyVersion: 0, startedAt: stamp.at, dueAt: stamp.at },
};
const period: Period = {
  type: 'period',
  grant: 'REQ-1',
  period: '2026-03',
  provider: 'ProviderMSP',
  consumer: 'ConsumerMSP',
  resource: RESOURCES.conditional,
  state: 'closing',
  verdicts: [],
  changed: stamp,
};

test('of a period, what was closed so far is fixed', async () => {
  const chain = await court();
  const input = opening({ kind: 'omission', subject: PERIOD });
  assert.equal((await open(chain, { ...input, id: 'D-2' })).frozen.length, 2);
  seed(chain, period, 'REQ-1', '2026-03');
  seed(chain, closure, 'REQ-1', '2026-03', 'claim');
  const { frozen } = await open(chain, input);
  assert.deepEqual(
    frozen.map(({ type, id }) => `${type} ${id}`),
    [
      ...['closure REQ-1/2026-03/claim', 'grant REQ-1', 'period REQ-1/2026-03'],
      'resource-version ProviderMSP:RESIDENTS/0000000001',
    ],
  );
  assert.equal(frozen[0]?.digest, digestOf(closure));
});

test('a batch is disputed under a grant that it reports on', async () => {
  const chain = await court();
  await ask(chain, { id: 'REQ-4', resource: RESOURCES.unconditional, items: ['birth'] });
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.disputeOpen, [opening({ subject: BATCH })]);
});
