// SPDX-License-Identifier: Apache-2.0
/** Disputes through the API: arbitrators, uses to dispute, and every step's call. */
import assert from 'node:assert/strict';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import { v7 as uuid } from 'uuid';
import { CONSUMER_SYSTEM, registerMembers, registerSystems } from './api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from './gateway.js';

export const ARBITER = 'ArbiterMSP';
export const SECOND = 'SecondMSP';

export type As = readonly [organisation: string, role: UserRole];

/** A gateway of every member, with two arbitrating organisations and an outsider. */
export async function startCourt(
  clock: () => number = Date.now,
  env: NodeJS.ProcessEnv = {},
): Promise<TestGateway> {
  const all = [MANAGER, PROVIDER, CONSUMER, AUDITOR, ARBITER, SECOND, OUTSIDER];
  const gateway = await startTestGateway({ clock, env: { ORGANISATIONS: all.join(), ...env } });
  await registerMembers(gateway);
  for (const [organisation, roles] of [
    [ARBITER, ['arbitrator']],
    [SECOND, ['arbitrator']],
    [OUTSIDER, ['consumer']],
  ] as const) {
    const body = { organisation, code: `TEST:${organisation}`, roles, names: { en: organisation } };
    const { status, text } = await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body });
    assert.equal(status, 201, text);
  }
  await registerSystems(gateway);
  return gateway;
}

export interface ReportedUse {
  readonly id: string;
  readonly correlation: string;
}

/** A claim by the consumer, committed. */
export async function use(gateway: TestGateway, grant: string, change: object = {}): Promise<ReportedUse> {
  const [id, correlation] = [uuid(), uuid()];
  const body = {
    id,
    kind: 'use',
    correlation,
    grant,
    recordId: 'HR-1',
    action: 'query',
    system: CONSUMER_SYSTEM,
    at: new Date().toISOString(),
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
    ...change,
  };
  const sent = await gateway.call<Reported>([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
    body,
    headers: { prefer: 'wait=20' },
  });
  assert.equal(sent.body.state, 'committed', sent.text);
  return { id, correlation };
}

export const post = <T = Dispute>(
  gateway: TestGateway,
  as: As,
  at: string,
  body: object,
): Promise<Reply<T>> => gateway.call<T>(as, 'POST', `/v1/disputes${at}`, { body });

export const openBody = (id: string, subject: object, change: object = {}): object => ({
  id,
  kind: 'misuse',
  subject,
  statement: 'Used for what was never granted.',
  ...change,
});

const saying = { text: 'This is what we say.' };

/** Who takes each step of the story, and what is sent. */
export const STEPS = {
  answer: [[CONSUMER, 'officer'], saying],
  assignment: [[MANAGER, 'officer'], { arbitrator: ARBITER }],
  ruling: [
    [ARBITER, 'arbitrator'],
    {
      findings: ['out-of-scope-use'],
      responsible: CONSUMER,
      grantAction: 'revoke',
      remedy: { action: 'report-measures' },
      reasons: 'The purpose is not the one granted.',
    },
  ],
  recusal: [[ARBITER, 'arbitrator'], { text: 'We run the system that it is about.' }],
  appeal: [[CONSUMER, 'officer'], saying],
  remedy: [[CONSUMER, 'officer'], saying],
  closure: [[PROVIDER, 'officer'], { outcome: 'remedied' }],
  withdrawal: [[PROVIDER, 'officer'], saying],
} as const satisfies Record<string, readonly [As, object]>;

/** Takes a step as the story has it. @returns the dispute after it */
export async function take(
  gateway: TestGateway,
  id: string,
  step: keyof typeof STEPS,
  change: object = {},
  by?: As,
): Promise<Dispute> {
  const [who, content] = STEPS[step];
  const { status, text, body } = await post(gateway, by ?? who, `/${id}/${step}`, { ...content, ...change });
  assert.equal(status, 200, text);
  return body;
}
