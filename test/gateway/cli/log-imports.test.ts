// SPDX-License-Identifier: Apache-2.0
/** Logs of exchanges, from the file to what the ledger's sides say of each other. */
import assert from 'node:assert/strict';
import type { Difference, Reconciliation } from '@catalog-chain/gateway/index/model/reconciliation';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Seen {
  readonly side: 'Client' | 'Producer';
  readonly consumer: string;
  readonly provider: string;
  readonly id: string;
  readonly more?: object;
}

const record = ({ side, consumer, provider, id, more }: Seen): object => ({
  securityServerType: side,
  requestInTs: Date.UTC(2026, 5, 15),
  clientXRoadInstance: 'LAB',
  clientMemberClass: 'GOV',
  clientMemberCode: consumer,
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'LAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: provider,
  serviceCode: 'get',
  messageId: `m-${id}`,
  xRequestId: id,
  succeeded: true,
  ...more,
});

interface Answer {
  readonly summary: Reconciliation;
  readonly items: readonly Difference[];
}

/** What the month says under the consumer's grant from the provider. */
async function monthOf(consumer: string, provider: string): Promise<Answer> {
  const as = [`LAB.GOV.${provider}`, 'officer'] as const;
  const address = `/v1/grants?consumer=LAB.GOV.${consumer}&provider=LAB.GOV.${provider}`;
  const { body } = await gateway.call<{ items: { id: string }[] }>(as, 'GET', address);
  assert.equal(body.items.length, 1);
  const month = `/v1/reconciliations/${body.items[0]?.id ?? ''}/2026-06`;
  return (await gateway.call<Answer>(as, 'GET', month)).body;
}

const verdictsOf = ({ summary }: Answer): number[] => [
  summary.matched,
  summary.unattested,
  summary.unreported,
  summary.contradicted,
];

const imported = async (records: readonly object[]): Promise<void> => {
  const { code, out } = await line.run('usage', 'import', await line.file(records), '--create-grants');
  assert.equal(code, 0, out);
};

test('two sides that name different consumers for one exchange contradict each other, under either grant', async () => {
  await imported([
    record({ side: 'Client', consumer: '1', provider: '9', id: 'x-1' }),
    record({ side: 'Producer', consumer: '2', provider: '9', id: 'x-1' }),
    record({ side: 'Client', consumer: '1', provider: '9', id: 'x-2' }),
    record({ side: 'Producer', consumer: '1', provider: '9', id: 'x-2' }),
    record({ side: 'Client', consumer: '1', provider: '9', id: 'x-3' }),
  ]);
  const claimed = await monthOf('1', '9');
  assert.deepEqual(verdictsOf(claimed), [1, 1, 0, 1]);
  const attested = await monthOf('2', '9');
  assert.deepEqual(verdictsOf(attested), [0, 0, 0, 1]);
  for (const { items } of [claimed, attested]) {
    const one = items.find(({ correlation }) => correlation === 'x-1');
    assert.deepEqual([one?.verdict, one?.fields], ['contradicted', ['grant']]);
  }
  assert.equal(attested.items[0]?.claim, undefined, "another consumer's claim is not shown");
});

test('an id that another consumer uses too, and both sides agree there, contradicts nothing', async () => {
  await imported([
    record({ side: 'Client', consumer: '3', provider: '8', id: 'same' }),
    record({ side: 'Client', consumer: '4', provider: '8', id: 'same' }),
    record({ side: 'Producer', consumer: '4', provider: '8', id: 'same' }),
  ]);
  assert.deepEqual(verdictsOf(await monthOf('3', '8')), [0, 1, 0, 0]);
  assert.deepEqual(verdictsOf(await monthOf('4', '8')), [1, 0, 0, 0]);
});

test("another provider's exchange under the same id contradicts nothing", async () => {
  await imported([
    record({ side: 'Client', consumer: '5', provider: '7', id: 'far' }),
    record({ side: 'Producer', consumer: '6', provider: '10', id: 'far' }),
  ]);
  assert.deepEqual(verdictsOf(await monthOf('5', '7')), [0, 1, 0, 0]);
});

test('a record that the log tells otherwise later is named, and the ledger keeps what it has', async () => {
  const told = (succeeded: boolean): object => ({
    ...record({ side: 'Client', consumer: '21', provider: '22', id: 'amended' }),
    succeeded,
  });
  await imported([told(true)]);
  const again = await line.run('usage', 'import', await line.file([told(false)]), '--create-grants');
  assert.equal(again.code, 1, again.out);
  assert.match(again.err, /USE_AMENDED .*Event [0-9a-f-]{36} was told otherwise before/);
  assert.deepEqual(verdictsOf(await monthOf('21', '22')), [0, 1, 0, 0], 'one claim, and no second one');
});

test('one log exported twice counts once, whatever its form and order of fields', async () => {
  const rows = [
    record({ side: 'Client', consumer: '11', provider: '12', id: 'e-1' }),
    record({ side: 'Producer', consumer: '11', provider: '12', id: 'e-1' }),
  ];
  await imported(rows);
  const columns = Object.keys(rows[0] ?? {}).reverse();
  const data = rows.map((row) => columns.map((name) => String((row as { [name: string]: unknown })[name])));
  const again = await line.run('usage', 'import', await line.file({ columns, data }), '--create-grants');
  assert.match(again.out, /^claims: 0 created, 0 updated, 1 unchanged$/m);
  assert.match(again.out, /^attestations: 0 created, 0 updated, 1 unchanged$/m);
  assert.deepEqual(verdictsOf(await monthOf('11', '12')), [1, 0, 0, 0]);
});

test('open data without xRequestId pairs by messageId, and a record without either is refused by row', async () => {
  const bare = (one: Seen, more: object): object =>
    Object.fromEntries(Object.entries({ ...record(one), ...more }).filter(([name]) => name !== 'xRequestId'));
  const client: Seen = { side: 'Client', consumer: '13', provider: '14', id: 'o-1' };
  const file = await line.file([
    bare(client, {}),
    bare({ ...client, side: 'Producer' }, {}),
    bare({ ...client, id: 'o-2' }, { messageId: undefined }),
  ]);
  const { code, out } = await line.run('usage', 'import', file, '--create-grants');
  assert.equal(code, 1);
  assert.match(out, /^refused: 1$/m);
  assert.deepEqual(verdictsOf(await monthOf('13', '14')), [1, 0, 0, 0]);
  const records = await gateway.call<{ items: { refused: number }[] }>(
    [MANAGER, 'officer'],
    'GET',
    '/v1/imports',
  );
  assert.ok(records.body.items.some(({ refused }) => refused === 1));
});
