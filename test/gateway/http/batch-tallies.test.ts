// SPDX-License-Identifier: Apache-2.0
/** A batch of many grants: a party of one sees what is tallied of that one, whoever else's the others are. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import {
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
  SYSTEM,
} from '../../support/api-flows.js';
import { AUDITOR, CONSUMER, MANAGER, OUTSIDER, PROVIDER, startTestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';

type As = readonly [string, UserRole];
const provider: As = [PROVIDER, 'officer'];
const outsider: As = [OUTSIDER, 'officer'];

test('of a batch of several grants each party is shown its own tallies, and no list tells of the others', async () => {
  const organisations = [MANAGER, PROVIDER, CONSUMER, AUDITOR, OUTSIDER].join();
  await using gateway = await startTestGateway({ env: { ORGANISATIONS: organisations } });
  const done = async (as: As, path: string, body: object): Promise<void> => {
    const { status, text } = await gateway.call(as, 'POST', path, { body });
    assert.ok(status === 200 || status === 201, text);
  };
  await registerMembers(gateway);
  await registerSystems(gateway);
  const member = { organisation: OUTSIDER, code: 'TEST:9', roles: ['consumer'], names: { en: 'Outsider' } };
  await done([MANAGER, 'admin'], '/v1/organisations', member);
  await done(outsider, '/v1/duties', { code: 'D1', names: { en: 'A duty' }, legalBasis: 'Act 1' });
  const system = { code: 'APP', names: { en: 'A system' }, duties: [`${OUTSIDER}:D1`] };
  await done(outsider, '/v1/systems', system);
  const resource = await publish(gateway, 'SHARED', 'conditional');
  await grant(gateway, 'G-CONSUMER', resource);
  const asked = { ...requestBody('G-OUTSIDER', resource), systems: [`${OUTSIDER}:APP`] };
  await done(outsider, '/v1/requests', asked);
  await done(provider, '/v1/requests/G-OUTSIDER/decision', { approved: true });
  await done([MANAGER, 'officer'], '/v1/requests/G-OUTSIDER/confirmation', { approved: true });
  const at = new Date().toISOString();
  const rows = ['G-CONSUMER', 'G-OUTSIDER'].map((of) => ({
    id: uuid(),
    kind: 'use',
    correlation: `of-${of}`,
    grant: of,
    recordId: 'R-1',
    action: 'query',
    at,
    system: SYSTEM,
    actorId: 'clerk 7',
    purpose: of === 'G-OUTSIDER' ? 'fishing' : 'housing',
    outcome: 'ok',
  }));
  const reported = await gateway.call([PROVIDER, 'submitter'], 'POST', '/v1/attestations', {
    body: rows,
    headers: { prefer: 'wait=20' },
  });
  assert.ok(reported.status < 300, reported.text);
  const event = await gateway.call<UsageEvent>(provider, 'GET', `/v1/usage-events/${rows[0]?.id}`);
  const { journal, sequence } = event.body.batch;
  const shown = async (as: As): Promise<readonly string[]> => {
    const path = `/v1/batches/${PROVIDER}/${journal}/${sequence}`;
    const { status, body, text } = await gateway.call<BatchHeader>(as, 'GET', path);
    assert.equal(status, 200, text);
    return body.tallies.map((tally) => tally.grant);
  };
  const judged = async (as: As): Promise<readonly number[] | undefined> => {
    const path = `/v1/batches/${PROVIDER}/${journal}/${sequence}`;
    const { body } = await gateway.call<Partial<BatchHeader>>(as, 'GET', path);
    return body.violations?.map(({ leaf }) => leaf);
  };
  const listed = async (as: As): Promise<readonly (readonly string[])[]> => {
    const { body } = await gateway.call<Page<BatchHeader>>(as, 'GET', '/v1/batches');
    return body.items.map(({ tallies }) => tallies.map((tally) => tally.grant));
  };
  const all = ['G-CONSUMER', 'G-OUTSIDER'];
  assert.deepEqual(await shown([CONSUMER, 'officer']), ['G-CONSUMER']);
  assert.deepEqual(await shown(outsider), ['G-OUTSIDER']);
  assert.deepEqual(await shown(provider), all);
  assert.deepEqual(await shown([MANAGER, 'officer']), all);
  // What was found of another's uses is nobody else's either.
  assert.deepEqual([await judged([CONSUMER, 'officer']), await judged(outsider)], [[], [1]]);
  assert.deepEqual([await judged(provider), await judged([MANAGER, 'officer'])], [[1], [1]]);
  // Lists name what an organisation reported itself; who oversees lists all.
  assert.deepEqual([await listed([CONSUMER, 'officer']), await listed(outsider)], [[], []]);
  assert.deepEqual([await listed(provider), await listed([MANAGER, 'officer'])], [[all], [all]]);
  assert.deepEqual(gateway.departures, []);
});
