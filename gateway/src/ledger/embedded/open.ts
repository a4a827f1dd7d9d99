// SPDX-License-Identifier: Apache-2.0
import { LocalCore } from './core.js';
import { EmbeddedLedger } from './embedded-ledger.js';
import { openNode } from './node.js';
import { loadContracts, type ContractClass } from './shim.js';
import { ThreadCore } from './thread/thread-core.js';

interface CommonOptions {
  /** Where state and keys lie; absent: in memory, gone with the process. */
  readonly directory?: string;
  /** Closed list of organisations' MSP ids; absent: any organisation is admitted when it first signs. */
  readonly organisations?: readonly string[];
  /** How long an enrolled user's certificate is valid, milliseconds; renewed before it ends. Default a year. */
  readonly userLifetimeMs?: number;
}

/** In a thread of its own, on the system's clock, with the contracts of a module that exports `contracts`. */
export interface ThreadedLedgerOptions extends CommonOptions {
  readonly thread: true;
  /** Name or path of the module; absent: the chaincode package. */
  readonly contractsModule?: string;
}

/** In the calling thread. */
export interface LocalLedgerOptions extends CommonOptions {
  readonly thread?: false;
  /** Contract classes; absent: those of the chaincode package. */
  readonly contracts?: readonly ContractClass[];
  /** Milliseconds since 1970; absent: the system's clock. */
  readonly clock?: () => number;
}

export type EmbeddedLedgerOptions = ThreadedLedgerOptions | LocalLedgerOptions;

const CHAINCODE_MODULE = '@catalog-chain/chaincode';

/**
 * Opens the embedded ledger of a directory, or founds one. Dispose of it to release the directory.
 * `thread: true` is for servers: contracts then run beside HTTP, on another core.
 * @throws LedgerError `LEDGER_UNAVAILABLE` when another process has the directory open, `LEDGER_OTHER_CHAIN` when the
 * keys beside the ledger are not its own
 */
export async function openEmbeddedLedger(options: EmbeddedLedgerOptions): Promise<EmbeddedLedger> {
  const { directory, organisations, userLifetimeMs } = options;
  const common = { directory, organisations, userLifetimeMs };
  if (options.thread) {
    const { contractsModule = CHAINCODE_MODULE } = options;
    return new EmbeddedLedger(await ThreadCore.open({ ...common, contractsModule }));
  }
  const { contracts = loadContracts(CHAINCODE_MODULE), clock = Date.now } = options;
  return new EmbeddedLedger(new LocalCore(await openNode({ ...common, contracts, clock })));
}
