// SPDX-License-Identifier: Apache-2.0
/**
 * What a member learns that is no party, has a peer, and looks at every byte of every block: measured on uses that went in through the
 * API, whose truth is known here. The table in docs/secrecy.md holds what is measured.
 */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { v7 as uuid } from 'uuid';
import { commit, pseudonym, sealSalt } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { sealOf } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { LeafReader } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../support/gateway.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const GRANTS = ['G-ONE', 'G-TWO'] as const;
const RECORDS = 40;
const CLERKS = 5;
/** Each record is used so often under each grant. */
const TIMES = 3;
/** All identifiers that there can be, as an attacker would list them. */
const SPACE = 10_000;

const recordName = (n: number): string => `HR-2026-${String(n).padStart(6, '0')}`;
const clerkName = (n: number): string => `clerk ${n} of window ${n}`;
/** Spread over the space, so that no run of numbers gives them away. */
const used = Array.from({ length: RECORDS }, (_, n) => recordName((n * 241 + 17) % SPACE));
const clerks = Array.from({ length: CLERKS }, (_, n) => clerkName(n));
const everyName = Array.from({ length: SPACE }, (_, n) => recordName(n));

let gateway: TestGateway;
let blocks: LedgerBlock[];
let leaves: Leaf[];
const figures = new Map<string, string>();

const REPORTERS = {
  claim: { as: [CONSUMER, 'submitter'], at: '/v1/usage-events', system: CONSUMER_SYSTEM },
  attestation: { as: [PROVIDER, 'submitter'], at: '/v1/attestations', system: SYSTEM },
} as const;

/** Both sides tell of every use, each with clerks of its own. */
async function report(id: string): Promise<void> {
  const exchanges = Array.from({ length: RECORDS * TIMES }, (_, n) => ({
    correlation: uuid(),
    recordId: used[n % RECORDS],
    actorId: clerks[n % CLERKS],
  }));
  for (const { as, at, system } of Object.values(REPORTERS)) {
    const body = exchanges.map((exchange) => ({
      ...exchange,
      id: uuid(),
      kind: 'use',
      grant: id,
      action: 'query',
      purpose: 'housing',
      outcome: 'ok',
      at: new Date().toISOString(),
      system,
    }));
    const answer = await gateway.call<Reported>(as, 'POST', at, { body, headers: { prefer: 'wait=20' } });
    assert.equal(answer.body.state, 'committed', answer.text);
  }
}

/** So many exchanges are sealed under each grant, by both sides. */
const SEALED = 20;

interface Exchange {
  readonly grant: string;
  readonly correlation: string;
  readonly recordId: string;
}

const sealedExchanges: Exchange[] = GRANTS.flatMap((id) =>
  Array.from({ length: SEALED }, (_, n) => ({
    grant: id,
    correlation: uuid(),
    recordId: used[n] ?? '',
  })),
);
const sealedAt = new Map<string, number>();

/** Each side has the ids of its uses made when these happen, as software does. */
async function seal(): Promise<void> {
  const sealing = { organisations: [CONSUMER, PROVIDER], days: 30 };
  const policy = { body: { ...rulesOf(BUILT_IN_POLICY), sealing } };
  assert.equal((await gateway.call([MANAGER, 'officer'], 'POST', '/v1/policies', policy)).status, 201);
  const discloseBy = new Date(Date.now() + 86_400_000).toISOString();
  for (const [side, { as, system }] of Object.entries(REPORTERS)) {
    const events = sealedExchanges.map((exchange, n) => {
      const msecs = Date.now() - 1_500 * (sealedAt.size + 1);
      const id = uuid({ msecs });
      sealedAt.set(id, msecs);
      const fixed = { kind: 'use', action: 'query', purpose: 'housing', outcome: 'ok' };
      const at = new Date(msecs).toISOString();
      return { ...exchange, ...fixed, id, at, system, actorId: clerks[n % CLERKS] };
    });
    const body = { side, discloseBy, events };
    const { status, text } = await gateway.call([as[0], 'officer'], 'POST', '/v1/seals', { body });
    assert.equal(status, 201, text);
  }
}

async function everyBlock(): Promise<LedgerBlock[]> {
  const { height } = await gateway.ledger.info();
  const found: LedgerBlock[] = [];
  for await (const block of gateway.ledger.blocks({ from: 0, signal: AbortSignal.timeout(20_000) })) {
    found.push(block);
    if (block.number === height - 1) break;
  }
  return found;
}

/** The arguments of batches, inflated: what their reporters wrote. */
function batchTexts(): string[] {
  const calls = blocks.flatMap(({ transactions }) => transactions);
  return calls
    .filter(({ transaction }) => transaction === TRANSACTIONS.usageSubmit)
    .map(({ args }) => inflateSync(args[1] ?? new Uint8Array()).toString('utf8'));
}

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  const resource = await publish(gateway, 'KEPT', 'conditional');
  for (const id of GRANTS) await grant(gateway, id, resource);
  for (const id of GRANTS) await report(id);
  await seal();
  blocks = await everyBlock();
  const reader = new LeafReader();
  leaves = batchTexts().flatMap((text) => text.split('\n').map((line) => reader.read(line).leaf));
  assert.equal(leaves.length, 2 * GRANTS.length * RECORDS * TIMES);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const under = (id: string): Leaf[] => leaves.filter((leaf) => leaf.grant === id);
