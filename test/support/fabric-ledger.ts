// SPDX-License-Identifier: Apache-2.0
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import { profileOf } from '@catalog-chain/network/started/fabric-profile';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
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
      return patient(open(fabricProfile(network)));
    },
    manager: 'ManagerMSP',
    provider: 'ProviderMSP',
    consumer: 'ConsumerMSP',
    stranger: { mspId: 'StrangerMSP', user: 'admin' },
  };
}

const PATIENT_MS = 120_000;
const UNANSWERED: readonly string[] = ['LEDGER_TIMEOUT', 'LEDGER_UNAVAILABLE'];

/**
 * The ledger, asked again where its peers did not answer in time, as any client would: an adapter gives a peer five
 * seconds, and a machine that runs the whole suite may take longer.
 */
function patient(ledger: Ledger): Ledger {
  const prepare = ledger.prepare.bind(ledger);
  const evaluate = ledger.evaluate.bind(ledger);
  const endorsedRead = ledger.endorsedRead.bind(ledger);
  return Object.assign(ledger, {
    prepare: (...args: Parameters<Ledger['prepare']>) => answered(() => prepare(...args)),
    evaluate: (...args: Parameters<Ledger['evaluate']>) => answered(() => evaluate(...args)),
    endorsedRead: (...args: Parameters<Ledger['endorsedRead']>) => answered(() => endorsedRead(...args)),
  });
}

/** Neither call leaves anything on the ledger, so it may be made again. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const late = error instanceof LedgerError && UNANSWERED.includes(error.code);
      if (!late || performance.now() > deadline) throw error;
    }
  }
}
