// SPDX-License-Identifier: Apache-2.0
/**
 * A person signs in in Chromium at a real provider and rules with a key that no gateway has: a passkey, or a key that the
 * browser cannot give away. The ruling is proved offline; what is not that person's act is refused, and nothing is written.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import type { SignerKind } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { PublicKey } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { SessionView } from '@catalog-chain/gateway/http/dto/service/session';
import type { ActToSign } from '@catalog-chain/gateway/usecases/people/acts';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { grant, publish } from '../support/api-flows.js';
import { startBrowser, VirtualAuthenticator } from '../support/browser.js';
import { freePort } from '../support/demo-process.js';
import { ARBITER, openBody, SECOND, startCourt, STEPS, use, type As } from '../support/dispute-flows.js';
import { CONSUMER, MANAGER, PROVIDER, type TestGateway } from '../support/gateway.js';
import { TestProvider } from '../support/identity-provider.js';
import { SecondVerifier } from '../support/second-verifier.js';
import { SigningPage, type Answered, type Signed } from '../support/signing-page.js';
import { afterAll, beforeAll, test, type TestContext } from '../support/testing.js';
import { until } from '../support/until.js';

const RELYING_PARTY = 'localhost';
/** Any page of the gateway will do: this one loads nothing else. */
const PAGE = '/healthz';
const DISPUTES = ['D-KEY', 'D-PASSKEY', 'D-OTHER', 'D-SECOND', 'D-REVOKED'] as const;
type Id = (typeof DISPUTES)[number];
const arbiterAdmin = [ARBITER, 'admin'] as const;
const ruling = { ...STEPS.ruling[1], grantAction: undefined };

const opened = new AsyncDisposableStack();
let origin: string;
let provider: TestProvider;
let gateway: TestGateway;
let browser: Browser | undefined;
let chain: string;

/** A person at a page of the gateway, with the authenticator of this machine. */
class Person {
  private constructor(
    readonly signing: SigningPage,
    readonly authenticator: VirtualAuthenticator,
  ) {}

  /** Signs in at the provider, as the browser is sent there and back. */
  static async signIn(t: TestContext, user: string): Promise<Person> {
    browser ??= await startBrowser(t);
    const context = await browser.newContext({ locale: 'zh-CN' });
    t.after(() => context.close());
    const page = await context.newPage();
    provider.expected = user;
    await page.goto(`${origin}/session/sign-in?return=${PAGE}`);
    assert.equal(page.url(), `${origin}${PAGE}`);
    return new Person(new SigningPage(page), await VirtualAuthenticator.attach(page));
  }

  get page(): Page {
    return this.signing.page;
  }

  prepared(id: Id, signer: string): Promise<ActToSign> {
    const body = { operation: 'ruleDispute', id, content: ruling, signer };
    return this.granted<ActToSign>({ method: 'POST', path: '/v1/acts/prepare', body });
  }

  rule(id: Id, signature?: ActSignature, content: object = ruling): Promise<Answered<{ code: string }>> {
    return this.signing.ask({ method: 'POST', path: `/v1/disputes/${id}/ruling`, body: content, signature });
  }

  async granted<T>(asking: Parameters<SigningPage['ask']>[0]): Promise<T> {
    const { status, body, text } = await this.signing.ask<T>(asking);
    assert.ok(status < 300, text);
    return body;
  }
}

interface Passkey {
  readonly code: string;
  readonly relyingParty: string;
  readonly credential: string;
}

const stated = ({ act }: ActToSign, signed: Signed): ActSignature => {
  const { chain: name, signer, at, nonce } = act;
  return { chain: name, signer, at, nonce, ...signed };
};

/** As an administrator at another desk does. */
async function register(
  code: string,
  kind: SignerKind,
  key: PublicKey,
  party?: object,
  as: As = arbiterAdmin,
): Promise<void> {
  const [from, until] = [Date.now() - 1_000, Date.now() + 86_400_000].map((at) => new Date(at).toISOString());
  const body = {
    code,
    roles: ['arbitrator'],
    kind,
    algorithm: 'ES256',
    key,
    from,
    until,
    ...(party && { relyingParty: party }),
  };
  const { status, text } = await gateway.call(as, 'POST', '/v1/signers', { body });
  assert.equal(status, 201, text);
}

async function withPasskey(person: Person, code: string, as?: As): Promise<Passkey> {
  const { credential, key } = await person.signing.makePasskey(RELYING_PARTY);
  await register(code, 'webauthn', key, { id: RELYING_PARTY, origins: [origin], credential }, as);
  return { code, relyingParty: RELYING_PARTY, credential };
}

async function asserted(person: Person, id: Id, passkey: Passkey): Promise<ActSignature> {
  const toSign = await person.prepared(id, passkey.code);
  return stated(toSign, await person.signing.assert(toSign.digest, passkey));
}

async function refused(code: string, asking: Promise<Answered<{ code: string }>>): Promise<void> {
  const before = (await gateway.ledger.info()).height;
  const { body, text } = await asking;
  assert.equal(body.code, code, text);
  assert.equal((await gateway.ledger.info()).height, before, 'something was written');
}