const distinct = (list: readonly Leaf[], member: 'record' | 'actor' | 'correlation'): Set<string> =>
  new Set(list.flatMap((leaf) => leaf[member] ?? []));
const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  [...a].filter((one) => b.has(one)).length;
const count = (name: string, found: number, of: number): void => {
  figures.set(name, `${found} of ${of}`);
};

async function keyOf(id: string): Promise<Buffer> {
  const call = { transaction: TRANSACTIONS.keyRead, args: [id] };
  const found = await gateway.ledger.evaluate({ mspId: PROVIDER, user: 'officer' }, call);
  const { recordKey } = JSON.parse(Buffer.from(found).toString('utf8')) as { recordKey: string };
  return Buffer.from(recordKey, 'base64url');
}

test('no name of a record or clerk is in any byte of a block, nor is a key', async () => {
  const bytes = [
    ...blocks.flatMap(({ transactions }) => transactions.map(({ envelope }) => Buffer.from(envelope))),
    ...batchTexts().map((text) => Buffer.from(text)),
  ];
  const isThere = (name: Buffer): boolean => bytes.some((one) => one.includes(name));
  assert.ok(isThere(Buffer.from('G-ONE')), 'what is public is found');
  const names = [...used, ...clerks];
  count(
    'names of records and clerks found',
    names.filter((one) => isThere(Buffer.from(one))).length,
    names.length,
  );
  const keys = await Promise.all(GRANTS.map(keyOf));
  const forms = keys.flatMap((key) => [
    key,
    Buffer.from(key.toString('base64url')),
    Buffer.from(key.toString('hex')),
  ]);
  count('record keys found, in three forms each', forms.filter(isThere).length, forms.length);
});

test('under one grant, uses of one record, and of one clerk, are seen to be of one', () => {
  const [one, two] = GRANTS.map((id) => distinct(under(id), 'record'));
  assert.ok(one && two);
  count('records told apart under one grant', one.size, RECORDS);
  count('records linked across two grants', shared(one, two), RECORDS);
  const side = (id: string): Set<string> =>
    distinct(
      under(id).filter((leaf) => leaf.side === 'claim'),
      'actor',
    );
  count('clerks of one side told apart under one grant', side('G-ONE').size, CLERKS);
  count('clerks linked across two grants', shared(side('G-ONE'), side('G-TWO')), CLERKS);
  const other = distinct(
    under('G-ONE').filter((leaf) => leaf.side === 'attestation'),
    'actor',
  );
  count('clerks linked across the two sides of one grant', shared(side('G-ONE'), other), CLERKS);
});

test('both sides of one exchange are linked, by design', () => {
  const [claims, attestations] = (['claim', 'attestation'] as const).map((side) =>
    distinct(
      leaves.filter((leaf) => leaf.side === side),
      'correlation',
    ),
  );
  assert.ok(claims && attestations);
  count('claims linked to their attestations', shared(claims, attestations), claims.size);
});

/** All that an outsider can key a guess with: nothing, and whatever stands on the ledger. */
async function publicKeys(): Promise<readonly Buffer[]> {
  const { genesisHash } = await gateway.ledger.info();
  const hashes = await Promise.all(
    GRANTS.map(async (id) =>
      createHash('sha256')
        .update(await keyOf(id))
        .digest(),
    ),
  );
  const named = [...GRANTS, PROVIDER, CONSUMER].map((name) => createHash('sha256').update(name).digest());
  return [Buffer.alloc(32), Buffer.from(genesisHash, 'hex'), ...hashes, ...named];
}

test('whoever lists all identifiers finds none without the key, and all of one grant with it', async () => {
  const there = distinct(leaves, 'record');
  let guesses = 0;
  let hits = 0;
  const guess = (made: string): void => {
    guesses += 1;
    if (there.has(made)) hits += 1;
  };
  const keys = await publicKeys();
  for (const name of everyName) {
    guess(createHash('sha256').update(name).digest('base64url'));
    for (const key of keys) {
      guess(commit(key, name));
      guess(createHmac('sha256', key).update(name).digest('base64url'));
    }
  }
  count('guesses at records that hit, without a key', hits, guesses);
  const key = await keyOf('G-ONE');
  const opened = new Set(everyName.map((name) => commit(key, name)));
  count(
    'records of its grant opened by whoever holds the key',
    shared(distinct(under('G-ONE'), 'record'), opened),
    RECORDS,
  );
  count(
    'records of the other grant opened by the same',
    shared(distinct(under('G-TWO'), 'record'), opened),
    RECORDS,
  );
  const actors = distinct(leaves, 'actor');
  const attempts = [...keys, key].flatMap((secret) =>
    GRANTS.flatMap((id) => clerks.map((name) => pseudonym(secret, id, name))),
  );
  count(
    'guesses at clerks that hit, with a record key and without',
    attempts.filter((one) => actors.has(one)).length,
    attempts.length,
  );
});

