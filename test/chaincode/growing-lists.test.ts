// SPDX-License-Identifier: Apache-2.0
/** No list of a record grows without end: every place that appends to one, and what bounds it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { submitted } from '@catalog-chain/chaincode/domain/catalogue/resource';
import type {
  PendingContent,
  Resource,
  Review,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { ensureDeclarable, ensureGrows, MOST_ENTRIES } from '@catalog-chain/chaincode/domain/growing-lists';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { contested, met } from '@catalog-chain/chaincode/domain/law/obligations';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS as T } from '@catalog-chain/chaincode/domain/names';
import type { Deadline } from '@catalog-chain/chaincode/domain/records';
import type { Disposal } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import { declared } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import type { CatalogueChange } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import { updated } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import type { SourceUpdate } from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import { updateDeclared } from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import type { Closure } from '@catalog-chain/chaincode/domain/period/period-records';
import { closureOf } from '@catalog-chain/chaincode/domain/period/period';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { rectified } from '@catalog-chain/chaincode/domain/sharing/rectification';
import { CONSUMER, MANAGER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { daysOn, grantOf, market, readGrant, seed } from '../support/sharing.js';
import { test } from '../support/testing.js';

/** By file: how often it appends to a list that a record keeps, and what bounds each. */
const APPENDS: Readonly<Record<string, readonly string[]>> = {
  'domain/stewardship/disposal.ts': ['contested: a declaration each'],
  'domain/usage/seal.ts': ['sealed-month: SEAL_LIMITS.inMonth'],
  'domain/usage/journal.ts': ['open-journals: JOURNAL_LIMITS'],
  'domain/dispute/dispute-ruling.ts': ['rulings: two instances'],
  'domain/dispute/correction.ts': ['answers: handed over once'],
  'domain/dispute/dispute-assignment.ts': [
    'arbitrators: each organisation once',
    'no list grows: its last one',
  ],
  'domain/dispute/dispute-coordination.ts': ['steps: of one referral'],
  'domain/dispute/dispute.ts': [
    'steps: each state once, or once for each who decides',
    'no list grows: its last one',
  ],
  'domain/law/obligations.ts': ['contested: a declaration each'],
  'domain/upkeep/source-agency.ts': ['contested: a declaration each'],
  'domain/upkeep/catalogue-change.ts': ['contested: a word each'],
  'domain/members/former-roles.ts': ['formerRoles: the roles that there are, each once'],
  'domain/period/period.ts': ['verdicts: MOST_ENTRIES.revisions of each side'],
  'domain/catalogue/resource.ts': ['reviews: MOST_ENTRIES.reviews', 'reviews: the last one, of a version'],
  'domain/sharing/request.ts': ['decisions: decided and confirmed'],
  'domain/sharing/rectification.ts': ['contested: a declaration each'],
  'domain/sharing/grant.ts': [
    'history: MOST_ENTRIES.history',
    'history: MOST_ENTRIES.history',
    'purposes: variations are in the history',
    'items, systems, thirdParties: variations are in the history',
    'history: ends it',
    'history: MOST_ENTRIES.history, or lifts or ends it',
  ],
  'lookups/usage/journal-lists.ts': ['closed-journals: those opened in a month', 'the same'],
  'lookups/members/limits.ts': [
    'open-requests: the policy’s limit',
    'open-disputes: the policy’s limit',
    'disputed-grant: those that are open',
    'open-corrections, open-variations: the policy’s limit',
    'open-demands: the policy’s limit',
  ],
};

