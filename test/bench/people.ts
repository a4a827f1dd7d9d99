// SPDX-License-Identifier: Apache-2.0
/**
 * What it costs that persons stand behind what happens: to know who asks, to check a signature on a decision, and to report
 * uses under a policy that asks for signatures. What is compared takes turns within one run, so that a busy machine slows both.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SIGNABLE } from '@catalog-chain/chaincode/domain/acts/signable';
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { ClientCertificates } from '@catalog-chain/gateway/http/auth/client-certificates';
import { RememberedTokens } from '@catalog-chain/gateway/http/auth/remembered-tokens';
import type { SignedIn } from '@catalog-chain/gateway/http/app';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { CHANNEL } from '@catalog-chain/gateway/ledger/embedded/chain/block-codec';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import type { Pipeline, Reporter } from '@catalog-chain/gateway/usage/ports';
import { admin, call, officer } from '../contracts/ledger-harness.js';
import { Authority, localhostCertificate } from '../support/certificates.js';
import { freePort } from '../support/demo-process.js';
import { foundMarket, usages } from '../support/embedded-market.js';
import { MANAGER, PROVIDER, startTestGateway } from '../support/gateway.js';
import { TestProvider } from '../support/identity-provider.js';
import { PlainBrowser } from '../support/plain-browser.js';
import { TestSigner } from '../support/signers.js';
import { commit } from './ledger-load.js';
import { report } from './measure.js';

/** Every way is measured so often, by turns, after a tenth of that unmeasured. */
const ROUNDS = 300;
const PREPARED = 200;
const BATCHES = 20;
const ROWS = 1_000;
const ASKED = '/v1/duties?limit=1';
/** Known by a table: what it costs to know who asks where nothing is checked. */
const KNOWN = 'known';

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/** What a run took: by the clock, and of the processor, which other work on the machine hardly lengthens. Milliseconds. */
interface Taken {
  readonly clock: number;
  readonly cpu: number;
}

/** Does each piece of work by turns. @returns what each run took, by name */
async function byTurns(
  works: Readonly<Record<string, () => Promise<unknown>>>,
  rounds: number,
): Promise<ReadonlyMap<string, readonly Taken[]>> {
  const times = new Map<string, Taken[]>(Object.keys(works).map((name) => [name, []]));
  for (let round = -rounds / 10; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(works)) {
      const [begun, used] = [performance.now(), process.cpuUsage()];
      await work();
      const { user, system } = process.cpuUsage(used);
      if (round >= 0)
        times.get(name)?.push({ clock: performance.now() - begun, cpu: (user + system) / 1_000 });
    }
  }
  return times;
}

/** For every way but the first: medians by the clock and of the processor with their ratios, and what a run took more of it than the first way's. */
function compare(times: ReadonlyMap<string, readonly Taken[]>): void {
  const [[, cheapest = []] = [], ...dearer] = times;
  for (const [name, taken] of dearer) {
    for (const by of ['clock', 'cpu'] as const) {
      const of = (all: readonly Taken[]): readonly number[] => all.map((one) => one[by]);
      report(`${name}: ${by}`, round(median(of(taken))), 'ms', round(median(of(cheapest))));
      const more = taken.map((one, i) => one[by] - (cheapest[i]?.[by] ?? Number.NaN));
      report(`${name}: ${by}, more`, round(median(more)), 'ms');
    }
  }
}

const round = (ms: number): number => Number(ms.toFixed(3));

/** Signs a person in at the provider. @returns the secret of the session's cookie */
async function signedIn(people: SignedIn, provider: TestProvider): Promise<string> {
  provider.people.set('li', { organisation: MANAGER, roles: ['officer', 'offline_access'] });
  provider.expected = 'li';
  const { url, pending } = await people.sessions.begin();
  const arrived = await new PlainBrowser().walk(url.href, ({ origin }) => origin === people.origin);
  return people.sessions.finish(arrived.url.searchParams, pending);
}

type Headers = Readonly<Record<string, string>>;