test('what is said of each use in clear is what the documentation says', () => {
  const clear = new Set(
    leaves.flatMap((leaf) =>
      Object.entries(leaf).flatMap(([name, value]) => (value === undefined ? [] : name)),
    ),
  );
  for (const keyed of ['record', 'actor']) assert.ok(clear.delete(keyed));
  figures.set('said of each use in clear', [...clear].sort().join(', '));
  const headers = blocks.flatMap(({ transactions }) =>
    transactions.filter(({ transaction }) => transaction === TRANSACTIONS.usageSubmit),
  );
  figures.set('transactions that show when and how many', `${headers.length} of ${headers.length}`);
});

const sealCalls = (): LedgerBlock['transactions'] =>
  blocks.flatMap(({ transactions }) =>
    transactions.filter(({ transaction }) => transaction === TRANSACTIONS.sealCommit),
  );
const seals = (): Seal[] =>
  sealCalls()
    .flatMap(({ writes }) => writes)
    .filter(({ key }) => key.startsWith('\0seal\0'))
    .map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString('utf8')) as Seal);

test('of what is sealed no field is in any byte of its transactions', () => {
  const bytes = sealCalls().map(({ envelope }) => Buffer.from(envelope));
  const isThere = (text: string): boolean => bytes.some((one) => one.includes(Buffer.from(text)));
  assert.ok(isThere(PROVIDER), 'what is public is found');
  const fields = [
    ...GRANTS,
    ...[CONSUMER_SYSTEM, SYSTEM, 'housing'],
    ...sealedExchanges.flatMap(({ correlation, recordId }) => [correlation, recordId]),
    ...[...sealedAt.values()].map((ms) => new Date(ms).toISOString()),
  ];
  const distinctFields = [...new Set(fields)];
  count('fields of sealed uses found', distinctFields.filter(isThere).length, distinctFields.length);
  const clear = new Set(seals().flatMap((one) => Object.keys(one)));
  figures.set('said of each sealed use in clear', [...clear].sort().join(', '));
});

test('sealed sides are linked; who else they concern takes the key and the exchange', async () => {
  const all = seals();
  const exchangesOf = (side: string): Set<string> =>
    new Set(all.filter((one) => one.side === side).map(({ exchange }) => exchange));
  const [claims, attestations] = [exchangesOf('claim'), exchangesOf('attestation')];
  count('sealed claims linked to their sealed attestations', shared(claims, attestations), claims.size);
  const guessed = (exchange: Exchange, record: string, key: Buffer): string =>
    sealOf({ ...PLAIN, ...exchange, record }, sealSalt(key, exchange.correlation)).exchange;
  const keys = await publicKeys();
  const guesses = sealedExchanges.flatMap((one) =>
    keys.flatMap((key) => keys.map((other) => guessed(one, commit(other, one.recordId), key))),
  );
  count(
    'sealed uses recognised by who knows all of them and has no key',
    guesses.filter((one) => claims.has(one)).length,
    guesses.length,
  );
  const key = await keyOf('G-ONE');
  const known = (id: string): number =>
    sealedExchanges
      .filter((one) => one.grant === id)
      .filter((one) => claims.has(guessed(one, commit(key, one.recordId), key))).length;
  count('sealed uses of its grant recognised by who has the key and the exchange', known('G-ONE'), SEALED);
  count('sealed uses of the other grant recognised by the same', known('G-TWO'), SEALED);
  const near = all.filter(({ id }) => Math.abs(timeOf(id) - (sealedAt.get(id) ?? 0)) < 1_000).length;
  count('sealed uses whose id, made when they happened, tells the second', near, all.length);
});

/** What both sides state of an exchange besides its names. */
const PLAIN: Leaf = {
  id: uuid(),
  kind: 'use',
  side: 'claim',
  correlation: '',
  grant: '',
  action: 'query',
  at: '',
  system: '',
  actor: '',
  purpose: 'housing',
  outcome: 'ok',
};

/** The time in a UUIDv7 (RFC 9562 §5.7). */
const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

test('the table in the documentation is what was measured', async () => {
  const rows = (await readFile(path.join(import.meta.dirname, '../../../docs/secrecy.md'), 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const table = new Map(
    rows.map((line) => line.split('|').map((cell) => cell.trim())).map((cells) => [cells[1], cells[2]]),
  );
  for (const [name, figure] of figures) process.stdout.write(`${JSON.stringify({ name, figure })}\n`);
  for (const [name, figure] of figures) assert.equal(table.get(name), figure, name);
});
