// SPDX-License-Identifier: Apache-2.0
import { EmbeddedLedger } from './embedded-ledger.js';
import { openNode } from './node.js';
import { loadContracts, type ContractClass } from './shim.js';

export interface EmbeddedLedgerOptions {
  /** Where state and keys lie; absent: in memory, gone with the process. */
  readonly directory?: string;
  /** Contract classes; absent: those of the chaincode package. */
  readonly contracts?: readonly ContractClass[];
  /** Milliseconds since 1970; absent: the system's clock. */
  readonly clock?: () => number;
  /** Closed list of organisations' MSP ids; absent: any organisation is admitted when it first signs. */
  readonly organisations?: readonly string[];
  /** How long an enrolled user's certificate is valid, milliseconds; renewed before it ends. Default a year. */
  readonly userLifetimeMs?: number;
}

export const CHAINCODE_MODULE = '@catalog-chain/chaincode';

/**
 * Opens the embedded ledger of a directory, or founds one. Dispose of it to release the directory.
 * @throws LedgerError `LEDGER_UNAVAILABLE` when another process has the directory open
 */
export async function openEmbeddedLedger(options: EmbeddedLedgerOptions): Promise<EmbeddedLedger> {
  const contracts = options.contracts ?? loadContracts(CHAINCODE_MODULE);
  const { clock = Date.now, directory, organisations, userLifetimeMs } = options;
  return new EmbeddedLedger(await openNode({ contracts, clock, directory, organisations, userLifetimeMs }));
}
