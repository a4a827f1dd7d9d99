// SPDX-License-Identifier: Apache-2.0
/** Every state of a catalogue entry × every action × every caller: allowed, or refused and nothing written. */
import assert from 'node:assert/strict';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { TransactionName } from '@catalog-chain/chaincode/domain/names';
import { addSystem, content, publish } from '../support/catalogue-fixtures.js';
import {
  caller,
  consortium,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Argument,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const id = 'ProviderMSP:R1';
const reason = 'By order of the board.';
const ending = [{ id, reason }];
const written = content({ updateCycle: 'weekly' });
const digest = digestOf(written);

const ACTIONS: readonly (readonly [string, TransactionName, readonly Argument[]])[] = [
  ['draft', 'resource:draft', [{ code: 'R1', content: content({ contactRole: 'Registrar' }) }]],
  ['submit', 'resource:submit', [id]],
  ['approve', 'resource:review', [{ id, approved: true, digest }]],
  ['return', 'resource:review', [{ id, approved: false, reasons: reason, digest }]],
  ['suspend', 'resource:suspend', ending],
  ['resume', 'resource:resume', [id]],
  ['retire', 'resource:retire', ending],
];

type Step = (chain: ChaincodeHarness) => Promise<unknown>;
const draft: Step = (chain) => chain.submit(PROVIDER, 'resource:draft', [{ code: 'R1', content: written }]);
const submit: Step = (chain) => chain.submit(PROVIDER, 'resource:submit', [id]);
const sendBack: Step = (chain) =>
  chain.submit(MANAGER, 'resource:review', [{ id, approved: false, reasons: reason, digest }]);
const published: Step = (chain) => publish(chain, 'R1');
const suspendedBy =
  (by: Caller): Step =>
  (chain) =>
    chain.submit(by, 'resource:suspend', ending);
const retire: Step = (chain) => chain.submit(PROVIDER, 'resource:retire', ending);

const CODES = {
  ok: 'ok',
  NF: 'NOT_FOUND',
  IS: 'INVALID_STATE',
  RR: 'ROLE_REQUIRED',
  NO: 'NOT_OWNER',
} as const;

/** How each state is reached, and what its owner and a manager may then do: in the order of `ACTIONS`. */
const STATES: readonly (readonly [string, readonly Step[], string, string])[] = [
  ['none', [], 'ok NF RR RR NF NF NF', 'RR RR NF NF NF NF NO'],
  ['draft', [draft], 'ok ok RR RR IS IS ok', 'RR RR IS IS IS IS NO'],
  ['submitted', [draft, submit], 'IS IS RR RR IS IS ok', 'RR RR ok ok IS IS NO'],
  ['returned', [draft, submit, sendBack], 'ok IS RR RR IS IS ok', 'RR RR IS IS IS IS NO'],
  ['published', [published], 'ok IS RR RR ok IS ok', 'RR RR IS IS ok IS NO'],
  ['published, draft', [published, draft], 'ok ok RR RR ok IS ok', 'RR RR IS IS ok IS NO'],
  ['published, submitted', [published, draft, submit], 'IS IS RR RR ok IS ok', 'RR RR ok ok ok IS NO'],
  [
    'published, returned',
    [published, draft, submit, sendBack],
    'ok IS RR RR ok IS ok',
    'RR RR IS IS ok IS NO',
  ],
  [
    'suspended by the owner',
    [published, suspendedBy(PROVIDER)],
    'ok IS RR RR IS ok ok',
    'RR RR IS IS IS NO NO',
  ],
  [
    'suspended by a manager',
    [published, suspendedBy(MANAGER)],
    'ok IS RR RR IS RR ok',
    'RR RR IS IS IS ok NO',
  ],
  [
    'suspended, submitted',
    [published, suspendedBy(MANAGER), draft, submit],
    'IS IS RR RR IS RR ok',
    'RR RR ok ok IS ok NO',
  ],
  ['retired', [published, retire], 'IS IS RR RR IS IS IS', 'RR RR IS IS IS IS NO'],
  ['retired as a draft', [draft, retire], 'IS IS RR RR IS IS IS', 'RR RR IS IS IS IS NO'],
];

/** Callers for whom the state makes no difference. */
const OTHERS: readonly (readonly [string, Caller, string])[] = [
  ['a consumer', CONSUMER, 'RR RR RR RR NO NO NO'],
  ['another provider', caller('OtherMSP'), 'NO NO RR RR NO NO NO'],
  ["the owner's submitter", caller('ProviderMSP', 'submitter'), 'RR RR RR RR RR RR RR'],
  ["the owner's auditor", caller('ProviderMSP', 'auditor'), 'RR RR RR RR RR RR RR'],
  ["the owner's user without a role", { mspId: 'ProviderMSP', role: undefined }, 'RR RR RR RR RR RR RR'],
  ["the manager's submitter", caller('ManagerMSP', 'submitter'), 'RR RR RR RR RR RR RR'],
  ["the manager's arbitrator", caller('ManagerMSP', 'arbitrator'), 'RR RR RR RR RR RR RR'],
  ["an auditor's officer", caller('AuditorMSP'), 'RR RR RR RR NO NO NO'],
];

async function outcome(chain: ChaincodeHarness, by: Caller, action: number): Promise<string> {
  const [, transaction, args] = ACTIONS[action] ?? assert.fail('no such action');
  try {
    await chain.evaluate(by, transaction, args);
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    assert.deepEqual(chain.writes, [], 'wrote though it refused');
    return error.code;
  }
}

async function row(chain: ChaincodeHarness, by: Caller): Promise<string> {
  const found: string[] = [];
  for (let action = 0; action < ACTIONS.length; action += 1) found.push(await outcome(chain, by, action));
  return found.join(' ');
}

const expected = (codes: string): string =>
  codes
    .split(' ')
    .map((code) => CODES[code as keyof typeof CODES])
    .join(' ');

for (const [name, steps, owner, manager] of STATES) {
  test(`an entry that is ${name} answers every caller as the table says`, async () => {
    const chain = await consortium();
    await addSystem(chain, PROVIDER);
    await addSystem(chain, caller('OtherMSP'));
    for (const step of steps) await step(chain);
    const callers = [
      ['owner', PROVIDER, owner],
      ["owner's admin", caller('ProviderMSP', 'admin'), owner],
      ['manager', MANAGER, manager],
      ["manager's admin", caller('ManagerMSP', 'admin'), manager],
      ...OTHERS,
    ] as const;
    for (const [who, by, codes] of callers) {
      assert.equal(await row(chain, by), expected(codes), `${name}: ${who}`);
    }
    await chain.submit(caller('ManagerMSP'), 'organisation:suspend', ['ProviderMSP']);
    const closed = ACTIONS.map(() => 'ORGANISATION_SUSPENDED').join(' ');
    assert.equal(await row(chain, PROVIDER), closed, `${name}: the owner, suspended`);
  });
}
