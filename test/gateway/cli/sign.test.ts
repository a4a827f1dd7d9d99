// SPDX-License-Identifier: Apache-2.0
/** Signing from the command line with a key in a file, which never leaves this machine. */
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import { readKey } from '@catalog-chain/gateway/cli/sign/key-file';
import { registerMembers } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let directory: string;
/** Everything that was sent to the gateway. */
const sent: string[] = [];
const { fetch: real } = globalThis;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-key-'));
  globalThis.fetch = async (input, init) => {
    const body = typeof init?.body === 'string' ? init.body : '';
    sent.push(`${JSON.stringify(init?.headers)} ${body}`);
    return real(input, init);
  };
});

afterAll(async () => {
  globalThis.fetch = real;
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const run = (...words: readonly string[]): Promise<readonly string[]> =>
  commandLine(gateway, MANAGER, ...words);
const file = (name: string): string => path.join(directory, name);

/** Asks no gateway. */
async function newKey(at: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const print = (line: string): number => lines.push(line);
  const program = createProgram({ out: print, err: print, isTerminal: false }, (code) => {
    assert.equal(code, 0);
  });
  await program.parseAsync(['node', 'catalog-chain', 'signer', 'key', at]);
  return lines;
}

async function made(name: string): Promise<string> {
  const [line = ''] = await newKey(file(name));
  assert.deepEqual(Object.keys(JSON.parse(line) as object), ['kty', 'crv', 'x', 'y']);
  assert.equal((await stat(file(name))).mode & 0o077, 0);
  return file(name);
}

test('one person enters a decision, another agrees to it and submits it, by command', async () => {
  const [first, second] = [await made('entering.pem'), await made('agreeing.pem')];
  for (const [code, key] of [
    ['officer-e001', first],
    ['officer-a002', second],
  ] as const)
    await run('signer', 'add', code, '--key', key, '--role', 'officer');
  const entry = file('entry.json');
  const entering = ['--role', 'officer', '--signer', 'officer-e001', '--key', first, '--enter', entry];
  const before = (await gateway.ledger.info()).height;
  await run('sign', 'suspendOrganisation', PROVIDER, ...entering);
  assert.equal((await gateway.ledger.info()).height, before, 'nobody has agreed yet');
  assert.ok(!(await readFile(entry, 'utf8')).includes('PRIVATE'));
  const agreeing = ['--role', 'officer', '--signer', 'officer-a002', '--key', second];
  const shown = await run('agree', entry, ...agreeing, '--dry-run');
  assert.match(
    shown[0] ?? '',
    /^ManagerMSP:officer-a002 agrees with ManagerMSP:officer-e001 to organisation:suspend/,
  );
  assert.equal((await gateway.ledger.info()).height, before);
  const [, , json = ''] = await run('agree', entry, ...agreeing);
  const { changed } = JSON.parse(json) as Organisation;
  assert.deepEqual([changed.signer, changed.agreed], ['ManagerMSP:officer-e001', 'ManagerMSP:officer-a002']);
  await run('sign', 'resumeOrganisation', PROVIDER, ...agreeing);
});

test('a signer is added, signs a decision and is revoked by command; no request carries the private key', async () => {
  const key = await made('officer.pem');
  const [added = ''] = await run('signer', 'add', 'officer-7f3a', '--key', key, '--role', 'officer');
  assert.match(added, /^ManagerMSP:officer-7f3a {2}active {2}officer {2}file {2}until 2/);
  const signing = ['--role', 'officer', '--signer', 'officer-7f3a', '--key', key];
  const lines = await run('sign', 'suspendOrganisation', CONSUMER, ...signing);
  assert.match(lines[0] ?? '', /^ManagerMSP:officer-7f3a signs organisation:suspend on chain catalog at 2/);
  assert.equal(lines[1], `  ${CONSUMER}`);
  const { changed, status } = JSON.parse(lines[2] ?? '') as Organisation;
  assert.deepEqual([status, changed.signer], ['suspended', 'ManagerMSP:officer-7f3a']);

  const content = file('update.json');
  await writeFile(content, JSON.stringify({ names: { en: 'Civil affairs bureau' }, roles: ['provider'] }));
  const before = (await gateway.ledger.info()).height;
  const shown = await run(
    'sign',
    'updateOrganisation',
    PROVIDER,
    ...signing,
    '--content',
    content,
    '--dry-run',
  );
  assert.match(shown[1] ?? '', /^ {2}\{"mspId":"ProviderMSP","names":\{"en":"Civil affairs bureau"\}/);
  assert.equal((await gateway.ledger.info()).height, before);
  await run('sign', 'updateOrganisation', PROVIDER, ...signing, '--content', content);

  const [json = ''] = await run('signer', 'list', '--json');
  assert.equal((JSON.parse(json) as Signer).id, 'ManagerMSP:officer-7f3a');
  process.env['LC_ALL'] = 'zh_CN.UTF-8';
  const [inChinese = ''] = await run('signer', 'list');
  delete process.env['LC_ALL'];
  assert.match(inChinese, /^ManagerMSP:officer-7f3a {2}有效 {2}经办人员 {2}文件 {2}有效至 /);
  const [revoked = ''] = await run('signer', 'revoke', 'ManagerMSP:officer-7f3a', '--reason', 'Left.');
  assert.match(revoked, /^ManagerMSP:officer-7f3a {2}revoked .* {2}Left\.$/);
  await assert.rejects(run('sign', 'resumeOrganisation', CONSUMER, ...signing), { code: 'SIGNER_REVOKED' });
  // Before anything is signed.
  await assert.rejects(run('sign', 'resumeOrganisation', CONSUMER, ...signing, '--dry-run'), {
    code: 'SIGNER_REVOKED',
  });

  const { d = '' } = createPrivateKey(await readFile(key, 'utf8')).export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url');
  const forms = [d, secret.toString('hex'), secret.toString('base64').replace(/=+$/, ''), 'PRIVATE'];
  assert.ok(sent.length > 8);
  for (const form of forms) assert.ok(!sent.some((one) => one.includes(form)), 'a private key was sent');
});

test('whose a signer is may be said, and an administrator signs the registration and the revocation, by command', async () => {
  const [own, other] = [await made('admin.pem'), await made('registered.pem')];
  await run('signer', 'add', 'admin-0a41', '--key', own, '--role', 'admin', '--holder', 'li');
  const adding = ['signer', 'add', 'officer-d5e6', '--key', other, '--role', 'officer', '--holder', 'wang'];
  const before = (await gateway.ledger.info()).height;
  const [content = ''] = await run(...adding, '--dry-run');
  assert.equal((await gateway.ledger.info()).height, before, 'nothing was sent');
  assert.ok(!content.includes('PRIVATE') && !content.includes('"d"'));
  await writeFile(file('registration.json'), content);
  await writeFile(file('reason.json'), JSON.stringify({ reason: 'The key was lost.' }));
  const signing = ['--role', 'admin', '--signer', 'admin-0a41', '--key', own, '--content'];
  const [, , registered = ''] = await run('sign', 'registerSigner', ...signing, file('registration.json'));
  const signer = JSON.parse(registered) as Signer;
  assert.deepEqual(
    [signer.id, signer.registered.signer],
    ['ManagerMSP:officer-d5e6', 'ManagerMSP:admin-0a41'],
  );
  await run('sign', 'revokeSigner', signer.id, ...signing, file('reason.json'));
  const shown = await run('accounts', 'show', 'wang');
  assert.match(shown[0] ?? '', /^signer {2}ManagerMSP:officer-d5e6 {2}revoked/);
});

test('keys are read as PEM and as JWK, private or public; other curves and files are not', async () => {
  const key = createPrivateKey(await readFile(await made('one.pem'), 'utf8'));
  await writeFile(file('one.jwk'), JSON.stringify(key.export({ format: 'jwk' })));
  await writeFile(file('sec1.pem'), key.export({ type: 'sec1', format: 'pem' }));
  for (const name of ['one.jwk', 'sec1.pem']) assert.ok((await readKey(file(name))).equals(key), name);
  await assert.rejects(newKey(file('one.pem')), /is there already/);
  await writeFile(file('no.pem'), 'no key');
  for (const name of ['no.pem', 'absent.pem'])
    await assert.rejects(
      run('signer', 'add', 'officer-x', '--key', file(name), '--role', 'officer'),
      /key file/,
    );
});

test('a public key signs nothing, and there is no operation of another name', async () => {
  const key = createPrivateKey(await readFile(file('one.pem'), 'utf8'));
  const { x, y, kty, crv } = key.export({ format: 'jwk' });
  await writeFile(file('public.jwk'), JSON.stringify({ kty, crv, x, y }));
  await run('signer', 'add', 'officer-pub', '--key', file('public.jwk'), '--role', 'officer');
  const signing = ['--role', 'officer', '--signer', 'officer-pub', '--key'];
  await assert.rejects(
    run('sign', 'resumeOrganisation', CONSUMER, ...signing, file('public.jwk')),
    /public key/,
  );
  await assert.rejects(run('sign', 'makeCoffee', ...signing, file('one.pem')), /no operation/);
});