async function ruled(asking: Promise<Answered<unknown>>): Promise<Dispute> {
  const { status, body, text } = await asking;
  assert.equal(status, 200, text);
  return body as Dispute;
}

async function bundleOf(id: Id): Promise<Buffer> {
  const as = [MANAGER, 'officer'] as const;
  const body = { subject: { kind: 'dispute', id } };
  const asked = await gateway.call<Job>(as, 'POST', '/v1/evidence', { body });
  const at = asked.headers.get('location') ?? '';
  await until('the bundle', async () => {
    const { body: job } = await gateway.call<Job>(as, 'GET', at);
    return job.state === 'ready';
  });
  const headers = { authorization: `Bearer ${await gateway.token(...as)}` };
  const answer = await fetch(`${gateway.url}${at}/bundle`, { headers });
  return Buffer.from(await answer.arrayBuffer());
}

/** What both verifiers say of it, which ask no gateway. */
async function provedOffline(t: TestContext, id: Id, step: string): Promise<void> {
  const bundle = await bundleOf(id);
  const { valid, faults, claims } = await verifyBundle(bundle);
  assert.deepEqual([valid, faults], [true, []]);
  assert.ok(claims[0]?.statement.includes(step), claims[0]?.statement);
  using python = new SecondVerifier();
  python.assertReady(t);
  const { status, text } = python.verify(bundle);
  assert.equal(status, 0, text);
  assert.match(text, /dispute ruled open,answer,assign,rule/);
}

