// SPDX-License-Identifier: Apache-2.0
/** A market with a grant and a use of it, arbitrators, and the calls that take a dispute through its life. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type {
  AnswerInput,
  OpenInput,
  RulingInput,
} from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import type { Dispute, Finding } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { inclusionPath, leafHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, formatInstant, HOUR_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type Caller,
  type ChaincodeHarness,
} from './chaincode-harness.js';
import { grantOf, market } from './sharing.js';
import { deflate, leaf, linesOf, order } from './usage.js';

export const ARBITER = caller('ArbiterMSP', 'arbitrator');
export const SECOND = caller('SecondMSP', 'arbitrator');
export const THIRD = caller('ThirdMSP', 'arbitrator');

/** The batch `['ConsumerMSP', 'J', 1]`: five uses of `REQ-1`, the fourth out of scope and part of a case. */
export const USES: readonly Leaf[] = Array.from({ length: 5 }, (_, n) =>
  leaf(n, {
    grant: 'REQ-1',
    purpose: n === 3 ? 'marketing' : 'pension-audit',
    system: 'ConsumerMSP:PENSIONS',
    at: formatInstant(START + HOUR_MS),
    ...(n === 3 && { case: 'CASE-7' }),
  }),
);

/** The market, three arbitrators, the grant `REQ-1` and its uses. */
export async function court(): Promise<ChaincodeHarness> {
  const chain = await market();
  for (const { mspId } of [THIRD, ARBITER, SECOND]) await register(chain, mspId, ['arbitrator']);
  await grantOf(chain);
  const submitter = caller('ConsumerMSP', 'submitter');
  await chain.submit(submitter, TRANSACTIONS.journalOpen, [{ journal: 'J' }]);
  chain.time = START + 2 * HOUR_MS;
  await chain.submit(submitter, TRANSACTIONS.usageSubmit, [order('J'), deflate(linesOf(USES))]);
  return chain;
}

export const register = (
  chain: ChaincodeHarness,
  mspId: string,
  roles: readonly string[],
): Promise<unknown> =>
  chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationRegister, [
    { mspId, code: `TEST:${mspId}`, names: { en: mspId }, roles },
  ]);

/** One of the uses, with its proof. */
export function eventSubject(index = 3): Extract<OpenInput['subject'], { kind: 'event' }> {
  const lines = USES.map(encode);
  return {
    kind: 'event',
    organisation: 'ConsumerMSP',
    journal: 'J',
    sequence: 1,
    leaf: index,
    line: lines[index] ?? '',
    path: inclusionPath(index, lines.map(leafHash)),
  };
}

export const opening = (change: Partial<OpenInput> = {}): OpenInput => ({
  id: 'D-1',
  kind: 'misuse',
  subject: eventSubject(),
  statement: 'Used for a purpose that was never granted.',
  ...change,
});

export const DIGEST = 'ab'.repeat(32);
export const saying = { id: 'D-1', text: 'This is what we say.', evidence: [DIGEST] };

export const ruling = (change: Partial<RulingInput> = {}): RulingInput => ({
  id: 'D-1',
  findings: ['out-of-scope-use'],
  responsible: 'ConsumerMSP',
  remedy: { action: 'report-measures' },
  reasons: 'The purpose is not the one granted.',
  ...change,
});

/** Nobody did anything wrong. */
export const clearance = (change: Partial<RulingInput> = {}): RulingInput => ({
  id: 'D-1',
  findings: ['no-breach'] satisfies Finding[],
  remedy: { action: 'none' },
  reasons: 'Nothing was found.',
  ...change,
});

type Steps = (chain: ChaincodeHarness) => Promise<Dispute>;
const act =
  (by: Caller, name: `dispute${string}` & keyof typeof TRANSACTIONS, input: object): Steps =>
  (chain) =>
    chain.submit<Dispute>(by, TRANSACTIONS[name], [input]);

export const open = (
  chain: ChaincodeHarness,
  change: Partial<OpenInput> = {},
  by = PROVIDER,
): ReturnType<Steps> => act(by, 'disputeOpen', opening(change))(chain);
export const answer = (
  chain: ChaincodeHarness,
  change: Partial<AnswerInput> = {},
  by = CONSUMER,
): ReturnType<Steps> => act(by, 'disputeAnswer', { ...saying, ...change })(chain);
export const assign = (chain: ChaincodeHarness, arbitrator = 'ArbiterMSP', by = MANAGER): ReturnType<Steps> =>
  act(by, 'disputeAssign', { id: 'D-1', arbitrator })(chain);
export const draw = (chain: ChaincodeHarness, by: Caller): ReturnType<Steps> =>
  act(by, 'disputeAssign', { id: 'D-1' })(chain);
export const rule = (
  chain: ChaincodeHarness,
  change: Partial<RulingInput> = {},
  by = ARBITER,
): ReturnType<Steps> => act(by, 'disputeRule', ruling(change))(chain);
export const recuse = (chain: ChaincodeHarness, by = ARBITER): ReturnType<Steps> =>
  act(by, 'disputeRecuse', saying)(chain);
export const clear = (chain: ChaincodeHarness): ReturnType<Steps> =>
  act(ARBITER, 'disputeRule', clearance())(chain);
export const appeal = (chain: ChaincodeHarness, by = CONSUMER): ReturnType<Steps> =>
  act(by, 'disputeAppeal', saying)(chain);
export const accept = (chain: ChaincodeHarness, by: Caller): ReturnType<Steps> =>
  act(by, 'disputeAccept', saying)(chain);
export const remedy = (
  chain: ChaincodeHarness,
  change: Partial<AnswerInput> = {},
  by = CONSUMER,
): ReturnType<Steps> => act(by, 'disputeRemedy', { ...saying, ...change })(chain);
export const close = (
  chain: ChaincodeHarness,
  outcome: NonNullable<Dispute['outcome']>,
  by = PROVIDER,
): ReturnType<Steps> => act(by, 'disputeClose', { id: 'D-1', outcome, text: 'So it is.' })(chain);
export const endAppeal = (chain: ChaincodeHarness, by: Caller = PROVIDER): ReturnType<Steps> =>
  act(by, 'disputeLapse', saying)(chain);
/** Leaves one arbitrator in the consortium: who ruled first. */
export async function dismissOthers(chain: ChaincodeHarness): Promise<void> {
  for (const { mspId } of [SECOND, THIRD])
    await chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationSuspend, [mspId]);
}
export const withdraw = (chain: ChaincodeHarness, by = PROVIDER): ReturnType<Steps> =>
  act(by, 'disputeWithdraw', saying)(chain);

export const read = (chain: ChaincodeHarness): Promise<Dispute> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.disputeRead, ['D-1']);

/** Lets the time of the step that is awaited run out. */
export async function lapse(chain: ChaincodeHarness): Promise<void> {
  const { pending } = await read(chain);
  chain.time = parseInstant(pending?.dueAt ?? '') + 1;
}

/** Many days later. */
export function later(chain: ChaincodeHarness, days = 60): void {
  chain.time += days * DAY_MS;
}
