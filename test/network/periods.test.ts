// SPDX-License-Identifier: Apache-2.0
/** Months are closed at the first try while uses arrive, on peers that are never quite at one height. */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type { Gateway } from '@catalog-chain/gateway/compose';
import { v7 as uuid } from 'uuid';
import { unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { scratch } from '../support/probe.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const network = await sharedNetwork();
const grant = unique('G-');
const folder = scratch();
const opened = new AsyncDisposableStack();
let consumer: Gateway;

beforeAll(async () => {
  const resource = unique('R');
  await layCatalogue(network, resource);
  consumer = opened.use(await attachGateway(network, 'consumer', 'fabric-gateway', folder.path));
  await call(consumer, ['ConsumerMSP', 'officer'], '/v1/requests', { ...requestFor(grant, resource) });
});

afterAll(async () => {
  await opened.disposeAsync();
  folder[Symbol.dispose]();
});

const report = (): Promise<unknown> =>
  call(consumer, ['ConsumerMSP', 'submitter'], '/v1/usage-events', {
    id: uuid(),
    kind: 'use',
    correlation: uuid(),
    grant,
    recordId: 'HR-2026-17',
    action: 'query',
    at: new Date().toISOString(),
    system: 'ConsumerMSP:SYS',
    actorId: 'clerk 7',
    purpose: 'AID',
    outcome: 'ok',
  });

const monthsAgo = (count: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 1)).toISOString().slice(0, 7);
};

test('five months of a side are closed one after the other while uses arrive all the time', async () => {
  let running = true;
  const uses = Array.from({ length: 4 }, async () => {
    for (; running;) await report();
  });
  try {
    for (const count of [2, 3, 4, 5, 6]) {
      const path = `/v1/periods/${grant}/${monthsAgo(count)}/closing`;
      const { state } = await call<Period>(consumer, ['ConsumerMSP', 'officer'], path, { side: 'claim' });
      assert.equal(state, 'closing', path);
    }
  } finally {
    running = false;
    await Promise.all(uses);
  }
});
