// SPDX-License-Identifier: Apache-2.0
/** Whoever takes thousands of grants of a resource hides no use of a record, and keeps no auditor from looking. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Parts } from '@catalog-chain/gateway/http/app';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { KeyCount } from '@catalog-chain/gateway/usecases/sharing/commitments';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { AUDITOR, CONSUMER, MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

/** Taken over the years beside the one that is used: more than two pages of an index, and two records of a read. */
const OTHERS = 2_400;
const GRANT = 'G-USED';
/** Of these the organisation holds no key. */
const hasKey = (n: number): boolean => n % 100 !== 99;
const MISSING = OTHERS / 100;

/** The resource's grants as an index lists them: many before the one that is there. */
function withMany({ index, ledger, ...parts }: Parts): Parts {
  const list: Parts['index']['list'] = async (type, filter = {}, page = {}) => {
    const isMany = type === 'grant' && filter.resource !== undefined;
    const found = await index.list(type, filter, isMany ? {} : page);
    const [real] = found.items;
    if (!isMany || !real) return found;
    const from = Number(page.cursor ?? 0);
    const to = Math.min(from + (page.limit ?? 100), OTHERS);
    const items = Array.from({ length: to - from }, (_, n) => {
      const id = `M-${from + n}`;
      return { ...real, id, value: { ...real.value, id } };
    });
    return to < OTHERS ? { ...found, items, next: String(to) } : { ...found, items: [...items, real] };
  };
  const evaluate: Parts['ledger']['evaluate'] = (signatory, call) => {
    const [id = ''] = call.transaction === TRANSACTIONS.keyRead ? call.args : [];
    const number = /^M-(\d+)$/.exec(String(id))?.[1];
    if (number === undefined) return ledger.evaluate(signatory, call);
    if (!hasKey(Number(number))) return Promise.reject(new LedgerError('NOT_FOUND', 'There is no such key.'));
    const recordKey = createHash('sha256').update(number).digest('base64url');
    return Promise.resolve(Buffer.from(JSON.stringify({ recordKey })));
  };
  const changed = <T extends object>(whole: T, part: Partial<T>): T =>
    new Proxy(whole, {
      get: (target, name) => {
        const value: unknown = Reflect.get(name in part ? part : target, name);
        return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
      },
    });
  return { ...parts, index: changed(index, { list }), ledger: changed(ledger, { evaluate }) };
}

let gateway: TestGateway;
let resource: string;

beforeAll(async () => {
  gateway = await startTestGateway({ parts: withMany });
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'MANY', 'conditional');
  await grant(gateway, GRANT, resource);
  const use = {
    id: uuid(),
    kind: 'use',
    correlation: uuid(),
    grant: GRANT,
    recordId: 'HR-1',
    action: 'query',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
  };
  const sending = { body: use, headers: { prefer: 'wait=20' } };
  const { body, text } = await gateway.call<Reported>(
    [CONSUMER, 'submitter'],
    'POST',
    '/v1/usage-events',
    sending,
  );
  assert.equal(body.state, 'committed', text);
  const disclosure = { body: { to: AUDITOR, reason: 'audit' } };
  const told = await gateway.call(
    [CONSUMER, 'officer'],
    'POST',
    `/v1/grants/${GRANT}/key/disclosure`,
    disclosure,
  );
  assert.ok(told.status < 300, told.text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

type Found = Page<TrailEntry> & { readonly keys: KeyCount };
const question = {
  recordId: 'HR-1',
  get resource() {
    return resource;
  },
};

async function trailFor(as: readonly [string, 'officer' | 'auditor'], reason: object = {}): Promise<Found> {
  const sending = { body: { ...question, ...reason } };
  const { status, body, text } = await gateway.call<Found>(as, 'POST', '/v1/trails/record', sending);
  assert.equal(status, 200, text);
  return body;
}

const usesIn = ({ items }: Found): number => items.filter(({ entry }) => entry === 'usage').length;

test('a use under the last of thousands of grants is in the trail, which says how many keys it lacks', async () => {
  const found = await trailFor([CONSUMER, 'officer']);
  assert.equal(usesIn(found), 1);
  const { held, missing, without } = found.keys;
  assert.deepEqual({ held, missing }, { held: OTHERS + 1 - MISSING, missing: MISSING });
  assert.deepEqual(
    without,
    Array.from({ length: MISSING }, (_, n) => `M-${n * 100 + 99}`),
  );
});

test('an auditor looks at all of it, and every name that was looked at is on record', async () => {
  const found = await trailFor([AUDITOR, 'auditor'], { purpose: 'routine-audit' });
  assert.equal(usesIn(found), 1);
  const reads = await gateway.call<Page<AuditRead>>(
    [MANAGER, 'officer'],
    'GET',
    `/v1/audit-reads?organisation=${AUDITOR}`,
  );
  const sizes = reads.body.items.map(({ subjects }) => subjects.length);
  assert.deepEqual(
    sizes.toSorted((a, b) => a - b),
    [377, 1_000, 1_000],
  );
});

test('a bundle of the record is made of all of it, and its answer says the same', async () => {
  const asked = await gateway.call<Job & { readonly keys: KeyCount }>(
    [CONSUMER, 'officer'],
    'POST',
    '/v1/evidence/record',
    { body: question },
  );
  assert.deepEqual([asked.status, asked.body.keys.missing], [202, MISSING], asked.text.slice(0, 300));
});
