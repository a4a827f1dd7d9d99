// SPDX-License-Identifier: Apache-2.0
/** Systems that show a certificate of the agency's own authority; and tokens that name several roles. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ClientCertificates } from '@catalog-chain/gateway/http/auth/client-certificates';
import { CheckedTokens } from '@catalog-chain/gateway/http/auth/checked-tokens';
import type { Problem } from '@catalog-chain/gateway/http/problems/problem';
import { Authority, localhostCertificate } from '../../support/certificates.js';
import { CONSUMER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

type Shown = Pick<https.RequestOptions, 'cert' | 'key' | 'agent'>;

const opened = new AsyncDisposableStack();
let gateway: TestGateway;
let authority: Authority;
let crlFile: string;
/** Moves on with every look, so that each looks at the file. */
let clock = 0;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'certificates-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };
  authority = await Authority.found('CN=Agency CA');
  const own = await localhostCertificate();
  crlFile = await file('revoked.pem', await authority.revoked([]));
  const caFile = await file('ca.pem', authority.pem);
  const certificates = new ClientCertificates({ caFile, crlFile }, () => (clock += 60_000));
  gateway = opened.use(
    await startTestGateway({
      env: {
        TLS_CERT_FILE: await file('cert.pem', own.cert),
        TLS_KEY_FILE: await file('key.pem', own.key),
        TLS_CLIENT_CA_FILE: caFile,
        TLS_CLIENT_CRL_FILE: crlFile,
      },
      parts: (parts) => ({ ...parts, certificates }),
    }),
  );
});
afterAll(() => opened.disposeAsync());

const ask = async (shown: Shown, headers: Record<string, string> = {}): Promise<string> => {
  const { status, body } = await read<Partial<Problem>>('/v1/duties', shown, headers);
  return `${status} ${body.code}`;
};

async function read<T>(
  at: string,
  shown: Shown,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number | undefined; readonly body: T }> {
  const { port } = new URL(gateway.url);
  const options = {
    host: 'localhost',
    port,
    path: at,
    rejectUnauthorized: false,
    headers,
    ...shown,
  };
  return new Promise((resolve, reject) => {
    https
      .get(options, (response) => {
        text(response).then((body) => {
          resolve({ status: response.statusCode, body: JSON.parse(body) as T });
        }, reject);
      })
      .on('error', reject);
  });
}

test('a certificate says which organisation and system asks; without one a token is asked for', async () => {
  assert.equal(await ask({}), '401 UNAUTHENTICATED');
  const tax = await authority.issue(`CN=tax-system, OU=submitter, O=${PROVIDER}`);
  assert.equal(await ask(tax), '200 undefined');
  const outsider = await authority.issue('CN=system, OU=submitter, O=OutsiderMSP');
  assert.equal(await ask(outsider), '403 ORGANISATION_NOT_SERVED');
});

test('that a system came by its certificate is on the organisation’s record, once a day and for nobody else', async () => {
  const health = await authority.issue(`CN=health-system, OU=submitter, O=${PROVIDER}`);
  for (let i = 0; i < 3; i += 1) assert.equal(await ask(health), '200 undefined');
  const other = await Authority.found('CN=Agency CA');
  assert.equal(await ask(await other.issue(`CN=forged, OU=submitter, O=${PROVIDER}`)), '401 UNAUTHENTICATED');
  const seen = async (organisation: string): Promise<readonly string[]> => {
    const administrator = await authority.issue(`CN=console, OU=admin, O=${organisation}`);
    const { body } = await read<{ items: readonly Noted[] }>('/v1/account-events', administrator);
    return body.items.flatMap(({ event, account }) => (event === 'system-seen' ? [account] : []));
  };
  const own = (await seen(PROVIDER)).filter((account) => account === 'system:health-system');
  assert.equal(own.length, 1);
  assert.deepEqual([...new Set(await seen(CONSUMER))], ['system:console']);
});

interface Noted {
  readonly event: string;
  readonly account: string;
}