/** What is spread into a list that is no record's: of an event, an answer, a proof, a table. */
const NO_RECORD =
  /organisations: \[|by\(\[|new Set\(\[\.\.\.standing|Buffer\.from|rawRoot|pairs\.keys|\bfrozen|\[\.\.\.parties\]|\.\.\.new Set\(\[|as const\) : \[\]/;

const root = path.resolve(import.meta.dirname, '../../../chaincode/src');

test('every place that appends to a list says what bounds it', () => {
  const found: Record<string, number> = {};
  const files = ['domain', 'contracts', 'lookups'].flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(room, file),
    ),
  );
  for (const file of files.filter((one) => one.endsWith('.ts'))) {
    const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
    const here = lines.filter((line) => /\[\.\.\..*, /.test(line) && !NO_RECORD.test(line));
    if (here.length > 0) found[file] = here.length;
  }
  const known = Object.entries(APPENDS).map(([file, bounds]) => [file, bounds.length] as const);
  assert.deepEqual(found, Object.fromEntries(known));
});

const code = 'LIMIT_REACHED';
const stamp = { at: '2026-03-05T00:00:00.000Z', tx: '0'.repeat(64), by: 'ConsumerMSP' };
const many = <X>(one: X, most: number): X[] => Array.from({ length: most }, () => one);
const objection = { declaredAt: stamp.at, reason: 'Not so.', stamp };

test('what is declared is contested so often, and then is declared no more', () => {
  const list = (most: number) => ({ contested: many(objection, most) });
  const [full, room] = [list(MOST_ENTRIES.contested), list(MOST_ENTRIES.contested - 1)];
  assert.throws(
    () => {
      ensureDeclarable(full);
    },
    { code },
  );
  ensureDeclarable(room);
  ensureDeclarable({});
  const owed = { state: 'open', dueAt: daysOn(1), owedBy: 'ConsumerMSP' };
  const obligation = (of: object): Obligation => ({ ...owed, ...of }) as unknown as Obligation;
  assert.throws(() => met(obligation(full), 'declared', stamp), { code });
  assert.equal(met(obligation(full), 'use', stamp).state, 'met', 'what shows by itself needs no room');
  const again = contested(
    met(obligation(room), 'declared', stamp),
    'Not so.',
    BUILT_IN_POLICY.calendar,
    stamp,
  );
  assert.throws(() => met(again, 'declared', stamp), { code });
  const disposal = { ...full, consumer: 'ConsumerMSP', state: 'owed' } as unknown as Disposal;
  const method = { method: 'destroyed', on: '2026-03-04' } as unknown as Parameters<typeof declared>[1];
  assert.throws(() => declared(disposal, method, BUILT_IN_POLICY.calendar, stamp), { code });
  const update = { ...full, organisation: 'ConsumerMSP', state: 'asked' } as unknown as SourceUpdate;
  assert.throws(() => updateDeclared(update, 'Done.', stamp), { code });
  const change = { ...full, organisation: 'ConsumerMSP', state: 'open' } as unknown as CatalogueChange;
  assert.throws(() => updated(change, { text: 'Nothing to change.' }, stamp), { code });
  assert.equal(updated(change, { entries: ['ConsumerMSP:A'] }, stamp).state, 'updated');
  const grant = { state: 'suspended', rectification: full } as unknown as Grant;
  assert.throws(() => rectified(grant, { text: 'Done.', stamp }, stamp), { code });
});

test('one version is handed in, and one month closed, so often', () => {
  const reviews = many({ approved: false, stamp } as unknown as Review, MOST_ENTRIES.reviews);
  const pending = { state: 'draft', digest: 'd', reviews } as unknown as PendingContent;
  const resource = { state: 'draft', version: 0, pending } as unknown as Resource;
  assert.throws(() => submitted(resource, {} as Deadline, BUILT_IN_POLICY, stamp), { code });
  const former = { batches: 1, revision: MOST_ENTRIES.revisions } as unknown as Closure;
  const gathered = {
    sum: { value: { batches: 2, total: {} } },
    journals: [],
    sealed: 0,
  } as unknown as Parameters<typeof closureOf>[2];
  const closing = { grant: 'G', period: '2026-03', side: 'claim' } as Parameters<typeof closureOf>[0];
  assert.throws(() => closureOf(closing, 'ConsumerMSP', gathered, former, {} as Deadline, stamp), { code });
  ensureGrows(MOST_ENTRIES.revisions - 1, MOST_ENTRIES.revisions);
});

/** A grant whose history is as long as one of its parties may make it, as an older ledger may hold a longer one. */
async function swollen(entries: number): Promise<ChaincodeHarness> {
  const chain = await market();
  const grant = await grantOf(chain);
  const { effective } = grant.history[0];
  const change = { action: 'resumed', reason: 'Again.', effective, stamp: grant.changed } as const;
  const held: Grant = { ...grant, history: [grant.history[0], ...many(change, entries - 1)] };
  seed(chain, held, grant.id);
  return chain;
}

test('a grant’s parties change it so often; a manager still suspends it, and whoever may lifts or ends it', async () => {
  const chain = await swollen(MOST_ENTRIES.history);
  const why = { id: 'REQ-1', reason: 'Once more.' };
  await chain.refuses(code, PROVIDER, T.grantSuspend, [why]);
  await chain.refuses(code, PROVIDER, T.grantRenew, [{ id: 'REQ-1', to: daysOn(700) }]);
  await chain.submit(MANAGER, T.grantSuspend, [why]);
  await chain.submit(MANAGER, T.grantResume, [why]);
  const revoked = await chain.submit<Grant>(CONSUMER, T.grantRevoke, [why]);
  assert.deepEqual([revoked.state, revoked.history.length], ['revoked', MOST_ENTRIES.history + 3]);
});

test('a grant of before whose history is longer is read, used and ended as it was', async () => {
  const chain = await swollen(MOST_ENTRIES.historyOfManagers + 50);
  const why = { id: 'REQ-1', reason: 'Once more.' };
  await chain.refuses(code, MANAGER, T.grantSuspend, [why]);
  assert.equal((await readGrant(chain)).state, 'active');
  assert.equal((await chain.submit<Grant>(PROVIDER, T.grantRevoke, [why])).state, 'revoked');
});
