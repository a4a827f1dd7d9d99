// SPDX-License-Identifier: Apache-2.0
/** Commands of the law, from the terminal to the ledger and back; and that there is a test for every one that is offered. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import type { Correction } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Ledger, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { grant, publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const DAY_MS = 86_400_000;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const REASON = ['--reason', 'For a test'] as const;
const TEXT = ['--text', 'This is what we say'] as const;

let gateway: TestGateway;
let resource: string;
let document: string;
let ahead = 0;
let loses = 0;

/** Commits, and forgets the answers to the next so many. */
const forgetful = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      if (name === 'submit')
        return async (transaction: PreparedTransaction) => {
          const outcome = await target.submit(transaction);
          if (loses <= 0) return outcome;
          loses -= 1;
          return { status: 'unknown', transactionId: transaction.transactionId, message: 'lost' };
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

beforeAll(async () => {
  gateway = await startTestGateway({ clock: () => Date.now() + ahead, ledger: forgetful });
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'HELD', 'conditional');
  document = path.join(gateway.config.stateDir, 'document.txt');
  writeFileSync(document, 'what is needed');
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const run = (by: string, ...words: readonly string[]): Promise<readonly string[]> =>
  commandLine(gateway, by, ...words);

async function got<T>(at: string): Promise<T> {
  const { status, text, body } = await gateway.call<T>(manager, 'GET', at);
  assert.equal(status, 200, text);
  return body;
}

const stateOf = async (id: string): Promise<string> => (await got<Obligation>(`/v1/obligations/${id}`)).state;

test('what a request lacks is told and given', async () => {
  const asked = await gateway.call(consumer, 'POST', '/v1/requests', { body: requestBody('R-1', resource) });
  assert.equal(asked.status, 201, asked.text);
  await run(PROVIDER, 'request', 'missing', 'R-1', '--paper', 'The scenario', 'The mandate');
  const told = await got<AccessRequest>('/v1/requests/R-1');
  assert.deepEqual(told.supplement?.missing, ['The scenario', 'The mandate']);
  await run(CONSUMER, 'request', 'supplement', 'R-1', '--scenario', 'Intake', '--document', document);
  const given = await got<AccessRequest>('/v1/requests/R-1');
  assert.deepEqual([given.terms.scenario, given.pending?.pausedAt], ['Intake', undefined]);
});

test('data are given, said not to have come, given again and received', async () => {
  await grant(gateway, 'G-1', resource);
  await run(PROVIDER, 'grant', 'deliver', 'G-1');
  await run(CONSUMER, 'grant', 'not-received', 'G-1', ...REASON);
  assert.equal(await stateOf('deliver-data~G-1'), 'open');
  await run(PROVIDER, 'grant', 'deliver', 'G-1');
  await run(CONSUMER, 'grant', 'received', 'G-1');
  const { met } = await got<Obligation>('/v1/obligations/deliver-data~G-1');
  assert.equal(met?.basis, 'confirmed');
});

test('wrong data is reported, answered, taken back and disputed', async () => {
  for (const id of ['C-1', 'C-2', 'C-3'])
    await run(CONSUMER, 'correction', 'report', 'G-1', '--item', 'status', '--id', id, ...TEXT);
  await run(PROVIDER, 'correction', 'answer', 'C-1', '--outcome', 'corrected', ...TEXT);
  await run(CONSUMER, 'correction', 'withdraw', 'C-2');
  await run(PROVIDER, 'correction', 'answer', 'C-3', '--outcome', 'not-wrong', ...TEXT);
  await run(CONSUMER, 'correction', 'dispute', 'C-3', '--dispute', 'D-3', ...TEXT);
  const states = ['C-1', 'C-2', 'C-3'].map(
    async (id) => (await got<Correction>(`/v1/corrections/${id}`)).state,
  );
  assert.deepEqual(await Promise.all(states), ['corrected', 'withdrawn', 'disputed']);
});

test('a misuse is stopped, said to be mended and not, and ends the grant', async () => {
  await grant(gateway, 'G-2', resource);
  await run(PROVIDER, 'grant', 'suspend', 'G-2', '--rectify-within', '5', ...REASON);
  await run(CONSUMER, 'grant', 'rectify', 'G-2', ...TEXT);
  await run(PROVIDER, 'grant', 'not-rectified', 'G-2', ...REASON);
  assert.equal(await stateOf('rectify-use~G-2~1'), 'open');
  const [line] = await run(PROVIDER, 'grant', 'revoke', 'G-2', ...REASON);
  assert.match(line ?? '', /^grant G-2 {2}revoked/);
});

test('a notice takes effect once its time has come', async () => {
  await grant(gateway, 'G-3', resource);
  const effective = new Date(Date.now() + 2 * DAY_MS).toISOString();
  const notice = ['--action', 'change', '--effective', effective, '--id', 'S-1', ...REASON];
  await run(PROVIDER, 'service', 'announce', 'G-3', ...notice);
  await run(CONSUMER, 'service', 'consult', 'S-1', '--agree');
  await run(PROVIDER, 'service', 'file', 'S-1', '--document', document);
  ahead = 3 * DAY_MS;
  const [line] = await run(PROVIDER, 'service', 'effect', 'S-1');
  assert.match(line ?? '', /effective/);
});

test('copies are disposed of as instructed, doubted and done again; an answer that was lost is asked for again', async () => {
  ahead = 0;
  const copied = await publish(gateway, 'COPIED', 'unconditional', ['copy']);
  const body = { ...requestBody('G-4', copied), mode: 'copy' };
  assert.equal((await gateway.call(consumer, 'POST', '/v1/requests', { body })).status, 201);
  await run(CONSUMER, 'grant', 'revoke', 'G-4', ...REASON);
  await run(PROVIDER, 'disposal', 'instruct', 'G-4', '--method', 'destroy');
  const on = new Date().toISOString().slice(0, 10);
  const done = ['--method', 'destroy', '--record', document, '--on', on];
  await run(CONSUMER, 'disposal', 'declare', 'G-4', ...done);
  await run(PROVIDER, 'disposal', 'contest', 'G-4', ...REASON);
  const { height } = await gateway.ledger.info();
  loses = 1;
  const [line] = await run(CONSUMER, 'disposal', 'declare', 'G-4', ...done);
  assert.match(line ?? '', /^disposal G-4 {2}declared/);
  assert.deepEqual([loses, (await gateway.ledger.info()).height], [0, height + 1]);
});

test('of several logins the authority’s is taken for what an authority does', async () => {
  const logins = [];
  for (const [role, organisation] of [
    ['provider', PROVIDER],
    ['manager', MANAGER],
  ] as const)
    logins.push({ role, organisation, token: await gateway.token(organisation, 'officer') });
  const file = path.join(gateway.config.stateDir, 'logins.json');
  writeFileSync(file, JSON.stringify({ url: gateway.url, logins }));
  const order = ['order', 'issue', PROVIDER, '--item', '39-4', '--within', '5', '--id', 'O-1', ...TEXT];
  for (const words of [order, ['order', 'withdraw', 'O-1']]) {
    let code: number | undefined;
    const said: string[] = [];
    const terminal = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) };
    const program = createProgram({ ...terminal, isTerminal: false }, (exit) => (code = exit));
    await program.parseAsync([...words, '--logins', file], { from: 'user' });
    assert.equal(code, 0, said.join());
  }
});