test('a header that names a certificate is believed by nobody, whoever sends it', async () => {
  const { pem } = authority;
  const subject = `CN=forged, OU=submitter, O=${PROVIDER}`;
  for (const name of [
    'x-client-cert',
    'x-ssl-client-cert',
    'ssl-client-cert',
    'x-forwarded-client-cert',
    'client-cert',
  ])
    assert.equal(await ask({}, { [name]: encodeURIComponent(pem) }), '401 UNAUTHENTICATED', name);
  for (const name of ['x-ssl-client-s-dn', 'ssl-client-subject-dn', 'x-client-dn'])
    assert.equal(
      await ask({}, { [name]: subject, 'x-ssl-client-verify': 'SUCCESS' }),
      '401 UNAUTHENTICATED',
      name,
    );
});

test('a page elsewhere cannot act by the certificate that a browser shows', async () => {
  const kiosk = await authority.issue(`CN=kiosk, OU=officer, O=${PROVIDER}`);
  const own = `https://localhost:${new URL(gateway.url).port}`;
  for (const from of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.agency.example' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ] as Record<string, string>[])
    assert.equal(await ask(kiosk, from), '403 CROSS_SITE', JSON.stringify(from));
  for (const from of [{}, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-origin', origin: own }])
    assert.equal(await ask(kiosk, from as Record<string, string>), '200 undefined', JSON.stringify(from));
});

test('a certificate of another authority, without a role or of no organisation is nobody’s', async () => {
  const other = await Authority.found('CN=Agency CA');
  for (const wrong of [
    await other.issue(`CN=s, OU=submitter, O=${PROVIDER}`),
    await authority.issue(`CN=s, O=${PROVIDER}`),
    await authority.issue(`CN=s, OU=king, O=${PROVIDER}`),
    await authority.issue('CN=s, OU=submitter'),
    await authority.issue(`CN=s, OU=submitter, O=${PROVIDER}, O=ManagerMSP`),
    await authority.issue(`OU=submitter, O=${PROVIDER}`),
  ])
    assert.equal(await ask(wrong), '401 UNAUTHENTICATED');
});

test('one that was revoked is refused on the connection that stands, too', async () => {
  const system = await authority.issue(`CN=stolen, OU=submitter, O=${PROVIDER}`);
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, cert: system.cert, key: system.key });
  opened.defer(() => {
    agent.destroy();
  });
  assert.equal(await ask({ agent }), '200 undefined');
  await writeFile(crlFile, await authority.revoked([system.serial]));
  await utimes(crlFile, new Date(), new Date(Date.now() + 5_000));
  await until('it is refused', async () => (await ask({ agent })) === '401 UNAUTHENTICATED');
  const other = await authority.issue(`CN=other, OU=submitter, O=${PROVIDER}`);
  assert.equal(await ask(other), '200 undefined');
});

test('several roles: one is named, and only one of them', async () => {
  const system = await authority.issue(`CN=both, OU=submitter, OU=officer, O=${PROVIDER}`);
  assert.equal(await ask(system), '403 ACTING_ROLE_NEEDED');
  assert.equal(await ask(system, { 'Acting-Role': 'officer' }), '200 undefined');
  assert.equal(await ask(system, { 'Acting-Role': 'admin' }), '403 ACTING_ROLE_NEEDED');
});

test('a token that the provider no longer stands by is refused within a minute, and asked about seldom', async () => {
  let now = 0;
  let asked = 0;
  let active = true;
  const ask = (): Promise<boolean> => {
    asked += 1;
    return Promise.resolve(active);
  };
  const tokens = new CheckedTokens(gateway.tokens, ask, () => now);
  const token = await gateway.token(PROVIDER, 'officer');
  for (let i = 0; i < 100; i += 1) assert.equal((await tokens.authenticate(token)).organisation, PROVIDER);
  assert.equal(asked, 1);
  active = false;
  now += 59_000;
  await assert.rejects(tokens.authenticate(token), { code: 'UNAUTHENTICATED' });
  await assert.rejects(tokens.authenticate('x.y.z'), { code: 'UNAUTHENTICATED' });
  assert.equal(asked, 2, 'what is no token at all is never asked about');
  const away = new CheckedTokens(
    gateway.tokens,
    () => Promise.reject(new Error('away')),
    () => now,
  );
  await assert.rejects(away.authenticate(token), { code: 'AUTHENTICATION_UNAVAILABLE' });
});
