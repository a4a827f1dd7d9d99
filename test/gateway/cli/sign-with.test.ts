// SPDX-License-Identifier: Apache-2.0
/** Decisions signed by a program that has the key: OpenSSL with a file, and a PKCS#11 token that gives its key to nobody. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import { run as shell } from '@catalog-chain/network/engine/shell';
import { registerMembers } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { programMissing } from '../../support/debian.js';
import { CONSUMER, MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { scratch } from '../../support/probe.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const PIN = '4271';
const folder = scratch();
const at = (name: string): string => path.join(folder.path, name);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const run = (...words: readonly string[]): Promise<readonly string[]> =>
  commandLine(gateway, MANAGER, ...words);

/** The consumer suspended and resumed again. @returns who signed the suspension */
async function signedBy(...signing: readonly string[]): Promise<string | undefined> {
  const [, , json = ''] = await run('sign', 'suspendOrganisation', CONSUMER, '--role', 'officer', ...signing);
  await run('sign', 'resumeOrganisation', CONSUMER, '--role', 'officer', ...signing);
  return (JSON.parse(json) as Organisation).changed.signer;
}

/** A key in a file, made and used by OpenSSL. */
async function openssl(name: string): Promise<{ readonly key: string; readonly command: string }> {
  const [secret, key] = [at(`${name}.pem`), at(`${name}.pub`)];
  await shell('openssl', [
    'genpkey',
    '-algorithm',
    'EC',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-out',
    secret,
  ]);
  await shell('openssl', ['pkey', '-in', secret, '-pubout', '-out', key]);
  return { key, command: `openssl pkeyutl -sign -inkey ${secret}` };
}

test('OpenSSL signs what it is given, and what another key signed is not sent', async (t) => {
  const missing = await programMissing('openssl', ['openssl']);
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const own = await openssl('own');
  const other = await openssl('other');
  await run('signer', 'add', 'officer-55e1', '--key', own.key, '--role', 'officer');
  const as = ['--signer', 'officer-55e1', '--key', own.key];
  assert.equal(await signedBy(...as, '--sign-with', own.command), `${MANAGER}:officer-55e1`);
  const { height } = await gateway.ledger.info();
  const refusals = [
    [other.command, /gave no signature by this key/],
    ['cat', /gave no signature by this key/],
    ['exit 3', /ended with 3/],
  ] as const;
  for (const [command, said] of refusals) await assert.rejects(signedBy(...as, '--sign-with', command), said);
  await assert.rejects(signedBy(...as), /--sign-with/);
  assert.equal((await gateway.ledger.info()).height, height);
});

/** A token with a key of its own, made in it. @returns its public half, and the command that signs by it */
async function token(): Promise<{ readonly key: string; readonly command: string }> {
  await mkdir(at('tokens'));
  await writeFile(at('softhsm2.conf'), `directories.tokendir = ${at('tokens')}\n`);
  process.env['SOFTHSM2_CONF'] = at('softhsm2.conf');
  process.env['TOKEN_PIN'] = PIN;
  const init = ['--init-token', '--free', '--label', 'office', '--so-pin', '3537', '--pin', PIN];
  await shell('softhsm2-util', init);
  const tool = ['--module', MODULE, '--token-label', 'office', '--login', '--pin', 'env:TOKEN_PIN'];
  const making = ['--keypairgen', '--key-type', 'EC:prime256v1', '--label', 'deciding', '--id', '01'];
  await shell('pkcs11-tool', [...tool, ...making]);
  const reading = [
    '--read-object',
    '--type',
    'pubkey',
    '--label',
    'deciding',
    '--output-file',
    at('token.der'),
  ];
  await shell('pkcs11-tool', [...tool, ...reading]);
  const key = at('token.pem');
  await shell('openssl', ['pkey', '-pubin', '-inform', 'DER', '-in', at('token.der'), '-out', key]);
  const signing = ['--sign', '--mechanism', 'ECDSA', '--label', 'deciding'];
  return { key, command: ['pkcs11-tool', ...tool, ...signing].join(' ') };
}

test('a PKCS#11 token signs a decision with a key that it gives to nobody', async (t) => {
  const missing = await programMissing('pkcs11-tool', ['opensc', 'softhsm2', 'openssl']);
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const { key, command } = await token();
  assert.match(await readFile(key, 'utf8'), /BEGIN PUBLIC KEY/);
  const adding = ['--key', key, '--role', 'officer', '--kind', 'pkcs11'];
  const [added = ''] = await run('signer', 'add', 'officer-c4d2', ...adding);
  assert.match(added, /active {2}officer {2}pkcs11/);
  const as = ['--signer', 'officer-c4d2', '--key', key];
  assert.equal(await signedBy(...as, '--sign-with', command), `${MANAGER}:officer-c4d2`);
});
