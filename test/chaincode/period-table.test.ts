// SPDX-License-Identifier: Apache-2.0
/** Every state of (grant, period) × every caller × every side: what is allowed commits, the rest is refused whole. */
import assert from 'node:assert/strict';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Period, PeriodState } from '@catalog-chain/chaincode/domain/period/period-records';
import { DAY_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { caller, MANAGER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { market } from '../support/sharing.js';
import { close, followed, granted, MARCH, MARCH_DUE, MARCH_END, Reports, told } from '../support/periods.js';
import { test } from '../support/testing.js';

type Chain = ChaincodeHarness;

const CALLERS = {
  'the consumer’s officer': caller('ConsumerMSP'),
  'the consumer’s system': caller('ConsumerMSP', 'submitter'),
  'the provider’s officer': caller('ProviderMSP'),
  'the provider’s system': caller('ProviderMSP', 'submitter'),
  'a manager': MANAGER,
  'a manager’s system': caller('ManagerMSP', 'submitter'),
  'another organisation': caller('OtherMSP'),
  'an auditor': caller('AuditorMSP', 'auditor'),
  'an auditor’s officer': caller('AuditorMSP'),
  'the consumer’s admin': caller('ConsumerMSP', 'admin'),
  'no role': { mspId: 'ConsumerMSP', role: undefined },
  'a stranger': caller('StrangerMSP'),
} as const;
type CallerName = keyof typeof CALLERS;

/** Which side a caller stands on, or that it may only step in for one. */
const STANDS: Partial<Record<CallerName, Side | 'beside'>> = {
  'the consumer’s officer': 'claim',
  'the consumer’s system': 'claim',
  'the provider’s officer': 'attestation',
  'the provider’s system': 'attestation',
  'a manager': 'beside',
  'a manager’s system': 'beside',
};

/** Those who fall before the grant is looked at. */
const BEFORE: Partial<Record<CallerName, DomainCode>> = {
  'an auditor': 'ROLE_REQUIRED',
  'the consumer’s admin': 'ROLE_REQUIRED',
  'no role': 'ROLE_REQUIRED',
  'a stranger': 'NOT_A_MEMBER',
};

interface State {
  readonly make: () => Promise<Chain>;
  readonly over: boolean;
  readonly overdue: boolean;
  /** What a closing that is allowed leads to, by side; a code where the side has nothing to close. */
  readonly leads: Readonly<Record<Side, PeriodState | DomainCode>>;
}

async function march(time: number, closed: readonly Side[] = [], ...late: readonly Side[]): Promise<Chain> {
  const chain = await granted();
  const reports = new Reports(chain);
  for (const side of SIDES) await reports.send([told(side, 1)]);
  chain.time = MARCH_END;
  for (const side of closed) await close(chain, side);
  for (const side of late) await reports.send([told(side, 2)]);
  for (const side of SIDES) await followed(chain, side);
  chain.time = time;
  return chain;
}

const SOON = MARCH_END + DAY_MS;
const OVERDUE = MARCH_DUE + 1;
const early = { over: true, overdue: false } as const;
const late = { over: true, overdue: true } as const;
const [closing, matched, differs, done] = ['closing', 'matched', 'differs', 'INVALID_STATE'] as const;

const STATES: Readonly<Record<string, State>> = {
  'there is no grant': {
    make: async () => Object.assign(await market(), { time: SOON }),
    ...early,
    leads: { claim: 'NOT_FOUND', attestation: 'NOT_FOUND' },
  },
  'the month runs': {
    make: () => march(MARCH_END - 1),
    over: false,
    overdue: false,
    leads: { claim: closing, attestation: closing },
  },
  'neither side is closed': {
    make: () => march(MARCH_DUE),
    ...early,
    leads: { claim: closing, attestation: closing },
  },
  'both sides are overdue': {
    make: () => march(OVERDUE),
    ...late,
    leads: { claim: closing, attestation: closing },
  },
  'the claims are closed': {
    make: () => march(SOON, ['claim']),
    ...early,
    leads: { claim: done, attestation: matched },
  },
  'the attestations are closed, the claims overdue': {
    make: () => march(OVERDUE, ['attestation']),
    ...late,
    leads: { claim: matched, attestation: done },
  },
  'both are closed': {
    make: () => march(SOON, SIDES),
    ...early,
    leads: { claim: done, attestation: done },
  },
  'both are closed, and the deadline is over': {
    make: () => march(OVERDUE, SIDES),
    ...late,
    leads: { claim: done, attestation: done },
  },
  'a claim arrived after closing': {
    make: () => march(SOON, SIDES, 'claim'),
    ...early,
    leads: { claim: differs, attestation: done },
  },
  'an attestation arrived after closing, and the deadline is over': {
    make: () => march(OVERDUE, SIDES, 'attestation'),
    ...late,
    leads: { claim: done, attestation: differs },
  },
  'a claim arrived after the claims were closed alone': {
    make: () => march(SOON, ['claim'], 'claim'),
    ...early,
    leads: { claim: closing, attestation: matched },
  },
};

function expected({ over, overdue, leads }: State, who: CallerName, side: Side): PeriodState | DomainCode {
  const barred = BEFORE[who];
  if (barred) return barred;
  if (leads[side] === 'NOT_FOUND') return 'NOT_FOUND';
  const stands = STANDS[who];
  if (stands === undefined) return who === 'another organisation' ? 'NOT_FOUND' : 'NOT_PARTY';
  if (!over || (stands !== side && !overdue)) return 'CONDITION_NOT_MET';
  return leads[side];
}

const isState = (verdict: string): verdict is PeriodState =>
  [closing, matched, differs].some((one) => one === verdict);

for (const [name, state] of Object.entries(STATES)) {
  test(`${name}: every closing by every caller`, async () => {
    const chain = await state.make();
    for (const who of Object.keys(CALLERS) as CallerName[]) {
      for (const side of SIDES) await cell(chain, who, side, expected(state, who, side));
    }
  });
}

async function cell(
  chain: Chain,
  who: CallerName,
  side: Side,
  verdict: PeriodState | DomainCode,
): Promise<void> {
  const input = [{ grant: 'REQ-1', period: MARCH, side }];
  if (!isState(verdict)) return chain.refuses(verdict, CALLERS[who], TRANSACTIONS.periodClose, input);
  const period = await chain.evaluate<Period>(CALLERS[who], TRANSACTIONS.periodClose, input);
  assert.equal(period.state, verdict, `${who}, ${side}`);
  assert.deepEqual(
    chain.writes.map(({ key }) => key.split('\u0000')[1]),
    ['closure', 'period'],
    `${who}, ${side}`,
  );
  assert.ok(chain.event, 'an event tells');
}
