// SPDX-License-Identifier: Apache-2.0
/**
 * Decisions signed by persons on real peers, by a client that calls them past every gateway: a certificate of the
 * organisation is not enough, whoever holds it; every peer checks the person's signature, and keeps it.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { parseDomainError } from '@catalog-chain/chaincode/domain/errors';
import { rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { eventually } from '@catalog-chain/network/engine/wait';
import { EndorseError } from '@hyperledger/fabric-gateway';
import { Steps, unique } from '../contracts/ledger-harness.js';
import { FabricClient, found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { TestSigner, type Assertion } from '../support/signers.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const network = await sharedNetwork();
const PROVIDER = 'ProviderMSP';
const HOUR_MS = 3_600_000;
const PATIENCE = { timeoutMs: 180_000 };

const run = unique('');
const byKey = new TestSigner(PROVIDER, `admin-${run}1`, 'file');
const byAuthenticator = new TestSigner(PROVIDER, `admin-${run}2`, 'webauthn');
const foreign = new TestSigner('ConsumerMSP', `admin-${run}3`, 'file');
let chain: string;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function submit(organisation: string, name: string, ...args: readonly string[]): Promise<void> {
  using client = new FabricClient(network, organisation, 'admin');
  await eventually(name, () => client.contract.submitTransaction(name, ...args), PATIENCE);
}

/** What a peer's contracts answer; nothing is sent on to be ordered. */
async function answer(args: readonly string[], peer = 0): Promise<string> {
  using client = new FabricClient(network, 'provider', 'admin', peer);
  try {
    await client.contract.newProposal(TRANSACTIONS.signerRevoke, { arguments: [...args] }).endorse();
    return 'endorsed';
  } catch (error) {
    assert.ok(error instanceof EndorseError, String(error));
    const [detail] = error.details;
    return parseDomainError(detail?.message ?? '')?.code ?? error.message;
  }
}

async function signerAt(organisation: string, id: string): Promise<Signer> {
  using client = new FabricClient(network, organisation, 'officer');
  const read = (): Promise<Uint8Array> => client.contract.evaluateTransaction(TRANSACTIONS.signerRead, id);
  return JSON.parse(text(await eventually('the signer', read, PATIENCE))) as Signer;
}

async function policy(): Promise<Policy> {
  using client = new FabricClient(network, 'manager', 'admin');
  return JSON.parse(text(await client.contract.evaluateTransaction('policy:read', 'current'))) as Policy;
}

const revocation = (signer: TestSigner): string => encode({ id: signer.id, reason: 'The key is lost.' });

function signed(by: TestSigner, argument: string, at = Date.now(), assertion: Assertion = {}): ActSignature {
  const stated = { chain, at: new Date(at).toISOString() };
  return by.signs(TRANSACTIONS.signerRevoke, [argument], stated, assertion);
}

/** Registered, and in force. */
async function brief(): Promise<TestSigner> {
  const signer = new TestSigner(PROVIDER, unique('officer-'));
  await submit(
    'provider',
    TRANSACTIONS.signerRegister,
    encode(signer.registration('officer', Date.now() - HOUR_MS)),
  );
  return signer;
}

beforeAll(async () => {
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  const steps = new Steps(ledger);
  await steps.member('ManagerMSP', PROVIDER, ['provider']);
  await steps.member('ManagerMSP', 'ConsumerMSP', ['consumer']);
  ({ genesisHash: chain } = await ledger.info());
  for (const [organisation, signer] of [
    ['provider', byKey],
    ['provider', byAuthenticator],
    ['consumer', foreign],
  ] as const)
    await submit(
      organisation,
      TRANSACTIONS.signerRegister,
      encode(signer.registration('admin', Date.now() - HOUR_MS)),
    );
  const signatures = { chain, acts: { 'signer:revoke': ['file', 'webauthn'] } };
  await submit('manager', TRANSACTIONS.policySet, encode({ ...rulesOf(await policy()), signatures }));
});

afterAll(async () => {
  // The network is everybody's: what others do on it needs no signature.
  const { signatures, ...rules } = rulesOf(await policy());
  if (signatures) await submit('manager', TRANSACTIONS.policySet, encode(rules));
});

test('a certificate alone decides nothing, whichever peer is asked', async () => {
  const argument = revocation(await brief());
  for (const peer of [0, 1]) assert.equal(await answer([argument], peer), 'SIGNATURE_REQUIRED');
});

test('a decision signed with a key, and one by an authenticator, are taken by every peer and read at another’s', async () => {
  for (const by of [byKey, byAuthenticator]) {
    const signer = await brief();
    const argument = revocation(signer);
    await submit('provider', TRANSACTIONS.signerRevoke, argument, encode(signed(by, argument)));
    const { status, revoked } = await eventually(
      'the revocation at the consumer’s peer',
      async () => {
        const read = await signerAt('consumer', signer.id);
        assert.equal(read.status, 'revoked');
        return read;
      },
      PATIENCE,
    );
    assert.deepEqual([status, revoked?.stamp.signer], ['revoked', by.id]);
  }
});

test('what is altered, replayed, stale, of another chain, page or organisation is refused by the peers', async () => {
  const [one, other] = [revocation(await brief()), revocation(await brief())];
  const good = signed(byKey, one);
  const asserted = signed(byAuthenticator, one);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['SIGNATURE_INVALID', [other, encode(good)]],
    ['SIGNATURE_OTHER_CHAIN', [one, encode({ ...good, chain: 'f'.repeat(64) })]],
    ['SIGNATURE_STALE', [one, encode(signed(byKey, one, Date.now() - HOUR_MS))]],
    ['SIGNER_FOREIGN', [one, encode(signed(foreign, one))]],
    ['SIGNER_UNKNOWN', [one, encode(signed(new TestSigner(PROVIDER, 'admin-none'), one))]],
    ['AUTHENTICATOR_REFUSED', [other, encode(asserted)]],
    [
      'AUTHENTICATOR_REFUSED',
      [one, encode(signed(byAuthenticator, one, Date.now(), { origin: 'https://evil.example' }))],
    ],
    ['AUTHENTICATOR_COUNTER', [one, encode(signed(byAuthenticator, one, Date.now(), { counter: 1 }))]],
  ];
  for (const [code, args] of cases) assert.equal(await answer(args), code);
  await submit('provider', TRANSACTIONS.signerRevoke, one, encode(good));
  assert.equal(await answer([one, encode(good)]), 'SIGNATURE_REPLAYED');
  assert.equal((await signerAt('consumer', (JSON.parse(other) as { id: string }).id)).status, 'active');
});
