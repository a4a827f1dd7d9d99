// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { startGateway, type Gateway } from '@catalog-chain/gateway/compose';
import { readConfig } from '@catalog-chain/gateway/config';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import { createLog } from '@catalog-chain/gateway/support/log';
import { eventually } from '@catalog-chain/network/engine/wait';
import { v7 as uuid } from 'uuid';
import { admin, unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { scratch } from '../support/probe.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const network = await sharedNetwork();
const grant = unique('G-');
const resource = unique('R');
const folder = scratch();
const opened = new AsyncDisposableStack();
let provider: Gateway;
let consumer: Gateway;

beforeAll(async () => {
  await layCatalogue(network, resource);
  // One through each adapter: which one an organisation uses is its own affair.
  provider = opened.use(await attachGateway(network, 'provider', 'fabric-gateway', folder.path));
  consumer = opened.use(await attachGateway(network, 'consumer', 'fabric-network', folder.path));
});

afterAll(async () => {
  await opened.disposeAsync();
  folder[Symbol.dispose]();
});

test('a use reported at the consumer’s gateway is read in the trail at the provider’s', async () => {
  const { state } = await call<{ state: string }>(consumer, ['ConsumerMSP', 'officer'], '/v1/requests', {
    ...requestFor(grant, resource),
  });
  assert.equal(state, 'granted');
  const id = uuid();
  const reported = await call<{ state: string }>(consumer, ['ConsumerMSP', 'submitter'], '/v1/usage-events', {
    id,
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
  assert.equal(reported.state, 'committed');
  const seen = await eventually('the use in the provider’s trail', () => trailEntry(id), {
    timeoutMs: 15_000,
  });
  assert.ok(!JSON.stringify(seen).includes('HR-2026-17'), 'the record is named by its commitment only');
});

async function trailEntry(id: string): Promise<TrailEntry> {
  const page = await call<Page<TrailEntry>>(
    provider,
    ['ProviderMSP', 'officer'],
    `/v1/trails/grant/${grant}?limit=200`,
  );
  const entry = page.items.find((item) => item.entry === 'usage' && item.event.leaf.id === id);
  assert.ok(entry);
  return entry;
}

test('each gateway holds identities of its own organisation only', async () => {
  const read = { transaction: TRANSACTIONS.organisationList, args: [] };
  await assert.rejects(provider.ledger.evaluate(admin('ConsumerMSP'), read), { code: 'IDENTITY_UNKNOWN' });
});

test('a start against another chain than the first one is refused', async () => {
  const config = readConfig({
    DEMO: 'true',
    PORT: '0',
    LEDGER: 'fabric-gateway',
    ORGANISATIONS: 'ProviderMSP',
    FABRIC_PROFILE: path.join(folder.path, 'provider.json'),
    STATE_DIR: path.join(folder.path, 'moved'),
  });
  await (await startGateway(config, createLog('silent')))[Symbol.asyncDispose]();
  writeFileSync(path.join(folder.path, 'moved/genesis-hash'), '0'.repeat(64));
  await assert.rejects(startGateway(config, createLog('silent')), { code: 'LEDGER_OTHER_CHAIN' });
});
