// SPDX-License-Identifier: Apache-2.0
/** What the sheet tells somebody who asks who used his record: what was reported, and what the ledger found of it. */
import path from 'node:path';
import { expect, test } from '../../support/testing.js';

const EXCHANGES = path.resolve(
  import.meta.dirname,
  '../../../../gateway/console/src/pages/usage/exchanges.ts',
);

interface Exchange {
  readonly purposes: readonly string[];
  readonly violations: readonly string[];
}

interface Exchanges {
  readonly exchangesOf: (uses: readonly object[]) => readonly Exchange[];
  readonly purposeWords: (purposes: readonly string[], allowed: readonly object[]) => string;
}

const report = (side: string, purpose: string, violations: readonly string[]): object => ({
  organisation: side === 'claim' ? 'ConsumerMSP' : 'ProviderMSP',
  violations,
  leaf: {
    id: side,
    side,
    purpose,
    kind: 'use',
    grant: 'G-1',
    correlation: 'exchange-1',
    at: '2026-10-10T04:00:00.000Z',
    action: 'query',
  },
});

test('a use has the purpose that was reported of it, and what the ledger found of either side', async () => {
  const { exchangesOf, purposeWords } = (await import(EXCHANGES)) as Exchanges;
  const allowed = [{ code: 'means-test', text: 'Checks of means' }];
  const [use] = exchangesOf([
    report('claim', 'desk-service', ['wrong-purpose']),
    report('attestation', 'desk-service', ['wrong-purpose', 'reported-late']),
  ]);
  expect(use?.violations).toEqual(['wrong-purpose', 'reported-late']);
  expect(purposeWords(use?.purposes ?? [], allowed)).toBe('desk-service');
  const [differing] = exchangesOf([
    report('claim', 'means-test', []),
    report('attestation', 'desk-service', ['wrong-purpose']),
  ]);
  expect(purposeWords(differing?.purposes ?? [], allowed)).toBe('Checks of means; desk-service');
});
