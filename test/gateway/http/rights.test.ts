// SPDX-License-Identifier: Apache-2.0
/** The table of rights, walked over the gateway: every operation that performs an act, by every user. */
import assert from 'node:assert/strict';
import { ORGANISATION_ROLES, TRANSACTIONS, USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { GATEWAY_RIGHTS } from '@catalog-chain/chaincode/domain/rights/gateway-rights';
import { RIGHTS, usersOf } from '@catalog-chain/chaincode/domain/rights/rights';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

function operationsOf({ description }: TestGateway): readonly Operation[] {
  const paths = description['paths'] as Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string }>>>
  >;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'parameters')
      .map(([method, { operationId }]) => ({
        id: operationId,
        method: method.toUpperCase(),
        path: path.replaceAll(/\{period\}/g, '2026-01').replaceAll(/\{\w+\}/g, 'X'),
      })),
  );
}

const actsOf = (operation: string): readonly (keyof typeof RIGHTS)[] =>
  Object.values(TRANSACTIONS).filter((name) => RIGHTS[name].operations.includes(operation));

test('every operation of an act admits exactly the users that the table does', async () => {
  await using gateway = await startTestGateway({ env: { ORGANISATIONS: MANAGER }, unchecked: true });
  const body = {
    organisation: MANAGER,
    code: 'TEST:1',
    names: { en: 'All' },
    roles: [...ORGANISATION_ROLES],
  };
  assert.equal((await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body })).status, 201);
  const operations = operationsOf(gateway);
  const offered = operations.map(({ id }) => id);
  assert.deepEqual(
    [...GATEWAY_RIGHTS.keys()].filter((id) => !offered.includes(id)),
    [],
    'the table names what is not offered',
  );
  const drifts: string[] = [];
  for (const { id, method, path } of operations) {
    const acts = actsOf(id);
    for (const role of acts.length === 0 ? [] : USER_ROLES) {
      const { status, body: problem } = await gateway.call([MANAGER, role], method, path, { body: {} });
      const isRefused = status === 403 && problem.code === 'ROLE_REQUIRED';
      const isAdmitted = acts.every((act) => usersOf(RIGHTS[act]).includes(role));
      if (isRefused === isAdmitted) drifts.push(`${id} by ${role}: ${status} ${problem.code}`);
    }
  }
  assert.deepEqual(drifts, []);
});
