// SPDX-License-Identifier: Apache-2.0
/** Every state of a grant × every change × every caller: allowed, or refused with its code and nothing written. */
import assert from 'node:assert/strict';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { daysOn, grantOf, market } from '../support/sharing.js';
import { test } from '../support/testing.js';

type Verdict = DomainCode | 'ok';
type Chain = ChaincodeHarness;

const CALLERS = {
  provider: PROVIDER,
  consumer: CONSUMER,
  manager: MANAGER,
  other: caller('OtherMSP'),
  auditor: caller('AuditorMSP'),
  submitter: caller('ConsumerMSP', 'submitter'),
  admin: caller('ProviderMSP', 'admin'),
  roleless: { mspId: 'ProviderMSP', role: undefined },
  stranger: caller('StrangerMSP'),
} as const;
type CallerName = keyof typeof CALLERS;

const status = { id: 'REQ-1', reason: 'by order of the board' };

async function suspendedBy(chain: Chain, by: Caller): Promise<void> {
  await grantOf(chain);
  await chain.submit(by, TRANSACTIONS.grantSuspend, [status]);
}

async function lapse(chain: Chain): Promise<void> {
  await grantOf(chain);
  chain.time = START + 365 * DAY_MS;
}

const STATES = {
  none: () => Promise.resolve(),
  active: async (chain) => {
    await grantOf(chain);
  },
  'not begun': async (chain) => {
    await grantOf(chain, { period: { from: daysOn(10), to: daysOn(365) } });
  },
  'for once': async (chain) => {
    await grantOf(chain, { standing: false });
  },
  'suspended by the provider': (chain) => suspendedBy(chain, PROVIDER),
  'suspended by the manager': (chain) => suspendedBy(chain, MANAGER),
  revoked: async (chain) => {
    await grantOf(chain);
    await chain.submit(PROVIDER, TRANSACTIONS.grantRevoke, [status]);
  },
  lapsed: lapse,
  'lapsed while suspended': async (chain) => {
    await suspendedBy(chain, PROVIDER);
    chain.time = START + 365 * DAY_MS;
  },
  expired: async (chain) => {
    await lapse(chain);
    await chain.submit(CONSUMER, TRANSACTIONS.grantExpire, ['REQ-1']);
  },
} satisfies Record<string, (chain: Chain) => Promise<void>>;
type StateName = keyof typeof STATES;

interface Change {
  readonly transaction: TransactionName;
  readonly argument: string | object;
  /** Who may; anyone else gets `otherwise`. */
  readonly callers: readonly CallerName[];
  readonly otherwise: DomainCode;
  /** What who may gets in each state; the rest of the states: `INVALID_STATE`. */
  readonly states: Partial<Record<StateName, Verdict>>;
  readonly becomes: Grant['state'];
}

const RUNNING = { active: 'ok', 'not begun': 'ok', 'for once': 'ok' } as const;
const HELD_UP = { 'suspended by the provider': 'ok', 'suspended by the manager': 'ok' } as const;
const NOT_OVER = 'CONDITION_NOT_MET';

const CHANGES: Record<string, Change> = {
  renew: {
    transaction: TRANSACTIONS.grantRenew,
    argument: { id: 'REQ-1', to: daysOn(700) },
    callers: ['provider'],
    otherwise: 'ROLE_REQUIRED',
    becomes: 'active',
    states: { ...RUNNING, 'for once': NOT_OVER },
  },
  suspend: {
    transaction: TRANSACTIONS.grantSuspend,
    argument: status,
    callers: ['provider', 'manager'],
    otherwise: 'NOT_PARTY',
    becomes: 'suspended',
    states: RUNNING,
  },
  resume: {
    transaction: TRANSACTIONS.grantResume,
    argument: status,
    callers: ['provider', 'manager'],
    otherwise: 'NOT_PARTY',
    becomes: 'active',
    states: HELD_UP,
  },
  revoke: {
    transaction: TRANSACTIONS.grantRevoke,
    argument: status,
    callers: ['provider', 'manager', 'consumer'],
    otherwise: 'NOT_PARTY',
    becomes: 'revoked',
    states: { ...RUNNING, ...HELD_UP },
  },
  expire: {
    transaction: TRANSACTIONS.grantExpire,
    argument: 'REQ-1',
    callers: ['provider', 'manager', 'consumer', 'submitter'],
    otherwise: 'NOT_PARTY',
    becomes: 'expired',
    states: {
      active: NOT_OVER,
      'not begun': NOT_OVER,
      'for once': NOT_OVER,
      lapsed: 'ok',
      'suspended by the provider': NOT_OVER,
      'suspended by the manager': NOT_OVER,
      'lapsed while suspended': 'ok',
    },
  },
};

/** Callers that fall at the user's role or the membership, before the grant is looked at. */
const BEFORE: Partial<Record<CallerName, DomainCode>> = {
  submitter: 'ROLE_REQUIRED',
  admin: 'ROLE_REQUIRED',
  roleless: 'ROLE_REQUIRED',
  stranger: 'NOT_A_MEMBER',
};

/** What differs from the table. */
function exception(name: string, who: CallerName, state: StateName): Verdict | undefined {
  // To who is no party of it there is no such grant.
  if (who === 'other') return 'NOT_FOUND';
  const lifted = name === 'resume' && who === 'provider' && state === 'suspended by the manager';
  return lifted ? 'CONDITION_NOT_MET' : undefined;
}

function expected(name: string, change: Change, who: CallerName, state: StateName): Verdict {
  const may = change.callers.includes(who);
  const barred = may ? undefined : BEFORE[who];
  if (barred) return barred;
  const special = exception(name, who, state);
  if (special) return special;
  if (!may && change.otherwise === 'ROLE_REQUIRED') return 'ROLE_REQUIRED';
  if (state === 'none') return 'NOT_FOUND';
  return may ? (change.states[state] ?? 'INVALID_STATE') : change.otherwise;
}

for (const state of Object.keys(STATES) as StateName[]) {
  test(`a grant that is ${state}: every change by every caller`, async () => {
    const chain = await market();
    await STATES[state](chain);
    for (const [name, change] of Object.entries(CHANGES)) {
      for (const who of Object.keys(CALLERS) as CallerName[]) {
        await cell(chain, change, CALLERS[who], expected(name, change, who, state));
      }
    }
  });
}

async function cell(chain: Chain, change: Change, by: Caller, verdict: Verdict): Promise<void> {
  if (verdict !== 'ok') return chain.refuses(verdict, by, change.transaction, [change.argument]);
  const grant = await chain.evaluate<Grant>(by, change.transaction, [change.argument]);
  assert.equal(grant.state, change.becomes, change.transaction);
  const others = chain.writes.filter(({ key }) => !key.startsWith('\u0000grant'));
  const over = grant.state === 'revoked' || grant.state === 'expired';
  // A provider that revokes without a notice misses what it had to file.
  const isUnfiled = grant.state === 'revoked' && by.mspId === 'ProviderMSP';
  const owed = others.filter(({ key }) => /^\0obligation\0(?:deliver-data|file-service-change)~/.test(key));
  assert.equal(
    others.length,
    over ? (isUnfiled ? 2 : 1) : 0,
    `${change.transaction} ends what its provider owes, nothing else`,
  );
  assert.equal(owed.length, others.length);
  assert.equal(chain.writes.length, others.length + 1);
  assert.ok(chain.event, `${change.transaction} emits an event`);
}
