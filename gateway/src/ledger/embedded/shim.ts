// SPDX-License-Identifier: Apache-2.0
/**
 * The shim that runs contracts on a peer, without the peer: its dispatcher (names, parameter checks, contexts,
 * serialisation) and its stub, whose handler is ours. What a contract sees is thus Fabric's own code down to
 * the point where a message would leave for the peer.
 */
import { createRequire } from 'node:module';
import type { Simulation } from './state/simulation.js';

/** A contract class as `fabric-contract-api` knows it. */
export type ContractClass = new () => object;

export interface Invocation {
  readonly channel: string;
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly creator: { readonly mspid: string; readonly idBytes: Uint8Array };
  /** `contract:method`, then the arguments. */
  readonly args: readonly Buffer[];
  readonly transient: ReadonlyMap<string, Buffer>;
  readonly simulation: Simulation;
}

export interface InvocationResult {
  readonly payload: Uint8Array;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
}

/** A contract refused, or failed. The message is `CODE: message` when a contract of ours refused. */
export class ContractRefusal extends Error {
  override readonly name = 'ContractRefusal';
}

interface ShimStub {
  chaincodeEvent?: { getEventName(): string; getPayload_asU8(): Uint8Array };
}
interface Chaincode {
  Invoke(stub: ShimStub): Promise<{ status: number; message?: string; payload?: Uint8Array }>;
}
interface ShimModules {
  readonly ChaincodeFromContract: new (
    contracts: ContractClass[],
    serializers: unknown,
    metadata: object,
    title: string,
    version: string,
  ) => Chaincode;
  readonly ChaincodeStub: new (
    handler: Simulation,
    channel: string,
    transactionId: string,
    input: { getArgsList_asU8(): Uint8Array[] },
  ) => ShimStub;
  readonly JSONSerializer: unknown;
}
interface ShimLogger {
  exceptions: { unhandle(): void };
  debug: () => void;
  info: () => void;
  warn: () => void;
  error: () => void;
}

const OK_BELOW = 400;
const LOGGERS = ['contracts-spi/chaincodefromcontract.js', 'contracts-spi/datamarshall.js'];
const SHIM_LOGGERS = [...LOGGERS, 'lib/chaincode.js', 'lib/stub.js'];
const API_LOGGERS = ['./lib/jsontransactionserializer.js', './lib/contract.js'];

const load = createRequire(import.meta.url);

/**
 * Loads the shim, then a module that exports `contracts`. Loaded here and not imported by callers: the shim reads
 * its log level from the environment when it is loaded, and would log every contract at start and every refusal,
 * arguments included.
 */
export function loadContracts(module: string): readonly ContractClass[] {
  loadShim();
  const { contracts } = load(module) as { contracts: readonly ContractClass[] };
  return contracts;
}

function loadShim(): ShimModules {
  process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'error';
  const shimLogger = load('fabric-shim/lib/logger.js') as { getLogger(name: string): ShimLogger };
  const apiLogger = load('fabric-contract-api/lib/logger.js') as { getLogger(name: string): ShimLogger };
  const modules = {
    ChaincodeFromContract: load('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as unknown,
    ChaincodeStub: load('fabric-shim/lib/stub.js') as unknown,
    JSONSerializer: (load('fabric-contract-api') as { JSONSerializer: unknown }).JSONSerializer,
  } as ShimModules;
  for (const name of SHIM_LOGGERS) silence(shimLogger.getLogger(name));
  for (const name of API_LOGGERS) silence(apiLogger.getLogger(name));
  leaveProcessEvents(shimLogger.getLogger('_'), apiLogger.getLogger('_'));
  return modules;
}

/** A refusal is an answer, not a log line; and building a line per state access costs more than the access. */
function silence(logger: ShimLogger): void {
  const nothing = (): void => undefined;
  Object.assign(logger, { debug: nothing, info: nothing, warn: nothing, error: nothing });
}

/** The shim catches the whole process's uncaught errors and carries on; here that decision is not its to make. */
function leaveProcessEvents(...loggers: readonly ShimLogger[]): void {
  for (const logger of loggers) logger.exceptions.unhandle();
  for (const listener of process.listeners('unhandledRejection')) {
    if (listener.name === 'loggerUnhandledRejectionFn') process.off('unhandledRejection', listener);
  }
}

/**
 * Chaincodes that were made in this process. A contract keeps nothing between two calls, as it may not on a peer either, so
 * ledgers of the same contracts share one: the shim compiles its schemas anew for each.
 */
const made = new WeakMap<readonly ContractClass[], Chaincode>();

/** Contracts, ready to be called. */
export class Dispatcher {
  readonly #shim = loadShim();
  readonly #chaincode: Chaincode;

  constructor(contracts: readonly ContractClass[]) {
    this.#chaincode = made.get(contracts) ?? this.#make(contracts);
    made.set(contracts, this.#chaincode);
  }

  /** Runs one transaction function. @throws ContractRefusal with the contract's message. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const stub = this.#stub(invocation);
    const { status, message, payload } = await this.#chaincode.Invoke(stub);
    if (status >= OK_BELOW) throw new ContractRefusal(message ?? 'The contract failed.');
    const event = stub.chaincodeEvent;
    return {
      payload: payload ?? new Uint8Array(),
      event: event && { name: event.getEventName(), payload: event.getPayload_asU8() },
    };
  }

  #make(contracts: readonly ContractClass[]): Chaincode {
    const { ChaincodeFromContract, JSONSerializer } = this.#shim;
    const serializers = { transaction: 'jsonSerializer', serializers: { jsonSerializer: JSONSerializer } };
    return new ChaincodeFromContract([...contracts], serializers, {}, 'catalog', '1');
  }

  /** The shim's stub takes what follows from a signed proposal; we have it at hand already. */
  #stub(invocation: Invocation): ShimStub {
    const { channel, transactionId, timestamp, simulation, args } = invocation;
    const none = { getArgsList_asU8: () => [] };
    const stub = new this.#shim.ChaincodeStub(simulation, channel, transactionId, none);
    const seconds = Math.floor(timestamp / 1000);
    let texts: string[] | undefined;
    return Object.defineProperty(
      Object.assign(stub, {
        bufferArgs: args,
        creator: invocation.creator,
        transientMap: invocation.transient,
        txTimestamp: {
          getSeconds: () => seconds,
          getNanos: () => (timestamp % 1000) * 1_000_000,
          toDate: () => new Date(timestamp),
        },
      }),
      'args',
      // A batch is a megabyte of deflated bytes: made into text only for whoever asks.
      { get: () => (texts ??= args.map((arg) => arg.toString())) },
    );
  }
}
