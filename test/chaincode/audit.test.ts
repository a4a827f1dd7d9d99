// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { AUDITOR, caller, consortium, MANAGER, PROVIDER } from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const READ = { id: 'R-1', kind: 'grant', subjects: ['G-1'], purpose: { code: 'routine-audit' } };

test('an auditor of an auditing organisation records what it reads and why', async () => {
  const chain = await consortium();
  const read = await chain.submit<AuditRead>(AUDITOR, 'audit:recordRead', [{ ...READ, case: 'C-7' }]);
  assert.deepEqual(
    { ...read, recorded: read.recorded.by },
    {
      ...READ,
      case: 'C-7',
      type: 'audit-read',
      organisation: 'AuditorMSP',
      role: 'auditor',
      recorded: 'AuditorMSP',
    },
  );
  assert.deepEqual(await chain.evaluate(PROVIDER, 'audit:read', ['AuditorMSP', 'R-1']), read);
});

test('a read is recorded once: its id is not used again', async () => {
  const chain = await consortium();
  await chain.submit(AUDITOR, 'audit:recordRead', [READ]);
  await chain.refuses('ALREADY_EXISTS', AUDITOR, 'audit:recordRead', [READ]);
});

test('nobody records a read in a role that the organisation does not have', async () => {
  const chain = await consortium();
  const others = [
    ...[MANAGER, PROVIDER, caller('ProviderMSP', 'auditor'), caller('AuditorMSP', 'arbitrator')],
    ...[caller('AuditorMSP', 'officer'), caller('AuditorMSP', 'admin'), caller('AuditorMSP', 'submitter')],
  ];
  for (const by of others) await chain.refuses('ROLE_REQUIRED', by, 'audit:recordRead', [READ]);
  await chain.refuses('NOT_A_MEMBER', caller('OutsiderMSP', 'auditor'), 'audit:recordRead', [READ]);
});

test('a read names what the ledger knows, a purpose, and nothing else', async () => {
  const chain = await consortium();
  for (const [code, change] of [
    ['INVALID_ARGUMENT', { purpose: {} }],
    ['INVALID_ARGUMENT', { kind: 'all' }],
    ['INVALID_ARGUMENT', { subjects: [''] }],
    ['INVALID_ARGUMENT', { subjects: ['two words'] }],
    ['INVALID_ARGUMENT', { organisation: 'ProviderMSP' }],
    ['RAW_DATA', { subjects: ['11010519491231002X'] }],
    ['RAW_DATA', { purpose: { code: 'a', text: 'about 11010519491231002X' } }],
  ] as const) {
    await chain.refuses(code, AUDITOR, 'audit:recordRead', [{ ...READ, ...change }]);
  }
});

test('the journals of an organisation and the head of each can be read as a whole', async () => {
  const chain = await consortium();
  for (const journal of ['J2', 'J1']) await chain.submit(PROVIDER, 'journal:open', [{ journal }]);
  assert.deepEqual(await chain.evaluate(AUDITOR, 'audit:listJournals', ['ProviderMSP']), {
    type: 'journal-list',
    organisation: 'ProviderMSP',
    journals: ['J1', 'J2'],
  });
  assert.deepEqual(await chain.evaluate(AUDITOR, 'audit:readJournalHead', ['ProviderMSP', 'J1', '0']), {
    type: 'journal-head',
    organisation: 'ProviderMSP',
    journal: 'J1',
    batches: 0,
    root: NO_ROOT,
  });
  await chain.refuses('NOT_FOUND', AUDITOR, 'audit:readJournalHead', ['ProviderMSP', 'J1', '1']);
  await chain.refuses('INVALID_ARGUMENT', AUDITOR, 'audit:readJournalHead', ['ProviderMSP', 'J1', '-1']);
});
