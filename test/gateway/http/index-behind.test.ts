// SPDX-License-Identifier: Apache-2.0
/** An index that is seconds behind its ledger, as on a machine with too much to do: who is overtaken is told what there is, and not that it was refused. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Ledger, LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import { content, registerMembers, registerSystems } from '../../support/api-flows.js';
import { MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

/** Longer than anybody looks again for. */
const BEHIND_MS = 2_500;
const opened = new AsyncDisposableStack();
let gateway: TestGateway;
let isBehind = false;

const late = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'blocks') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return async function* (options: Parameters<Ledger['blocks']>[0]): AsyncGenerator<LedgerBlock> {
        for await (const block of target.blocks(options)) {
          if (isBehind) await delay(BEHIND_MS);
          yield block;
        }
      };
    },
  });

beforeAll(async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-behind-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  const real = opened.use(await openEmbeddedLedger({ directory, clock: Date.now }));
  gateway = opened.use(await startTestGateway({ over: late(real) }));
  await registerMembers(gateway);
  await registerSystems(gateway);
});
afterAll(() => opened.disposeAsync());

interface Answers {
  readonly rows: readonly {
    readonly status: string;
    readonly code?: string;
    readonly underReview?: string;
  }[];
}

test('two managers who publish one entry at once, before the index has seen either, are both told that it is published', async () => {
  const entries = [{ code: 'BEHIND', content: content('conditional') }];
  const officer = [PROVIDER, 'officer'] as const;
  const entered = await gateway.call<Answers>(officer, 'POST', '/v1/resource-entries', { body: { entries } });
  const reviews = [{ id: `${PROVIDER}:BEHIND`, digest: entered.body.rows[0]?.underReview }];
  isBehind = true;
  const both = await Promise.all(
    [1, 2].map(() =>
      gateway.call<Answers>([MANAGER, 'officer'], 'POST', '/v1/resource-reviews', { body: { reviews } }),
    ),
  );
  isBehind = false;
  const statuses = both.map(({ body }) => body.rows[0]?.status).sort();
  assert.deepEqual(statuses, ['unchanged', 'written']);
});