beforeAll(async () => {
  origin = `http://localhost:${await freePort()}`;
  provider = opened.use(await TestProvider.start(await freePort(), origin));
  provider.people.set('zhao', { organisation: ARBITER, roles: ['arbitrator'] });
  provider.people.set('qian', { organisation: SECOND, roles: ['arbitrator'] });
  const folder = await mkdtemp(path.join(tmpdir(), 'signed-ruling-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const secretFile = path.join(folder, 'client-secret');
  await writeFile(secretFile, provider.secret, { mode: 0o600 });
  gateway = opened.use(
    await startCourt(Date.now, {
      ...provider.environment,
      OIDC_CLIENT_SECRET_FILE: secretFile,
      PUBLIC_URL: origin,
      HOST: 'localhost',
      PORT: new URL(origin).port,
    }),
  );
  chain = (await gateway.ledger.info()).genesisHash;
  await grant(gateway, 'G-1', await publish(gateway, 'SIGNED', 'conditional'));
  for (const id of DISPUTES) {
    const { correlation } = await use(gateway, 'G-1', { purpose: 'marketing' });
    const opening = openBody(id, { kind: 'exchange', grant: 'G-1', correlation });
    const step = async (as: As, at: string, body: object): Promise<void> => {
      const { status, text } = await gateway.call(as, 'POST', at, { body });
      assert.ok(status < 300, text);
    };
    await step([PROVIDER, 'officer'], '/v1/disputes', opening);
    await step([CONSUMER, 'officer'], `/v1/disputes/${id}/answer`, STEPS.answer[1]);
    const arbitrator = id === 'D-SECOND' ? SECOND : ARBITER;
    await step([MANAGER, 'officer'], `/v1/disputes/${id}/assignment`, { arbitrator });
  }
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const acts = { 'dispute:rule': ['browser', 'webauthn'] };
  const body = { deadlines, calendar, reportWithinHours, signatures: { chain, acts } };
  const { status, text } = await gateway.call([MANAGER, 'admin'], 'POST', '/v1/policies', { body });
  assert.equal(status, 201, text);
});

afterAll(async () => {
  await browser?.close();
  await opened.disposeAsync();
});

test('a person signs in in a browser, and the browser holds a cookie that no script reads', async (t) => {
  const { signing, page } = await Person.signIn(t, 'zhao');
  const { body } = await signing.ask<SessionView>({ method: 'GET', path: '/v1/session' });
  assert.deepEqual([body.organisation, body.user, body.role], [ARBITER, 'zhao', 'arbitrator']);
  const cookies = await page.context().cookies(origin);
  const session = cookies.find(({ name }) => name === '__Host-session');
  assert.deepEqual([session?.httpOnly, session?.secure, session?.sameSite], [true, true, 'Lax']);
  assert.equal(await page.evaluate('document.cookie'), '');
  assert.equal((await signing.ask({ method: 'DELETE', path: '/v1/session' })).status, 200);
  assert.equal((await signing.ask({ method: 'GET', path: '/v1/session' })).status, 401);
});

test('a ruling signed by a passkey is proved offline; replayed, altered or without it, it is refused', async (t) => {
  const person = await Person.signIn(t, 'zhao');
  const passkey = await withPasskey(person, 'arbitrator-7f3a');
  await refused('SIGNATURE_REQUIRED', person.rule('D-PASSKEY'));
  const signature = await asserted(person, 'D-PASSKEY', passkey);
  const altered = { ...ruling, responsible: PROVIDER };
  await refused('AUTHENTICATOR_REFUSED', person.rule('D-PASSKEY', signature, altered));
  await refused('AUTHENTICATOR_REFUSED', person.rule('D-OTHER', signature));
  const { steps } = await ruled(person.rule('D-PASSKEY', signature));
  assert.equal(steps.at(-1)?.stamp.signer, `${ARBITER}:arbitrator-7f3a`);
  await refused('SIGNATURE_REPLAYED', person.rule('D-PASSKEY', signature));
  await refused('SIGNATURE_REPLAYED', person.rule('D-OTHER', signature));
  await provedOffline(t, 'D-PASSKEY', `rule by ${ARBITER} (${ARBITER}:arbitrator-7f3a, webauthn)`);
});

test('a passkey of a page that is not the registered one, or whose user was not verified, rules nothing', async (t) => {
  const person = await Person.signIn(t, 'zhao');
  const passkey = await withPasskey(person, 'arbitrator-b002');
  const unverified = await person.prepared('D-OTHER', passkey.code);
  await person.authenticator.verifiesUser(false);
  const seen = await person.signing.assert(unverified.digest, passkey, 'discouraged');
  await refused('AUTHENTICATOR_REFUSED', person.rule('D-OTHER', stated(unverified, seen)));
  await person.authenticator.verifiesUser(true);
  // Another program of the same machine, to which the browser gives the passkey just as well.
  const stranger = createServer((_request, response) => response.end('<p>Win a prize</p>'));
  await once(stranger.listen(0, 'localhost'), 'listening');
  t.after(() => stranger.close());
  const { port } = stranger.address() as { port: number };
  const toSign = await person.prepared('D-OTHER', passkey.code);
  await person.page.goto(`http://localhost:${port}/`);
  const lured = await person.signing.assert(toSign.digest, passkey);
  await person.page.goto(`${origin}${PAGE}`);
  await refused('AUTHENTICATOR_REFUSED', person.rule('D-OTHER', stated(toSign, lured)));
});

test('an authenticator whose counter went back is refused: somebody may have copied it', async (t) => {
  const person = await Person.signIn(t, 'zhao');
  const passkey = await withPasskey(person, 'arbitrator-c003');
  await person.authenticator.countFrom(40);
  await ruled(person.rule('D-OTHER', await asserted(person, 'D-OTHER', passkey)));
  await person.authenticator.countFrom(7);
  await refused(
    'AUTHENTICATOR_COUNTER',
    person.rule('D-REVOKED', await asserted(person, 'D-REVOKED', passkey)),
  );
});

test('a revoked signer rules no more, and a signer of another organisation never', async (t) => {
  const person = await Person.signIn(t, 'zhao');
  const passkey = await withPasskey(person, 'arbitrator-d004');
  const signature = await asserted(person, 'D-REVOKED', passkey);
  const other = await Person.signIn(t, 'qian');
  const foreign = await withPasskey(other, 'arbitrator-e005', [SECOND, 'admin']);
  const theirs = await asserted(other, 'D-SECOND', foreign);
  await refused('SIGNER_FOREIGN', person.rule('D-REVOKED', theirs));
  const revocation = { body: { reason: 'The key is lost.' } };
  const at = `/v1/signers/${ARBITER}:arbitrator-d004/revocation`;
  assert.equal((await gateway.call(arbiterAdmin, 'POST', at, revocation)).status, 200);
  await refused('SIGNER_REVOKED', person.rule('D-REVOKED', signature));
});

test('a ruling signed by a key that the browser cannot give away is proved offline, and is no other ruling', async (t) => {
  const person = await Person.signIn(t, 'zhao');
  await register('arbitrator-f006', 'browser', await person.signing.makeKey());
  // The key stays when the page goes.
  await person.page.reload();
  for (const format of ['jwk', 'pkcs8'] as const)
    assert.equal(await person.signing.exportOf(format), 'InvalidAccessError');
  const toSign = await person.prepared('D-KEY', 'arbitrator-f006');
  const signature = stated(toSign, await person.signing.sign(toSign.bytes));
  await refused('SIGNATURE_INVALID', person.rule('D-KEY', signature, { ...ruling, responsible: PROVIDER }));
  await refused('SIGNATURE_INVALID', person.rule('D-REVOKED', signature));
  await ruled(person.rule('D-KEY', signature));
  await refused('SIGNATURE_REPLAYED', person.rule('D-KEY', signature));
  await provedOffline(t, 'D-KEY', `rule by ${ARBITER} (${ARBITER}:arbitrator-f006, browser)`);
});

test('a gateway that is stolen whole rules nothing: neither by itself nor with another’s name', async (t) => {
  const alone = await gateway.call([ARBITER, 'arbitrator'], 'POST', '/v1/disputes/D-REVOKED/ruling', {
    body: ruling,
  });
  assert.equal(alone.body.code, 'SIGNATURE_REQUIRED', alone.text);
  const person = await Person.signIn(t, 'zhao');
  await withPasskey(person, 'arbitrator-9a07');
  const toSign = await person.prepared('D-REVOKED', 'arbitrator-9a07');
  // It makes up a key of its own, and signs in the person's name.
  await person.signing.makeKey();
  await refused(
    'SIGNATURE_INVALID',
    person.rule('D-REVOKED', stated(toSign, await person.signing.sign(toSign.bytes))),
  );
});
