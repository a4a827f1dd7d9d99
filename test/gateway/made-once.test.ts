// SPDX-License-Identifier: Apache-2.0
/** Keys that several gateways share: made at once by all of them they are one, and never half of one. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { madeOnce } from '@catalog-chain/gateway/support/made-once';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { SecretBox } from '@catalog-chain/gateway/webhooks/secret-box';
import { test, type TestContext } from '../support/testing.js';

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'made-once-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const AT_ONCE = 16;
const allAtOnce = <T>(work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, i) => work(i)));

test('of many who make a file at once one does, and all read it whole', async (t) => {
  const file = path.join(emptyFolder(t), 'below', 'key');
  const read = await allAtOnce((i) => madeOnce(file, () => Buffer.alloc(100_000, i)));
  for (const bytes of read) assert.deepEqual(bytes, read[0]);
  assert.equal(read[0]?.length, 100_000);
  assert.deepEqual(readdirSync(path.dirname(file)), ['key'], 'and nothing unfinished is left');
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('gateways that start at once have the same secrets of actors, key of webhooks and key of a demo', async (t) => {
  const folder = emptyFolder(t);
  const secrets = await allAtOnce(() => fileActorSecrets(path.join(folder, 'actors')).of('ConsumerMSP'));
  for (const secret of secrets) assert.deepEqual(secret, secrets[0]);
  const boxes = await allAtOnce(() => SecretBox.open(path.join(folder, 'webhook-key')));
  const sealed = boxes[0]?.seal(Buffer.from('secret'), 'owner') ?? new Uint8Array();
  for (const box of boxes) assert.equal(Buffer.from(box.open(sealed, 'owner')).toString(), 'secret');
  const tokens = await allAtOnce(() => DemoTokens.open(folder));
  const token = (await tokens[0]?.issue({ organisation: 'A', role: 'officer', user: 'u' })) ?? '';
  for (const one of tokens) assert.equal((await one.authenticate(token)).user, 'u');
});
