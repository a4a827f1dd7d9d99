// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  guardedLookup,
  mayConnect,
  urlFault,
  type AddressPolicy,
} from '@catalog-chain/gateway/webhooks/address-guard';
import { HttpPoster } from '@catalog-chain/gateway/webhooks/post';
import { delayAfter } from '@catalog-chain/gateway/webhooks/retry';
import { test } from '../../support/testing.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const strict: AddressPolicy = { allowPrivate: false, allowLoopback: false };
const inner: AddressPolicy = { allowPrivate: true, allowLoopback: false };
const demo: AddressPolicy = { allowPrivate: false, allowLoopback: true };

/** Address, and whether it may be called: strictly, with private networks, in a demo. */
const ADDRESSES: readonly (readonly [string, boolean, boolean, boolean])[] = [
  ['8.8.8.8', true, true, true],
  ['2606:4700::1', true, true, true],
  ['10.1.2.3', false, true, false],
  ['172.16.0.1', false, true, false],
  ['172.32.0.1', true, true, true],
  ['192.168.1.1', false, true, false],
  ['100.64.0.1', false, true, false],
  ['fd00::1', false, true, false],
  ['127.0.0.1', false, false, true],
  ['127.9.9.9', false, false, true],
  ['::1', false, false, true],
  ['::ffff:127.0.0.1', false, false, true],
  ['::ffff:10.0.0.1', false, true, false],
  ['::ffff:169.254.169.254', false, false, false],
  ['169.254.169.254', false, false, false],
  ['0.0.0.0', false, false, false],
  ['::', false, false, false],
  ['::127.0.0.1', false, false, false],
  ['::a9fe:a9fe', false, false, false],
  ['::8.8.8.8', false, false, false],
  ['224.0.0.1', false, false, false],
  ['255.255.255.255', false, false, false],
  ['fe80::1', false, false, false],
  ['ff02::1', false, false, false],
  ['64:ff9b::a00:1', false, false, false],
  ['2002:a00:1::1', false, false, false],
  ['::ffff:0:127.0.0.1', false, false, false],
  ['::ffff:0:10.0.0.1', false, false, false],
  ['3fff::1', false, false, false],
  ['5f00::1', false, false, false],
  ['198.51.100.7', false, false, false],
  ['not an address', false, false, false],
];

test('which addresses may be called, by policy', () => {
  for (const [address, ...expected] of ADDRESSES) {
    const found = [strict, inner, demo].map((policy) => mayConnect(address, policy));
    assert.deepEqual(found, expected, address);
  }
});

test('URLs that lead inside, or are no https, are refused before anything is sent', () => {
  const fault = (url: string, policy = strict): string | undefined => urlFault(url, policy);
  assert.equal(fault('https://hooks.example.org/a?b=c'), undefined);
  assert.equal(fault('http://hooks.example.org/'), 'must be https');
  for (const url of ['https://10.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'https://0x7f.1/'])
    assert.equal(fault(url), 'must not lead into a closed network', url);
  assert.equal(fault('https://user:secret@hooks.example.org/'), 'must have no user and no fragment');
  assert.equal(fault('https://hooks.example.org/#x'), 'must have no user and no fragment');
  assert.equal(fault('file:///etc/passwd'), 'must be https');
  assert.equal(fault('nonsense'), 'must be a URL');
  assert.equal(fault('http://127.0.0.1:9/', demo), undefined);
  assert.equal(fault('http://hooks.example.org/', demo), 'must be https');
  assert.equal(fault('http://10.0.0.1/', { ...inner, allowLoopback: true }), 'must be https');
});

test('a name is looked at where it leads when it is connected to', async () => {
  const resolved = (policy: AddressPolicy): Promise<string> =>
    new Promise((resolve) => {
      guardedLookup(policy)('localhost', { all: true }, (error) => {
        resolve(error === null ? 'resolved' : String(error.code));
      });
    });
  assert.equal(await resolved(strict), 'ADDRESS_REFUSED');
  assert.equal(await resolved(demo), 'resolved');
});

test('what is refused is not connected to, by name or by address', async () => {
  await using receiver = await WebhookReceiver.start();
  const { port } = new URL(receiver.url);
  const { signal } = new AbortController();
  const post = (host: string, policy: AddressPolicy) =>
    new HttpPoster(policy, 2_000).post(
      { url: new URL(`http://${host}:${port}/`), headers: {}, body: '{}' },
      signal,
    );
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])
    assert.deepEqual(await post(host, inner), { error: 'ADDRESS_REFUSED' }, host);
  assert.equal(receiver.received.length, 0);
  assert.deepEqual(await post('127.0.0.1', demo), { status: 204 });
});

test('waits double up to a most, and spread over their second half', () => {
  const settings = { tries: 12, baseMs: 1_000, capMs: 10_000 };
  const wait = (tries: number, random: number): number => delayAfter(tries, settings, random);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((tries) => wait(tries, 1)),
    [1_000, 2_000, 4_000, 8_000, 10_000, 10_000],
  );
  assert.deepEqual([wait(1, 0), wait(3, 0), wait(3, 0.5)], [500, 2_000, 3_000]);
});
