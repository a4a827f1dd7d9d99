// SPDX-License-Identifier: Apache-2.0
/** Every kind of usage event, reported by each side, in each form that the API takes, down to the ledger and back. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { LEAF_FIELDS } from '@catalog-chain/chaincode/domain/usage/leaf';
import { LEAF_KINDS, SIDES, type Leaf, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { rowsOf } from '@catalog-chain/gateway/http/body/rows';
import { atOnce } from '@catalog-chain/gateway/support/fair-turns';
import { ROW_FIELDS } from '@catalog-chain/gateway/usage/ports';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import { CONSUMER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

type Row = Readonly<Record<string, unknown>>;

let gateway: TestGateway;
const GRANT = 'G-KINDS';

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, GRANT, await publish(gateway, 'KINDS', 'conditional'));
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const PATHS = { claim: '/v1/usage-events', attestation: '/v1/attestations' } as const;
const REPORTERS = { claim: [CONSUMER, 'submitter'], attestation: [PROVIDER, 'submitter'] } as const;

const cell = (value: unknown): string =>
  Array.isArray(value)
    ? value.join(';')
    : typeof value === 'string' || typeof value === 'number'
      ? `${value}`
      : '';

const csvOf = (rows: readonly Row[]): string =>
  [ROW_FIELDS.join(','), ...rows.map((row) => ROW_FIELDS.map((name) => cell(row[name])).join(','))].join(
    '\n',
  );

const FORMS = {
  'one event': (rows: readonly Row[]) => ({ type: 'application/json', raw: JSON.stringify(rows[0]) }),
  array: (rows: readonly Row[]) => ({ type: 'application/json', raw: JSON.stringify(rows) }),
  NDJSON: (rows: readonly Row[]) => ({
    type: 'application/x-ndjson',
    raw: rows.map((row) => JSON.stringify(row)).join('\n'),
  }),
  CSV: (rows: readonly Row[]) => ({ type: 'text/csv', raw: csvOf(rows) }),
} as const;
type Form = keyof typeof FORMS;

const base = (side: Side): Row & { readonly id: string; readonly correlation: string } => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: GRANT,
  action: 'query',
  at: new Date().toISOString(),
  system: side === 'claim' ? CONSUMER_SYSTEM : SYSTEM,
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
});

const send = async (side: Side, form: Form, row: Row): Promise<Reported> => {
  const { type, raw } = FORMS[form]([row]);
  const headers = { 'content-type': type, prefer: 'wait=20' };
  const answer = await gateway.call<Reported>(REPORTERS[side], 'POST', PATHS[side], { raw, headers });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.state, 'committed', answer.text);
  return answer.body;
};

const read = async (side: Side, { correlation }: Row): Promise<readonly UsageEvent[]> => {
  const path = `/v1/usage-events?side=${side}&correlation=${String(correlation)}`;
  return (await gateway.call<Page<UsageEvent>>(REPORTERS[side], 'GET', path)).body.items;
};

/** What makes a row of a kind, with every member that may be there in one of them. */
async function rowsOfKind(kind: Leaf['kind'], side: Side): Promise<readonly Row[]> {
  const row = { ...base(side), kind };
  if (kind === 'nil') return [row];
  const named = [
    { recordId: 'HR-2026-000117', case: 'C-2026/7', items: ['since', 'status'] },
    { count: 12, outcome: 'empty' },
  ];
  if (kind !== 'correction')
    return named.map((change) => ({ ...row, ...change, id: uuid(), correlation: uuid() }));
  const wrong = { ...base(side), count: 3 } as const;
  await send(side, 'array', wrong);
  const corrects = { corrects: wrong.id, correlation: wrong.correlation };
  const [known] = (await read(side, wrong)).filter(({ leaf }) => leaf.id === wrong.id);
  assert.ok(known);
  const retracts = exchangeDigest(known.leaf);
  return [{}, ...named, { retracts, count: 4 }].map((change) => ({
    ...row,
    ...corrects,
    ...change,
    id: uuid(),
  }));
}

for (const kind of LEAF_KINDS)
  for (const side of SIDES)
    for (const form of Object.keys(FORMS) as Form[])
      test(`${kind} of the ${side} as ${form}`, async () => {
        for (const row of await rowsOfKind(kind, side)) {
          await send(side, form, row);
          const event = (await read(side, row)).find(({ leaf }) => leaf.id === row['id']);
          assert.ok(event, 'found at once');
          assert.deepEqual(event.violations, []);
          const { leaf } = event;
          assert.deepEqual([leaf.kind, leaf.side, leaf.corrects], [kind, side, row['corrects']]);
          assert.equal(leaf.retracts === undefined, kind !== 'correction');
          for (const name of ['count', 'case', 'items'] as const)
            assert.deepEqual(leaf[name], row[name], name);
          assert.equal(leaf.record === undefined, row['recordId'] === undefined);
        }
      });

test('a correction of what is not known asks for what it takes back, and takes it', async () => {
  const row = { ...base('claim'), kind: 'correction', corrects: uuid(), count: 1 };
  const call = (body: Row) =>
    gateway.call<{ code: string }>(REPORTERS.claim, 'POST', PATHS.claim, {
      body,
      headers: { prefer: 'wait=20' },
    });
  const asked = await call(row);
  assert.deepEqual([asked.status, asked.body.code], [422, 'CONDITION_NOT_MET'], asked.text);
  assert.match(asked.text, /retracts/);
  assert.equal((await call({ ...row, retracts: 'ab'.repeat(32) })).status, 200);
});

test('a correction of a nil, which states no exchange, is refused with the reason', async () => {
  const nil = { ...base('claim'), kind: 'nil' };
  await send('claim', 'array', nil);
  const row = { ...base('claim'), kind: 'correction', corrects: nil.id, count: 1 };
  const refused = await gateway.call<{ code: string }>(REPORTERS.claim, 'POST', PATHS.claim, { body: row });
  assert.deepEqual([refused.status, refused.body.code], [422, 'CONDITION_NOT_MET'], refused.text);
  assert.match(refused.text, /no exchange/);
});

test('what the API describes, what a CSV may name and what a leaf has are the same members', async () => {
  const { text } = await gateway.call(REPORTERS.claim, 'GET', '/openapi.json');
  const { components } = JSON.parse(text) as {
    readonly components: { readonly schemas: Record<string, { properties: object; required: string[] }> };
  };
  const described = components.schemas['UsageEventInput'];
  assert.ok(described);
  assert.deepEqual(Object.keys(described.properties).sort(), [...ROW_FIELDS].sort());
  const needed = ROW_FIELDS.filter(
    (name) => !(LEAF_FIELDS as Record<string, { optional: boolean }>)[name]?.optional,
  );
  const plain = ['recordId', 'actorId', 'actor'];
  assert.deepEqual(described.required.toSorted(), needed.filter((name) => !plain.includes(name)).sort());
  const optional = fc.subarray([...ROW_FIELDS]);
  await fc.assert(
    fc.asyncProperty(optional, async (names) => {
      fc.pre(names.length > 0);
      const row = Object.fromEntries(
        names.map((name) => [name, name === 'count' ? 7 : name === 'items' ? ['a', 'b'] : `v-${name}`]),
      );
      const read = await rowsOf('text/csv', Buffer.from(csvOf([row])), atOnce);
      assert.deepEqual(read.rows, [row]);
    }),
  );
});
