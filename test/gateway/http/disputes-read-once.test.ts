// SPDX-License-Identifier: Apache-2.0
/** What a page of disputes costs: what is the same for all of them is read once, however many there are. */
import assert from 'node:assert/strict';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { Records } from '@catalog-chain/gateway/usecases/records';
import { grant, publish } from '../../support/api-flows.js';
import { openBody, post, startCourt, take } from '../../support/dispute-flows.js';
import { MANAGER, PROVIDER, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const GRANTS = ['G-1', 'G-2'] as const;
const OF_EACH = 3;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startCourt();
  const resource = await publish(gateway, 'DISPUTED', 'conditional');
  for (const id of GRANTS) {
    await grant(gateway, id, resource);
    for (let i = 0; i < OF_EACH; i += 1) {
      const name = `D-${id}-${i}`;
      const { status, text } = await post(
        gateway,
        [PROVIDER, 'officer'],
        '',
        openBody(name, { kind: 'grant', grant: id }),
      );
      assert.equal(status, 201, text);
      await take(gateway, name, 'answer');
      await take(gateway, name, 'assignment');
    }
  }
});

afterAll(() => gateway[Symbol.asyncDispose]());

/** What lists are read of meanwhile; they are read as ever. */
async function listsReadDuring(work: () => Promise<void>): Promise<readonly string[]> {
  const read: string[] = [];
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { list } = Records.prototype;
  Records.prototype.list = new Proxy(list, {
    apply: (target, self, args: Parameters<Records['list']>): unknown => {
      read.push(args[0]);
      return Reflect.apply(target, self, args);
    },
  });
  try {
    await work();
  } finally {
    Records.prototype.list = list;
  }
  return read;
}

test('a page of disputes reads members once, and what was decided about a grant once for each who decides', async () => {
  const read = await listsReadDuring(async () => {
    const { status, text, body } = await gateway.call<Page<Dispute>>(
      [MANAGER, 'officer'],
      'GET',
      '/v1/disputes?state=assigned',
    );
    assert.equal(status, 200, text);
    assert.equal(body.items.length, GRANTS.length * OF_EACH);
  });
  assert.equal(read.filter((type) => type === 'organisation').length, 1);
  // The page itself, and of each grant the disputes that the same arbitrator decides.
  assert.equal(read.filter((type) => type === 'dispute').length, 1 + GRANTS.length);
});
