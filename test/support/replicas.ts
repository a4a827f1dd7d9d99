// SPDX-License-Identifier: Apache-2.0
/**
 * Gateways in this process that share a ledger and one PostgreSQL wholly, as replicas of one organisation do. Who calls
 * them uses the same tokens.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.js';

export interface Replicas extends AsyncDisposable {
  readonly ledger: Ledger;
  /** Another one, or one that was closed before. @param number its own among all */
  start(number: number, options?: TestGatewayOptions): Promise<TestGateway>;
}

/** @param postgres URL of an empty database */
export async function openReplicas(postgres: string): Promise<Replicas> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'replicas-'));
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const ledger = opened.use(
    await openEmbeddedLedger({ directory: path.join(folder, 'ledger'), clock: Date.now }),
  );
  const shared = {
    actors: path.join(folder, 'actors'),
    keyFile: path.join(folder, 'webhook-key'),
    tokens: folder,
  };
  const all = opened.move();
  return {
    ledger,
    start: (number, options = {}) =>
      startTestGateway({ over: ledger, database: { postgres }, replica: { number, ...shared }, ...options }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
