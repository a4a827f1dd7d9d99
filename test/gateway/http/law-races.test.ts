// SPDX-License-Identifier: Apache-2.0
/** Two parties act on what is owed in one block: one wins, the other is told, and what is owed says one thing only. */
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { grant, publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
type As = typeof provider | typeof consumer | typeof manager;
const digest = 'd'.repeat(64);
const reason = 'For a test';

let gateway: TestGateway;
let asked: string;
let copied: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  asked = await publish(gateway, 'ASKED', 'conditional');
  copied = await publish(gateway, 'COPIED', 'unconditional', ['copy']);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function post<T>(as: As, at: string, body?: object): Promise<T> {
  const reply = await gateway.call<T>(as, 'POST', at, body ? { body } : {});
  assert.ok(reply.status < 300, `${at}: ${reply.text}`);
  return reply.body;
}

const ask = (id: string): Promise<unknown> => post(consumer, '/v1/requests', requestBody(id, asked));

async function copies(id: string): Promise<void> {
  await post(consumer, '/v1/requests', { ...requestBody(id, copied), mode: 'copy' });
}

type Move = readonly [as: As, transaction: TransactionName, argument: object | string];

const prepared = ([[mspId, user], transaction, argument]: Move): Promise<PreparedTransaction> =>
  gateway.ledger.prepare(
    { mspId, user },
    { transaction, args: [typeof argument === 'string' ? argument : encode(argument)] },
  );

const T = TRANSACTIONS;
const said = (id: string): object => ({ id, text: 'This is what we say' });

interface Race {
  readonly what: string;
  readonly before: (id: string) => Promise<unknown>;
  readonly moves: (id: string) => readonly [Move, Move];
  /** Id of what is owed, and its state where the first move won, and where the second did. */
  readonly owed: (id: string) => string;
  readonly states: readonly [Obligation['state'], Obligation['state']];
}

const RACES: readonly Race[] = [
  {
    what: 'a refusal and a request for more time',
    before: ask,
    moves: (id) => [
      [provider, T.requestDecide, { id, approved: false, reason }],
      [provider, T.obligationAskExtension, { id: `answer-request~${id}`, days: 3, reason }],
    ],
    owed: (id) => `answer-request~${id}`,
    states: ['met', 'open'],
  },
  {
    what: 'more time given and a refusal',
    before: async (id) => {
      await ask(id);
      await post(provider, `/v1/obligations/answer-request~${id}/extension`, { days: 3, reason });
    },
    moves: (id) => [
      [manager, T.obligationAnswerExtension, { id: `answer-request~${id}`, approved: true }],
      [provider, T.requestDecide, { id, approved: false, reason }],
    ],
    owed: (id) => `answer-request~${id}`,
    states: ['open', 'met'],
  },
  {
    what: 'missing papers told and the request taken back',
    before: ask,
    moves: (id) => [
      [provider, T.requestAskSupplement, { id, missing: ['a paper'] }],
      [consumer, T.requestWithdraw, id],
    ],
    owed: (id) => `answer-request~${id}`,
    states: ['open', 'void'],
  },
  {
    what: 'data declared as delivered and the grant given up',
    before: (id) => grant(gateway, id, asked),
    moves: (id) => [
      [provider, T.grantDeliver, id],
      [consumer, T.grantRevoke, { id, reason }],
    ],
    owed: (id) => `deliver-data~${id}`,
    states: ['met', 'void'],
  },
  {
    what: 'a delivery confirmed and contested',
    before: async (id) => {
      await grant(gateway, id, asked);
      await post(provider, `/v1/grants/${id}/delivery`);
    },
    moves: (id) => [
      [consumer, T.grantConfirmDelivery, id],
      [consumer, T.grantContestDelivery, { id, reason }],
    ],
    owed: (id) => `deliver-data~${id}`,
    states: ['met', 'open'],
  },
  {
    what: 'a disposal declared and instructed',
    before: async (id) => {
      await copies(id);
      await post(consumer, `/v1/grants/${id}/revocation`, { reason });
    },
    moves: (id) => [
      [consumer, T.disposalDeclare, { grant: id, method: 'destroy', digest, on: '2026-01-02' }],
      [provider, T.disposalInstruct, { grant: id, method: 'return' }],
    ],
    owed: (id) => `dispose-data~${id}`,
    states: ['met', 'open'],
  },
  {
    what: 'a notice filed and taken back',
    before: async (id) => {
      await grant(gateway, id, asked);
      const effectiveAt = new Date(Date.now() + 10 * 86_400_000).toISOString();
      await post(provider, '/v1/service-changes', { id, grant: id, action: 'end', reason, effectiveAt });
      await post(consumer, `/v1/service-changes/${id}/consultation`, { agreed: true });
    },
    moves: (id) => [
      [provider, T.serviceFile, { id, document: digest }],
      [provider, T.serviceWithdraw, id],
    ],
    owed: (id) => `file-service-change~${id}~${id}`,
    states: ['met', 'void'],
  },
  {
    what: 'wider use refused and no longer asked for',
    before: async (id) => {
      await grant(gateway, id, asked);
      const adds = { purposes: [{ code: 'other', text: 'Another one' }] };
      await post(consumer, '/v1/variations', { id, grant: id, adds, reason });
    },
    moves: (id) => [
      [provider, T.variationAnswer, { id, approved: false, reason }],
      [consumer, T.variationWithdraw, id],
    ],
    owed: (id) => `answer-variation~${id}`,
    states: ['met', 'void'],
  },
  {
    what: 'wrong data corrected and the report taken back',
    before: async (id) => {
      await grant(gateway, id, asked);
      await post(consumer, '/v1/corrections', {
        id,
        grant: id,
        subject: { kind: 'resource' },
        statement: reason,
      });
    },
    moves: (id) => [
      [provider, T.correctionAnswer, { id, outcome: 'corrected', text: 'It was mended' }],
      [consumer, T.correctionWithdraw, id],
    ],
    owed: (id) => `correct-data~${id}~1`,
    states: ['met', 'void'],
  },
  {
    what: 'an order reported on and taken back',
    before: (id) =>
      post(manager, '/v1/orders', { id, organisation: PROVIDER, items: ['39-4'], text: reason, within: 5 }),
    moves: (id) => [
      [provider, T.orderReport, said(id)],
      [manager, T.orderWithdraw, id],
    ],
    owed: (id) => `comply-order~${id}`,
    states: ['met', 'void'],
  },
  {
    what: 'a demand refused and taken back',
    before: (id) =>
      post(consumer, '/v1/demands', {
        id,
        provider: PROVIDER,
        names: { en: 'Divorces' },
        purpose: { code: 'housing', text: 'Housing benefits' },
        legalBasis: 'Housing Act, section 9',
      }),
    moves: (id) => [
      [provider, T.demandRefuse, { id, ground: 'not-held', reason }],
      [consumer, T.demandWithdraw, id],
    ],
    owed: (id) => `list-demanded~${id}`,
    states: ['met', 'void'],
  },
];

for (const [i, { what, before, moves, owed, states }] of RACES.entries())
  test(`${what}, in one block, whichever comes first`, async () => {
    for (const turned of [false, true]) {
      const id = `X-${i}-${turned ? 'b' : 'a'}`;
      await before(id);
      const both = moves(id);
      const order = turned ? both.toReversed() : both;
      const [one, other] = await Promise.all(order.map((move) => prepared(move)));
      assert.ok(one && other);
      const outcomes = await Promise.all([gateway.ledger.submit(one), gateway.ledger.submit(other)]);
      const told = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.code : outcome.status));
      assert.deepEqual(told.toSorted(), ['LEDGER_CONFLICT', 'committed'], what);
      const firstWon = (told[0] === 'committed') !== turned;
      const read = { transaction: T.obligationRead, args: [owed(id)] };
      const bytes = await gateway.ledger.evaluate({ mspId: MANAGER, user: 'officer' }, read);
      const { state } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Obligation;
      assert.equal(state, states[firstWon ? 0 : 1]);
      // Whoever lost is told what there is now, and changes nothing.
      const loser = order[told[0] === 'committed' ? 1 : 0];
      assert.ok(loser);
      const again = prepared(loser).then(
        () => undefined,
        (error: unknown) => (error as { code?: string }).code,
      );
      const code = await again;
      assert.ok(code === undefined || ['INVALID_STATE', 'CONDITION_NOT_MET'].includes(code), code);
    }
  });