/** Asks over a connection of its own, which stays. */
function asking(
  url: string,
  tls: Pick<https.AgentOptions, 'cert' | 'key'>,
  headers: () => Headers,
): () => Promise<void> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false, ...tls });
  return () =>
    new Promise((resolve, reject) => {
      const asked = https.get(new URL(ASKED, url), { agent, headers: headers() }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`The answer is ${response.statusCode}.`));
        });
      });
      asked.on('error', reject);
    });
}

/** The same request of somebody who is known by a table, by a token, by a session, and by a certificate. */
async function measureWays(folder: string): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const port = await freePort();
  const origin = `https://localhost:${port}`;
  const provider = opened.use(await TestProvider.start(await freePort(), origin));
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content, { mode: 0o600 });
    return path.join(folder, name);
  };
  const [authority, own] = [await Authority.found('CN=Agency CA'), await localhostCertificate()];
  const files = {
    caFile: file('ca.pem', authority.pem),
    crlFile: file('revoked.pem', await authority.revoked([])),
  };
  let people: SignedIn | undefined;
  const gateway = opened.use(
    await startTestGateway({
      unchecked: true,
      env: {
        ...provider.environment,
        OIDC_CLIENT_SECRET_FILE: file('secret', provider.secret),
        PUBLIC_URL: origin,
        PORT: String(port),
        TLS_CERT_FILE: file('cert.pem', own.cert),
        TLS_KEY_FILE: file('key.pem', own.key),
        TLS_CLIENT_CA_FILE: files.caFile,
        TLS_CLIENT_CRL_FILE: files.crlFile,
      },
      parts: (parts) => {
        ({ people } = parts);
        const tokens = new RememberedTokens(parts.authenticator, Date.now);
        const known = Promise.resolve({ organisation: MANAGER, user: 'li', roles: ['officer'] as const });
        const authenticate = (token: string): ReturnType<typeof tokens.authenticate> =>
          token === KNOWN ? known : tokens.authenticate(token);
        const certificates = new ClientCertificates(files);
        return { ...parts, certificates, authenticator: { authenticate } };
      },
    }),
  );
  if (!people) throw new Error('Nobody signs in here.');
  const secret = await signedIn(people, provider);
  const system = await authority.issue(`CN=console, OU=officer, O=${MANAGER}`);
  const bearing = (token: string): Headers => ({ authorization: `Bearer ${token}` });
  const token = await gateway.token(MANAGER, 'officer');
  const fresh: string[] = [];
  for (let i = 0; i < ROUNDS * 1.1 + 1; i += 1)
    fresh.push(await gateway.tokens.issue({ organisation: MANAGER, role: 'officer', user: `u-${i}` }));
  const session = { cookie: `__Host-session=${secret}`, 'sec-fetch-site': 'same-origin' };
  const times = await byTurns(
    {
      'who asks: a table': asking(origin, {}, () => bearing(KNOWN)),
      'who asks: a bearer token': asking(origin, {}, () => bearing(token)),
      'who asks: a bearer token seen for the first time': asking(origin, {}, () =>
        bearing(fresh.pop() ?? ''),
      ),
      'who asks: a console session': asking(origin, {}, () => session),
      'who asks: a client certificate': asking(origin, system, () => ({})),
    },
    ROUNDS,
  );
  compare(times);
}

const signers = (): readonly TestSigner[] => [
  new TestSigner(PROVIDER, 'officer-file', 'file'),
  new TestSigner(PROVIDER, 'officer-key', 'webauthn'),
];

