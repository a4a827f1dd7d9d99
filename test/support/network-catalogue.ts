// SPDX-License-Identifier: Apache-2.0
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { eventually } from '@catalog-chain/network/engine/wait';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { admin, officer, Steps } from '../contracts/ledger-harness.js';
import { found } from './fabric-client.js';
import { fabricProfile } from './fabric-ledger.js';
import { content, sharing } from './sharing.js';

/** Steps that need no gateway: members and a resource of the provider's, open to all unless it is said otherwise, by their own signatures. */
export async function layCatalogue(
  network: StartedNetwork,
  resource: string,
  type: 'unconditional' | 'conditional' = 'unconditional',
): Promise<void> {
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  const steps = new Steps(ledger, ['ManagerMSP', 'ProviderMSP', 'ConsumerMSP'].map(admin));
  await steps.member('ManagerMSP', 'ProviderMSP', ['provider']);
  await steps.member('ManagerMSP', 'ConsumerMSP', ['consumer']);
  const write = async (by: string, transaction: TransactionName, input: object | string): Promise<void> => {
    const argument = typeof input === 'string' ? input : encode(input);
    // Another test file may write the same in the same block: who loses looks again, and finds it there.
    await eventually(
      transaction,
      () => steps.commit(officer(by), { transaction, args: [argument] }).catch(unlessThere),
      { timeoutMs: 120_000, everyMs: 250 },
    );
  };
  for (const [owner, code] of [
    ['ProviderMSP', 'REGISTER'],
    ['ConsumerMSP', 'SYS'],
  ] as const) {
    await write(owner, TRANSACTIONS.dutyRegister, {
      code: 'DUTY',
      names: { en: 'Duty' },
      legalBasis: 'Law 1',
    });
    const system = { code, names: { en: 'System' }, duties: [`${owner}:DUTY`] };
    await write(owner, TRANSACTIONS.systemRegister, system);
  }
  const id = `ProviderMSP:${resource}`;
  const draft = { code: resource, content: content(sharing(type)) };
  await write('ProviderMSP', TRANSACTIONS.resourceDraft, draft);
  await write('ProviderMSP', TRANSACTIONS.resourceSubmit, id);
  await write('ManagerMSP', TRANSACTIONS.resourceReview, {
    id,
    approved: true,
    digest: digestOf(draft.content),
  });
}

function unlessThere(error: unknown): void {
  if (!(error instanceof LedgerError && error.code === 'ALREADY_EXISTS')) throw error;
}

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** A consumer's request for the resource, granted on the spot. */
export const requestFor = (id: string, resource: string): object => ({
  id,
  resource: `ProviderMSP:${resource}`,
  purpose: { code: 'AID', text: 'Aid for families' },
  legalBasis: 'Social Insurance Law, article 77',
  mode: 'query',
  items: ['birth', 'name'],
  systems: ['ConsumerMSP:SYS'],
  period: { from: day(0), to: day(365) },
  standing: true,
});
