// SPDX-License-Identifier: Apache-2.0
/** Sealed uses for tests of the contracts: what each side seals of an exchange, and how it is disclosed. */
import { sealSalt } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { sealOf, type SealInput } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { caller, MANAGER, type Caller, type ChaincodeHarness } from './chaincode-harness.js';
import { granted, MARCH } from './periods.js';

export const SEALED_DAYS = 60;
export const SEALER = { claim: caller('ConsumerMSP'), attestation: caller('ProviderMSP') } as const;

/** The record key of the grant, as both sides hold it. */
const RECORD_KEY = new Uint8Array(32).fill(9);
export const saltOf = ({ correlation }: Leaf): string => sealSalt(RECORD_KEY, correlation);

export const sealInput = (leaf: Leaf, change: Partial<SealInput> = {}): SealInput => ({
  id: leaf.id,
  side: leaf.side,
  period: MARCH,
  ...sealOf(leaf, saltOf(leaf)),
  ...change,
});

/** The leaf that discloses what was sealed. */
export const opening = (leaf: Leaf): Leaf => ({ ...leaf, salt: saltOf(leaf) });

/** `granted` in a consortium whose policy lets both parties seal. */
export async function sealing(organisations = ['ConsumerMSP', 'ProviderMSP']): Promise<ChaincodeHarness> {
  const chain = await granted();
  const rules = { ...rulesOf(BUILT_IN_POLICY), sealing: { organisations, days: SEALED_DAYS } };
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [rules]);
  return chain;
}

/** Seals for thirty days. */
export const seal = (
  chain: ChaincodeHarness,
  leaves: readonly Leaf[],
  by: Caller = SEALER[leaves[0]?.side ?? 'claim'],
): Promise<Seal[]> =>
  chain.submit(by, TRANSACTIONS.sealCommit, [
    { seals: leaves.map((leaf) => sealInput(leaf)), discloseBy: formatInstant(chain.time + 30 * DAY_MS) },
  ]);
