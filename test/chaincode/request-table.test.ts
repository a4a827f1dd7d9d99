// SPDX-License-Identifier: Apache-2.0
/** Every state of a request × every step × every caller: allowed, or refused with its code and nothing written. */
import assert from 'node:assert/strict';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { caller, CONSUMER, MANAGER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { approve, ask, asking, confirm, deposit, KEY, market } from '../support/sharing.js';
import { test } from '../support/testing.js';

type Verdict = DomainCode | 'ok';

const CALLERS = {
  provider: PROVIDER,
  consumer: CONSUMER,
  manager: MANAGER,
  other: caller('OtherMSP'),
  auditor: caller('AuditorMSP'),
  submitter: caller('ConsumerMSP', 'submitter'),
  roleless: { mspId: 'ProviderMSP', role: undefined },
  stranger: caller('StrangerMSP'),
} as const;
type CallerName = keyof typeof CALLERS;

const STATES = {
  none: () => Promise.resolve(),
  submitted: async (chain) => {
    await ask(chain);
  },
  deposited: async (chain) => {
    await ask(chain);
    await deposit(chain);
  },
  decided: async (chain) => {
    await STATES.deposited(chain);
    await approve(chain);
  },
  granted: async (chain) => {
    await STATES.decided(chain);
    await confirm(chain);
  },
  refused: async (chain) => {
    await STATES.deposited(chain);
    await chain.submit(PROVIDER, TRANSACTIONS.requestDecide, [
      { id: 'REQ-1', approved: false, reason: 'no' },
    ]);
  },
  withdrawn: async (chain) => {
    await STATES.deposited(chain);
    await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, ['REQ-1']);
  },
} satisfies Record<string, (chain: ChaincodeHarness) => Promise<void>>;
type StateName = keyof typeof STATES;

interface Step {
  readonly transaction: TransactionName;
  readonly argument: string | object;
  /** What each caller gets, before any state is looked at; `ok`: the state decides. */
  readonly callers: Partial<Record<CallerName, Verdict>>;
  /** What the rightful caller gets in each state; the rest of them: `INVALID_STATE`. */
  readonly states: Partial<Record<StateName, Verdict>>;
  /** Refused with this where the request does not exist, before it is asked whose it is. */
  readonly absent: Verdict;
  readonly becomes?: AccessRequest['state'];
}

const ABSENT = 'NOT_FOUND';
const approved = { id: 'REQ-1', approved: true };
const refusal = { id: 'REQ-1', approved: false, reason: 'not needed' };
const byProvider = { provider: 'ok', other: ABSENT } as const;
const everyState = (code: Verdict): Record<StateName, Verdict> =>
  Object.fromEntries(Object.keys(STATES).map((state) => [state, code])) as Record<StateName, Verdict>;

const STEPS: Record<string, Step> = {
  submit: {
    transaction: TRANSACTIONS.requestSubmit,
    argument: asking(),
    absent: 'ok',
    becomes: 'submitted',
    callers: { consumer: 'ok' },
    states: { ...everyState('ALREADY_EXISTS'), none: 'ok' },
  },
  approve: {
    transaction: TRANSACTIONS.requestDecide,
    argument: approved,
    absent: ABSENT,
    becomes: 'decided',
    callers: byProvider,
    states: { submitted: 'CONDITION_NOT_MET', deposited: 'ok' },
  },
  refuse: {
    transaction: TRANSACTIONS.requestDecide,
    argument: refusal,
    absent: ABSENT,
    becomes: 'refused',
    callers: byProvider,
    states: { submitted: 'ok', deposited: 'ok' },
  },
  confirm: {
    transaction: TRANSACTIONS.requestConfirm,
    argument: approved,
    absent: ABSENT,
    becomes: 'granted',
    callers: { manager: 'ok' },
    states: { decided: 'ok' },
  },
  reject: {
    transaction: TRANSACTIONS.requestConfirm,
    argument: refusal,
    absent: ABSENT,
    becomes: 'refused',
    callers: { manager: 'ok' },
    states: { decided: 'ok' },
  },
  withdraw: {
    transaction: TRANSACTIONS.requestWithdraw,
    argument: 'REQ-1',
    absent: ABSENT,
    becomes: 'withdrawn',
    callers: { consumer: 'ok', other: ABSENT },
    states: { submitted: 'ok', deposited: 'ok', decided: 'ok' },
  },
  deposit: {
    transaction: TRANSACTIONS.keyDeposit,
    argument: 'REQ-1',
    absent: ABSENT,
    callers: { provider: 'ok', manager: 'NOT_PARTY', other: ABSENT, auditor: 'NOT_PARTY' },
    states: { submitted: 'ok', deposited: 'ALREADY_EXISTS', granted: 'ALREADY_EXISTS' },
  },
};

function expected(step: Step, callerName: CallerName, state: StateName): Verdict {
  if (callerName === 'stranger') return 'NOT_A_MEMBER';
  if (callerName === 'submitter' || callerName === 'roleless') return 'ROLE_REQUIRED';
  const own = step.callers[callerName] ?? 'ROLE_REQUIRED';
  if (own === 'ROLE_REQUIRED') return own;
  if (state === 'none') return step.absent;
  return own === 'ok' ? (step.states[state] ?? 'INVALID_STATE') : own;
}

for (const state of Object.keys(STATES) as StateName[]) {
  test(`a request that is ${state}: every step by every caller`, async () => {
    const chain = await market();
    await STATES[state](chain);
    for (const step of Object.values(STEPS)) {
      for (const name of Object.keys(CALLERS) as CallerName[]) {
        // The consumer's deposit and the other consumer's submission differ from their neighbours; see below.
        if (step.transaction === TRANSACTIONS.keyDeposit && name === 'consumer') continue;
        if (step.transaction === TRANSACTIONS.requestSubmit && name === 'other') continue;
        await cell(chain, step, name, expected(step, name, state));
      }
    }
  });
}

async function cell(chain: ChaincodeHarness, step: Step, name: CallerName, verdict: Verdict): Promise<void> {
  const args = [step.argument];
  const transient = { recordKey: KEY };
  if (verdict !== 'ok') return chain.refuses(verdict, CALLERS[name], step.transaction, args, transient);
  const result = await chain.evaluate<AccessRequest>(CALLERS[name], step.transaction, args, transient);
  if (step.becomes) assert.equal(result.state, step.becomes, step.transaction);
  assert.ok(chain.writes.length > 0 && chain.event, `${step.transaction} by ${name} wrote nothing`);
}

test('the consumer deposits no key while the provider decides', async () => {
  const chain = await market();
  await ask(chain);
  await chain.refuses('NOT_OWNER', CONSUMER, TRANSACTIONS.keyDeposit, ['REQ-1'], { recordKey: KEY });
});

test('one consumer asks with systems of another: refused', async () => {
  const chain = await market();
  await chain.refuses('NOT_OWNER', caller('OtherMSP'), TRANSACTIONS.requestSubmit, [asking()]);
});
