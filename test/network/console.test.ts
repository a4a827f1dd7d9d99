// SPDX-License-Identifier: Apache-2.0
/**
 * People at the console of gateways over real peers: three organisations, each with its own gateway and officers, who sign in
 * at an identity provider. Data are asked for, the provider decides under its officer's own signature, a use is reported and
 * found, and its evidence is verified in the page.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Gateway } from '@catalog-chain/gateway/compose';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { eventually } from '@catalog-chain/network/engine/wait';
import { unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { startBrowser, VirtualAuthenticator } from '../support/browser.js';
import { builtConsole, ConsolePage } from '../support/console-page.js';
import { freePort } from '../support/demo-process.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { TestProvider } from '../support/identity-provider.js';
import { layCatalogue } from '../support/network-catalogue.js';
import { scratch } from '../support/probe.js';
import { afterAll, beforeAll, test, type TestContext } from '../support/testing.js';

const NAMES = ['provider', 'consumer', 'manager'] as const;
type Name = (typeof NAMES)[number];

const network = await sharedNetwork();
const resource = unique('R');
const recordId = unique('HR-');
const folder = scratch();
const opened = new AsyncDisposableStack();
const gateways = new Map<Name, Gateway>();
const origins = new Map<Name, string>();
let people: TestProvider;
let browser: Browser | undefined;

/** A gateway at which people sign in, under a name of this machine: an authenticator knows none by numbers. */
async function openGateway(name: Name, secretFile: string): Promise<void> {
  const origin = origins.get(name) ?? '';
  const signIn = {
    ...people.environment,
    OIDC_CLIENT_SECRET_FILE: secretFile,
    PUBLIC_URL: origin,
    HOST: 'localhost',
    PORT: new URL(origin).port,
  };
  const gateway = await attachGateway(network, name, 'fabric-gateway', folder.path, signIn);
  gateways.set(name, opened.use(gateway));
}

beforeAll(async () => {
  await builtConsole();
  await layCatalogue(network, resource, 'conditional');
  for (const name of NAMES) origins.set(name, `http://localhost:${await freePort()}`);
  people = opened.use(await TestProvider.start(await freePort(), ...origins.values()));
  for (const [user, organisation, role] of [
    ['zhou', 'ConsumerMSP', 'officer'],
    ['wu', 'ProviderMSP', 'officer'],
    ['zheng', 'ProviderMSP', 'admin'],
    ['wang', 'ManagerMSP', 'officer'],
  ] as const)
    people.people.set(user, { organisation, roles: [role] });
  const secretFile = path.join(folder.path, 'client-secret');
  writeFileSync(secretFile, people.secret, { mode: 0o600 });
  for (const name of NAMES) await openGateway(name, secretFile);
});

afterAll(async () => {
  await browser?.close();
  await opened.disposeAsync();
  folder[Symbol.dispose]();
});

/** Somebody signs in at the gateway of the organisation. */
async function signIn(t: TestContext, user: string, name: Name): Promise<ConsolePage> {
  browser ??= await startBrowser(t);
  const at = await ConsolePage.open(browser, origins.get(name) ?? '');
  t.after(() => at[Symbol.asyncDispose]());
  people.expected = user;
  await at.enterAtProvider();
  return at;
}

function read<T>(name: Name, address: string): Promise<T> {
  const gateway = gateways.get(name);
  assert.ok(gateway);
  return call<T>(gateway, [network.organisation(name).mspId, 'officer'], address);
}

/**
 * All that the browser complained of, but that it went to the identity provider, to which it was sent, and that keys are asked
 * for by the one algorithm that the contracts check.
 */
const complaints = ({ complaints: all }: ConsolePage): readonly string[] =>
  all.filter(
    (one) =>
      !one.startsWith(`asked elsewhere: ${people.environment['OIDC_ISSUER'] ?? ''}/`) &&
      !one.startsWith('publicKey.pubKeyCredParams is missing at least one of the default algorithm'),
  );

/** The request, at whichever gateway it has arrived. */
async function request(): Promise<AccessRequest> {
  const { items } = await read<Page<AccessRequest>>('provider', '/v1/requests?limit=200');
  const found = items.find(({ terms }) => terms.resource === `ProviderMSP:${resource}`);
  assert.ok(found, 'the provider has not received the request');
  return found;
}

const grant = (): Promise<Grant> =>
  eventually(
    'the grant',
    async () => {
      const { items } = await read<Page<Grant>>('consumer', '/v1/grants?limit=200&state=active');
      const found = items.find(({ terms }) => terms.resource === `ProviderMSP:${resource}`);
      assert.ok(found);
      return found;
    },
    { timeoutMs: 180_000 },
  );

