// SPDX-License-Identifier: Apache-2.0
/** What peers make of the policies that the chaincode gives to keys: decision 0180. */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { openFabricNetwork } from '@catalog-chain/gateway/ledger/fabric-network/open';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { admin, call, officer, Steps, unique } from '../contracts/ledger-harness.js';
import { found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { afterAll, beforeAll, describe, test } from '../support/testing.js';

const { dutyRegister, dutyRepeal, dutyRead } = TRANSACTIONS;
const network = await sharedNetwork();
const [provider, consumer, manager] = ['ProviderMSP', 'ConsumerMSP', 'ManagerMSP'] as const;

function ownerEndorses(open: (profile: FabricProfile) => Ledger): void {
  let ledger: Ledger;
  let steps: Steps;

  beforeAll(async () => {
    await found(network);
    ledger = open(fabricProfile(network));
    steps = new Steps(ledger, [provider, consumer, manager].map(admin));
    await steps.member(manager, provider, ['provider']);
  });
  afterAll(() => ledger[Symbol.asyncDispose]());

  const registered = async (): Promise<string> => {
    const code = unique('D');
    const duty = { code, names: { en: 'Duty' }, legalBasis: 'Act 1' };
    await steps.commit(officer(provider), call(dutyRegister, duty));
    return `${provider}:${code}`;
  };
  const statusOf = async (id: string, reader: string): Promise<unknown> =>
    ((await steps.read(officer(reader), call(dutyRead, id))) as { status: string }).status;

  /** Repeals with these endorsers. @returns the validation code that the peers gave it */
  async function repealed(id: string, endorsers: readonly string[]): Promise<string> {
    const { height } = await ledger.info();
    const repeal = { ...call(dutyRepeal, id), endorsers };
    const prepared = await steps.prepare(officer(provider), repeal);
    const outcome = await steps.fate(prepared);
    assert.equal(outcome.status === 'rejected' && outcome.code, 'ENDORSEMENT_MISMATCH');
    const blocks = await steps.blocks(height, (await ledger.info()).height - 1);
    const recorded = blocks.flatMap(({ transactions }) => transactions);
    return recorded.find((tx) => tx.id === prepared.transactionId)?.validationCode ?? 'not recorded';
  }

  test('an owner changes its record; nobody has to name the endorsers', async () => {
    const id = await registered();
    await steps.commit(officer(provider), call(dutyRepeal, id));
    assert.equal(await statusOf(id, consumer), 'repealed');
  });

  test('a majority without the owner changes nothing of the owner’s, nor does the owner alone', async () => {
    const id = await registered();
    for (const endorsers of [[consumer, manager], [provider]]) {
      assert.equal(await repealed(id, endorsers), 'ENDORSEMENT_POLICY_FAILURE', endorsers.join());
      for (const reader of [provider, consumer, manager]) assert.equal(await statusOf(id, reader), 'active');
    }
    await steps.commit(officer(provider), { ...call(dutyRepeal, id), endorsers: [provider, manager] });
    assert.equal(await statusOf(id, manager), 'repealed');
  });
}

describe('through fabric-gateway', () => {
  ownerEndorses(openFabricGateway);
});
describe('through fabric-network', () => {
  ownerEndorses(openFabricNetwork);
});
