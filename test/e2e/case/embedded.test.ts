// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { startGateway } from '@catalog-chain/gateway/compose';
import { readConfig } from '@catalog-chain/gateway/config';
import { createLog } from '@catalog-chain/gateway/support/log';
import { scratch } from '../../support/probe.js';
import { ARBITRATORS, ScriptedCase } from '../../support/scripted-case.js';
import { assertProved } from '../../support/proved-case.js';
import { test } from '../../support/testing.js';

const MEMBERS = ['ManagerMSP', 'ProviderMSP', 'ConsumerMSP', ...ARBITRATORS];

test('a case goes from its uses to a proof of its ruling, on the embedded ledger', async () => {
  using folder = scratch();
  const environment = { DEMO: 'true', PORT: '0', STATE_DIR: folder.path, ORGANISATIONS: MEMBERS.join() };
  await using gateway = await startGateway(readConfig(environment), createLog('silent'));
  const scripted = new ScriptedCase([gateway], () => gateway);
  const decided = await scripted.run();
  assert.match(decided.period, /^\d{4}-\d{2}$/);
  await assertProved(scripted, decided, [gateway]);
});