test('a consumer asks for data at its gateway, and the provider finds the request at its own', async (t) => {
  const at = await signIn(t, 'zhou', 'consumer');
  await at.page.getByRole('link', { name: /Fabric/ }).waitFor();
  await at.go(`/requests/new?resource=${encodeURIComponent(`ProviderMSP:${resource}`)}`);
  await at.use(at.button('提出申请'));
  const { dialog } = at;
  await dialog.getByLabel('用途代码').fill('AID');
  await dialog.getByLabel('用途说明').fill('临时救助核对');
  await dialog.getByLabel('法律依据').fill('《社会救助暂行办法》第五十八条');
  await dialog.locator('input[value="birth"]').check();
  await dialog.locator('input[value="ConsumerMSP:SYS"]').check();
  await at.record();
  await eventually('the request at the provider’s gateway', request, { timeoutMs: 180_000 });
  assert.deepEqual(complaints(at), []);
});

test('the provider’s officer decides with an authenticator, and the manager confirms', async (t) => {
  const at = await signIn(t, 'wu', 'provider');
  await VirtualAuthenticator.attach(at.page);
  await at.go('/keys');
  await at.use(at.button('用验证器（通行密钥）制作'));
  const enrolment = await at.page.getByLabel('登记信息').inputValue();
  const { code } = JSON.parse(enrolment) as Signer;

  const administrator = await signIn(t, 'zheng', 'provider');
  await administrator.go('/signers');
  await administrator.page.getByLabel('登记信息').fill(enrolment);
  await administrator.use(administrator.button('登记签名人'));
  await administrator.record();

  const { id } = await request();
  await at.go(`/requests/${id}`);
  await at.use(at.button('答复申请'));
  await at.use(at.dialog.getByRole('radio', { name: '同意', exact: true }));
  await at.use(at.button('核对将记录的内容'));
  await at.dialog.getByText('将用您自己的密钥签名').waitFor();
  assert.equal((await request()).state, 'submitted');
  await at.use(at.button('签名并记录'));
  await at.dialog.locator('.proof').waitFor();
  const { state, decisions } = await request();
  assert.deepEqual([state, decisions[0]?.stamp.signer], ['decided', `ProviderMSP:${code}`]);
  assert.deepEqual([...complaints(at), ...complaints(administrator)], []);

  const manager = await signIn(t, 'wang', 'manager');
  await eventually('the request at the manager’s gateway', () => read('manager', `/v1/requests/${id}`), {
    timeoutMs: 180_000,
  });
  await manager.go(`/requests/${id}`);
  await manager.use(manager.button('确认申请'));
  await manager.use(manager.dialog.getByRole('radio', { name: '同意', exact: true }));
  await manager.record();
  assert.equal((await grant()).state, 'active');
  assert.deepEqual(complaints(manager), []);
});

test('a use that the consumer reports stands in the provider’s trail, and its evidence is verified in the page', async (t) => {
  const { id } = await grant();
  const consumer = await signIn(t, 'zhou', 'consumer');
  await consumer.go('/report');
  await consumer.page.getByLabel('授权', { exact: true }).selectOption(id);
  await consumer.page.getByLabel('数据标识（如档案号）').fill(recordId);
  await consumer.page.getByLabel('交换编号').fill('console-1');
  await consumer.page.getByLabel('经办人（换成化名）').fill('caseworker-9');
  await consumer.use(consumer.button('报送'));
  await consumer.page.getByText('受理 1 行，重复 0 行，拒绝 0 行。').waitFor();
  assert.deepEqual(complaints(consumer), []);
  await eventually(
    'the use at the provider’s gateway',
    async () => {
      const { items } = await read<Page<object>>('provider', `/v1/usage-events?grant=${id}`);
      assert.equal(items.length, 1);
    },
    { timeoutMs: 180_000 },
  );

  const at = await signIn(t, 'wu', 'provider');
  await at.go('/trail');
  await at.page.getByLabel('数据资源').focus();
  await at.page.getByLabel('数据资源').selectOption(`ProviderMSP:${resource}`);
  await at.type(at.page.getByLabel('数据标识（如档案号）'), recordId);
  await at.page.keyboard.press('Enter');
  await at.page.getByText(/已读取 \d+ 条，其中使用报告 1 份/).waitFor();
  await at.use(at.button('将这些使用制成证据包'));
  const loading = at.page.waitForEvent('download');
  await at.use(at.page.getByRole('link', { name: '下载' }));
  const bundle = await readFile(await (await loading).path());
  await at.go('/verify');
  await at.page.context().setOffline(true);
  await at.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'bundle.zip', mimeType: 'application/zip', buffer: bundle });
  await at.page.locator('[role=status] h2').getByText('核验通过', { exact: true }).waitFor();
  await at.page.context().setOffline(false);
  assert.ok(!(await at.page.content()).includes(recordId));
  assert.deepEqual(
    complaints(at).filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED')),
    [],
  );
});