test('the report on supervision comes as a page to print, in the language that is asked for', async () => {
  const period = new Date().toISOString().slice(0, 7);
  const asked = ['supervision', '--member', PROVIDER, '--period', period, '--html', '--language'];
  for (const [language, tag, title] of [
    ['zh', 'zh-CN', '政务数据共享监督报告'],
    ['en', 'en', 'Supervision report on the sharing of government data'],
  ] as const) {
    const page = (await run(MANAGER, ...asked, language)).join('\n');
    const head = `<!doctype html><html lang="${tag}">`;
    assert.ok(page.startsWith(head) && page.includes(`<h1>${title}</h1>`), language);
  }
});

const GROUPS = [
  ...['catalogue-change', 'complaint', 'correction', 'criticise', 'data-return', 'demand', 'disposal'],
  ...['extension', 'grant', 'incident', 'list', 'obligations', 'order', 'overview', 'request', 'service'],
  ...['source', 'supervision', 'use-report', 'variation'],
];

/** The commands that have no others below them, as they are typed. */
const leavesOf = (command: Command, above: readonly string[] = []): string[][] => {
  const words = [...above, command.name()];
  return command.commands.length === 0
    ? [words]
    : command.commands.flatMap((below) => leavesOf(below, words));
};

test('every command of the law is run by a test', () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.test.ts') && !file.includes('node_modules') && !file.startsWith('dist'),
  );
  const texts = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  const typed = texts.replaceAll(/\s+/g, ' ');
  const program = createProgram({ out: () => 0, err: () => 0, isTerminal: false }, () => 0);
  const leaves = program.commands
    .filter((one) => GROUPS.includes(one.name()))
    .flatMap((one) => leavesOf(one));
  assert.ok(leaves.length > 50);
  const missing = leaves.filter((words) => !typed.includes(words.map((word) => `'${word}'`).join(', ')));
  assert.deepEqual(missing, []);
});
