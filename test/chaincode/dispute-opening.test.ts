// SPDX-License-Identifier: Apache-2.0
/** Who opens a dispute about what, and who answers. */
import assert from 'node:assert/strict';
import { KIND_SUBJECTS, type OpenInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import {
  DISPUTE_KINDS,
  type Dispute,
  type DisputeKind,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { DomainError, type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { court, eventSubject, open, opening } from '../support/disputes.js';
import { ask, asking, deposit, approve, RESOURCES } from '../support/sharing.js';
import { test } from '../support/testing.js';

type Subject = OpenInput['subject'];
type SubjectKind = Subject['kind'];

const SUBJECTS = {
  resource: { kind: 'resource', resource: RESOURCES.conditional, grant: 'REQ-1' },
  request: { kind: 'request', request: 'REQ-2' },
  grant: { kind: 'grant', grant: 'REQ-1' },
  period: { kind: 'period', grant: 'REQ-1', period: '2026-03' },
  batch: { kind: 'batch', grant: 'REQ-1', organisation: 'ConsumerMSP', journal: 'J', sequence: 1 },
  event: eventSubject(),
} satisfies Record<SubjectKind, Subject>;

const OPENERS = {
  provider: PROVIDER,
  consumer: CONSUMER,
  manager: MANAGER,
  auditor: AUDITOR,
  other: caller('OtherMSP'),
} as const;
type OpenerName = keyof typeof OPENERS;

/** The respondent, or why it is refused: in the order of `OPENERS`. P provider, C consumer. */
const RESPONDENTS: Readonly<Record<DisputeKind, string>> = {
  misuse: 'C CI C C NF',
  quality: 'CI P P P NF',
  omission: 'C P ?IA ?IA NF',
  refusal: 'CI P P P NF',
  other: 'C P ?IA ?IA NF',
};
const MEANING: Readonly<Record<string, string>> = {
  P: 'ProviderMSP',
  C: 'ConsumerMSP',
  CI: 'CONFLICT_OF_INTEREST',
  IA: 'INVALID_ARGUMENT',
  NF: 'NOT_FOUND',
};

/** Where nothing else says who answers, the reporter of a batch or event does: here the consumer. */
function expected(kind: DisputeKind, subject: SubjectKind, index: number): string {
  if (!(KIND_SUBJECTS[kind] as readonly SubjectKind[]).includes(subject)) return 'INVALID_ARGUMENT';
  const code = RESPONDENTS[kind].split(' ')[index] ?? '';
  const reported = subject === 'batch' || subject === 'event' ? 'C' : 'IA';
  return MEANING[code === '?IA' ? reported : code] ?? '';
}

/** The court, with a request refused by the provider. */
async function refusedCourt(): Promise<ChaincodeHarness> {
  const chain = await court();
  await ask(chain, { id: 'REQ-2' });
  const refusal = { id: 'REQ-2', approved: false, reason: 'We do not want to.' };
  await chain.submit(PROVIDER, TRANSACTIONS.requestDecide, [refusal]);
  return chain;
}

async function respondent(chain: ChaincodeHarness, by: Caller, input: OpenInput): Promise<string> {
  try {
    return (await chain.evaluate<Dispute>(by, TRANSACTIONS.disputeOpen, [input])).respondent;
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    assert.deepEqual(chain.writes, [], 'wrote though it refused');
    return error.code;
  }
}

for (const kind of DISPUTE_KINDS) {
  test(`${kind}: every subject by every opener`, async () => {
    const chain = await refusedCourt();
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      for (const [index, who] of (Object.keys(OPENERS) as OpenerName[]).entries()) {
        const found = await respondent(chain, OPENERS[who], opening({ kind, subject }));
        assert.equal(found, expected(kind, name as SubjectKind, index), `${name} by ${who}`);
      }
    }
  });
}

test('a manager names who answers where both sides could; nobody else is named', async () => {
  const chain = await court();
  const about = { kind: 'other', subject: SUBJECTS.grant } as const;
  for (const [named, verdict] of [
    ['ProviderMSP', 'ProviderMSP'],
    ['ConsumerMSP', 'ConsumerMSP'],
    ['OtherMSP', 'INVALID_ARGUMENT'],
    ['ManagerMSP', 'INVALID_ARGUMENT'],
  ] as const) {
    assert.equal(await respondent(chain, MANAGER, opening({ ...about, respondent: named })), verdict);
  }
  const wrong = opening({ ...about, respondent: 'ProviderMSP' });
  assert.equal(await respondent(chain, PROVIDER, wrong), 'INVALID_ARGUMENT');
});

test('a resource is disputed by who has a grant of it, and against its owner', async () => {
  const chain = await court();
  const plain: Subject = { kind: 'resource', resource: RESOURCES.conditional };
  const foreign: Subject = { kind: 'resource', resource: RESOURCES.unconditional, grant: 'REQ-1' };
  const at = (by: Caller, subject: Subject): Promise<string> =>
    respondent(chain, by, opening({ kind: 'quality', subject }));
  assert.equal(await at(CONSUMER, plain), 'NOT_PARTY'); // catalogue entries are known to all
  assert.equal(await at(MANAGER, plain), 'ProviderMSP');
  assert.equal(await at(PROVIDER, plain), 'CONFLICT_OF_INTEREST');
  assert.equal(await at(CONSUMER, foreign), 'CONDITION_NOT_MET');
});

test('a refusal is disputed once it is made, or overdue', async () => {
  const chain = await court();
  await ask(chain, { id: 'REQ-2' });
  const input = opening({ kind: 'refusal', subject: SUBJECTS.request });
  assert.equal(await respondent(chain, CONSUMER, input), 'CONDITION_NOT_MET');
  chain.time += 30 * DAY_MS;
  assert.equal(await respondent(chain, CONSUMER, input), 'ProviderMSP');
});

test('a manager that did not confirm answers for it, to the provider too', async () => {
  const chain = await court();
  await ask(chain, { id: 'REQ-2' });
  await deposit(chain, 'REQ-2');
  await approve(chain, 'REQ-2');
  const refusal = { id: 'REQ-2', approved: false, reason: 'Not now.' };
  await chain.submit(MANAGER, TRANSACTIONS.requestConfirm, [refusal]);
  const input = opening({ kind: 'refusal', subject: SUBJECTS.request });
  assert.equal(await respondent(chain, CONSUMER, input), 'ManagerMSP');
  assert.equal(await respondent(chain, PROVIDER, input), 'ManagerMSP');
  assert.equal(await respondent(chain, MANAGER, input), 'CONFLICT_OF_INTEREST');
  const { parties } = await open(chain, input, CONSUMER);
  assert.deepEqual(parties, ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP']);
});

test('what the law forbids to share is disputed with the provider', async () => {
  const chain = await court();
  const secret = asking({ id: 'REQ-3', resource: RESOURCES['not-shared'], items: ['birth'] });
  await chain.submit(CONSUMER, TRANSACTIONS.requestSubmit, [secret]);
  const subject: Subject = { kind: 'request', request: 'REQ-3' };
  assert.equal(await respondent(chain, CONSUMER, opening({ kind: 'refusal', subject })), 'ProviderMSP');
});

test('a manager that is the provider is a party, and does not dispute with itself', async () => {
  const chain = await court();
  await chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationUpdate, [
    { mspId: 'ProviderMSP', names: { en: 'ProviderMSP' }, roles: ['manager', 'provider'] },
  ]);
  const quality = opening({ kind: 'quality', subject: SUBJECTS.grant });
  assert.equal(await respondent(chain, PROVIDER, quality), 'CONFLICT_OF_INTEREST');
});

const BAD: readonly (readonly [string, object, DomainCode])[] = [
  ['a statement with a phone number', { statement: 'Call 13812345678.' }, 'RAW_DATA'],
  ['an empty statement', { statement: '' }, 'INVALID_ARGUMENT'],
  ['an unknown kind', { kind: 'theft' }, 'INVALID_ARGUMENT'],
  ['an unknown field', { verdict: 'guilty' }, 'INVALID_ARGUMENT'],
  ['evidence that is no digest', { evidence: ['photo.jpg'] }, 'INVALID_ARGUMENT'],
  ['evidence out of order', { evidence: ['bb'.repeat(32), 'aa'.repeat(32)] }, 'INVALID_ARGUMENT'],
  ['a month that is none', { subject: { ...SUBJECTS.period, period: '2026-13' } }, 'INVALID_ARGUMENT'],
  ['a subject of two kinds', { subject: { ...SUBJECTS.grant, resource: 'A:B' } }, 'INVALID_ARGUMENT'],
];

for (const [what, change, code] of BAD) {
  test(`${what} is refused`, async () => {
    const chain = await court();
    await chain.refuses(code, PROVIDER, TRANSACTIONS.disputeOpen, [{ ...opening(), ...change }]);
  });
}
