// SPDX-License-Identifier: Apache-2.0
/** A receiver behind TLS whose authority is the agency's own: named to the gateway by NODE_EXTRA_CA_CERTS. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { TryView, WebhookCreatedView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import { localhostCertificate } from '../../support/certificates.js';
import { GatewayHome } from '../../support/gateway-home.js';
import { test } from '../../support/testing.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

test('events go over TLS to whom an authority that the gateway knows vouches for, and to nobody else', async () => {
  await using home = await GatewayHome.found();
  const identity = await localhostCertificate();
  const authority = path.join(home.folder, 'authority.pem');
  writeFileSync(authority, identity.cert);
  await using receiver = await WebhookReceiver.start(0, identity);
  const token = await home.token('ConsumerMSP', 'officer');
  /** What comes of a test event, sent by a gateway with this environment. */
  const tried = async (
    id: string,
    env: NodeJS.ProcessEnv,
  ): Promise<{ readonly result: object; readonly secret: string }> => {
    await using gateway = await home.start(env);
    assert.ok(gateway);
    const post = async <T>(at: string, body?: object): Promise<T> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sending = body && { body: JSON.stringify(body) };
      const response = await fetch(`${gateway.url}/v1/webhooks${at}`, {
        method: 'POST',
        headers,
        ...sending,
      });
      assert.ok(response.ok, `${at}: ${response.status}`);
      return (await response.json()) as T;
    };
    const { secret } = await post<WebhookCreatedView>('', { id, url: receiver.url });
    const { result } = await post<TryView>(`/${id}/test`);
    return { result, secret };
  };
  assert.deepEqual((await tried('UNKNOWN', {})).result, { error: 'UNREACHABLE' });
  assert.equal(receiver.received.length, 0);
  const { result, secret } = await tried('KNOWN', { NODE_EXTRA_CA_CERTS: authority });
  assert.deepEqual(result, { status: 204 });
  const got = receiver.received.find(({ event }) => event.subject === 'KNOWN');
  assert.ok(got);
  new Webhook(secret).verify(got.body, got.headers);
});