/** Endorsing a decision that nobody signed, and the same one signed with either kind of key. Nothing is sent: each is the first. */
async function measureSignatures(): Promise<void> {
  await using ledger = await openEmbeddedLedger({});
  await foundMarket(ledger);
  const [withFile, withAuthenticator] = signers();
  if (!withFile || !withAuthenticator) throw new Error('Nobody signs.');
  for (const signer of [withFile, withAuthenticator]) {
    const registration = signer.registration('officer', Date.now() - 1_000);
    await commit(ledger, admin(PROVIDER), call(TRANSACTIONS.signerRegister, registration));
  }
  const transaction = TRANSACTIONS.grantSuspend;
  const args = [encode({ id: 'G-1', reason: 'Under examination' })];
  const chain = CHANNEL;
  const endorse = async (signature?: ActSignature): Promise<void> => {
    const all = signature ? [...args, encode(signature)] : args;
    await ledger.prepare(officer(PROVIDER), { transaction, args: all });
  };
  const signed = (signer: TestSigner): (() => Promise<void>) => {
    const at = new Date().toISOString();
    const ready = Array.from({ length: PREPARED * 1.1 + 1 }, () =>
      signer.signs(transaction, args, { chain, at }),
    );
    return () => endorse(ready.pop());
  };
  const works = {
    'endorse a decision: unsigned': () => endorse(),
    'endorse a decision: signed with a key in a file': signed(withFile),
    'endorse a decision: signed by an authenticator': signed(withAuthenticator),
  };
  compare(await byTurns(works, PREPARED));
}

/** Every decision that may be signed has to be. */
async function askForSignatures(ledger: Ledger): Promise<void> {
  const acts = Object.fromEntries(SIGNABLE.map((name) => [name, ['file', 'webauthn']]));
  const { genesisHash } = await ledger.info();
  const rules = { ...rulesOf(BUILT_IN_POLICY), signatures: { chain: genesisHash, acts } };
  for (const signer of signers()) {
    const registration = signer.registration('officer', Date.now() - 1_000);
    await commit(ledger, admin(PROVIDER), call(TRANSACTIONS.signerRegister, registration));
  }
  await commit(ledger, admin(MANAGER), call(TRANSACTIONS.policySet, rules));
}

async function sent(pipeline: Pipeline, from: number): Promise<void> {
  const reporter: Reporter = { organisation: 'ConsumerMSP', side: 'claim' };
  const { receipt = '' } = await pipeline.accept(reporter, usages(ROWS, from));
  const final = await pipeline.waitRequest(reporter.organisation, receipt, 60_000);
  if (final?.state !== 'committed') throw new Error(JSON.stringify(final));
}

/** Batches of uses from intake to commit, on two ledgers of which one has a policy that asks for signatures. */
async function measureBatches(folder: string): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const quiet = { info: () => 0, warn: () => 0, error: console.error };
  const sending = async (name: string, prepare: (ledger: Ledger) => Promise<void>) => {
    const at = (file: string): string => path.join(folder, name, file);
    const ledger = opened.use(await openEmbeddedLedger({ directory: at('ledger'), thread: true }));
    await foundMarket(ledger);
    await prepare(ledger);
    const index = opened.use(
      await openIndex({ ledger, location: { sqlite: at('index.sqlite') }, log: quiet }),
    );
    const actors = fileActorSecrets(at('actors'));
    const location = { sqlite: at('outbox.sqlite') };
    const pipeline = opened.use(await openPipeline({ ledger, index, location, actors, log: quiet }));
    let from = 0;
    return () => sent(pipeline, (from += ROWS));
  };
  const name = `a batch of ${ROWS} uses, intake to commit`;
  const works = {
    [`${name}: no signatures asked for`]: await sending('without', () => Promise.resolve()),
    [`${name}: signatures asked for`]: await sending('with', askForSignatures),
  };
  const [[, without = []] = [], [asked = '', taken = []] = []] = await byTurns(works, BATCHES);
  for (const by of ['clock', 'cpu'] as const) {
    const perSecond = (all: readonly Taken[]): number =>
      Math.round((ROWS * 1_000) / median(all.map((one) => one[by])));
    report(`${asked}: by ${by}`, perSecond(taken), 'events/s', perSecond(without));
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'people-'));
try {
  await measureWays(folder);
  await measureSignatures();
  await measureBatches(folder);
} finally {
  rmSync(folder, { recursive: true });
}
