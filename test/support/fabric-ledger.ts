// SPDX-License-Identifier: Apache-2.0
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import { profileOf } from '@catalog-chain/network/fabric-profile';
import type { StartedNetwork } from '@catalog-chain/network/started-network';
import { found } from './fabric-client.js';
import type { LedgerHarness } from '../contracts/ledger-harness.js';

/** A profile with the fields in the gateway's own types. */
export const fabricProfile = (network: StartedNetwork, ...names: string[]): FabricProfile =>
  structuredClone(profileOf(network, ...names)) as FabricProfile;

/** The contract suite's harness over a running network. */
export function fabricHarness(
  kind: Ledger['kind'],
  network: StartedNetwork,
  open: (profile: FabricProfile) => Ledger,
): LedgerHarness {
  return {
    kind,
    open: async () => {
      await found(network);
      return open(fabricProfile(network));
    },
    manager: 'ManagerMSP',
    provider: 'ProviderMSP',
    consumer: 'ConsumerMSP',
    stranger: { mspId: 'StrangerMSP', user: 'admin' },
  };
}
