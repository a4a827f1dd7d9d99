// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { decodeCursor, encodeCursor, isHandedOut } from '@catalog-chain/gateway/index/model/cursor';
import { AuditReads } from '@catalog-chain/gateway/usecases/audit-reads';
import type { Records } from '@catalog-chain/gateway/usecases/records';
import type { Viewers } from '@catalog-chain/gateway/usecases/viewers';
import { test } from '../support/testing.js';

const byHand = (scope: string, position: number): string =>
  Buffer.from(JSON.stringify([scope, position, 'x'])).toString('base64url');

test('a cursor made by hand is read like one of another replica, and told from those handed out here', () => {
  const given = encodeCursor('scope', 7);
  assert.equal(decodeCursor<number>('scope', given, 'number'), 7);
  assert.equal(decodeCursor<number>('scope', byHand('scope', 7), 'number'), 7);
  assert.deepEqual(
    [isHandedOut(given), isHandedOut(byHand('scope', 7)), isHandedOut('x')],
    [true, false, false],
  );
  assert.throws(() => decodeCursor<number>('other', given, 'number'), { code: 'CURSOR_INVALID' });
  assert.throws(() => decodeCursor<number>('scope', `${given}A`, 'number'), { code: 'CURSOR_INVALID' });
});

test('further pages of a read on record are not recorded again; a cursor made by hand begins a read of its own', async () => {
  let recorded = 0;
  const records = { act: () => Promise.resolve((recorded += 1)) } as unknown as Records;
  const viewers = { readsOnRecord: () => Promise.resolve(true) } as unknown as Viewers;
  const reads = new AuditReads(records, viewers, () => 0);
  const auditor = { organisation: 'AuditorMSP', user: 'a', role: 'auditor' } as const;
  const note = (cursor?: string): Promise<void> =>
    reads.note(auditor, { kind: 'grant', ids: [] }, { purpose: 'routine' }, cursor);
  await note();
  await note(encodeCursor('scope', 1));
  assert.equal(recorded, 1);
  await note(byHand('scope', 0));
  assert.equal(recorded, 2);
});
