// SPDX-License-Identifier: Apache-2.0
/**
 * Contract tests without a peer: the shim's own dispatcher over state in memory. One call is one transaction;
 * what a refused call tried to write is kept in `writes` for the test to look at, and is never applied.
 */
import './quiet-shim.js';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { contracts } from '@catalog-chain/chaincode';
import { encode, type Json } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError, parseDomainError, type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { OrganisationRole, TransactionName, UserRole } from '@catalog-chain/chaincode/domain/names';
import { certificate } from './certificates.js';
import { MemoryStub, type State, type Write } from './memory-stub.js';

interface Dispatcher {
  Invoke(stub: unknown): Promise<{ status: number; message?: string; payload?: Uint8Array }>;
}
type DispatcherClass = new (
  contracts: readonly unknown[],
  serializers: unknown,
  metadata: object,
  title: string,
  version: string,
) => Dispatcher;

const load = createRequire(import.meta.url);
const ChaincodeFromContract = load(
  'fabric-shim/lib/contract-spi/chaincodefromcontract.js',
) as DispatcherClass;
const { JSONSerializer } = load('fabric-contract-api') as { JSONSerializer: unknown };

/** One for all harnesses: contracts keep nothing between two calls, and the shim compiles their schemas when it is made. */
const dispatcher = new ChaincodeFromContract(
  [...contracts],
  { transaction: 'jsonSerializer', serializers: { jsonSerializer: JSONSerializer } },
  {},
  'test',
  '0',
);

/** Who calls: an organisation and the certificate's `catalog.role`. */
export interface Caller {
  readonly mspId: string;
  readonly role: UserRole | undefined;
}

/** A transaction's argument: text and bytes go as they are, anything else as canonical JSON. */
export type Argument = string | Uint8Array | object;

export const caller = (mspId: string, role: UserRole | undefined = 'officer'): Caller => ({ mspId, role });

export const START = Date.UTC(2026, 2, 2, 1, 0, 0);

export class ChaincodeHarness {
  /** The next call's transaction time, milliseconds since 1970. */
  time = START;
  readonly state: State = new Map();
  readonly collections = new Map<string, State>();
  /** Endorsement policies of keys. */
  readonly policies: State = new Map();
  /** Those that the last call set, or tried to. */
  keyPolicies: State = new Map();
  /** What the last call wrote, or tried to. */
  writes: readonly Write[] = [];
  /** Keys that the last call read. */
  reads: readonly string[] = [];
  /** How many ranges of keys the last call read. */
  ranges = 0;
  event: { name: string; payload: Uint8Array } | undefined;

  private calls = 0;

  /**
   * Runs a transaction and applies its writes.
   * @returns the result, parsed. @throws DomainError as the contract did, Error for anything else
   */
  async submit<T = Json>(
    by: Caller,
    transaction: TransactionName,
    args: readonly Argument[] = [],
    transient: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<T> {
    const result = await this.evaluate<T>(by, transaction, args, transient);
    for (const { collection, key, value } of this.writes) {
      const target = collection === undefined ? this.state : this.collection(collection);
      if (value === undefined) target.delete(key);
      else target.set(key, value);
    }
    for (const [key, policy] of this.keyPolicies) this.policies.set(key, policy);
    return result;
  }

  /** Runs a transaction and applies nothing. */
  async evaluate<T = Json>(
    by: Caller,
    transaction: TransactionName,
    args: readonly Argument[] = [],
    transient: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<T> {
    this.calls += 1;
    const stub = new MemoryStub(
      {
        args: [transaction, ...args].map(toBytes),
        txId: this.calls.toString(16).padStart(64, '0'),
        timeMs: this.time,
        creator: { mspid: by.mspId, idBytes: await certificate(by.mspId, by.role) },
        transient: new Map(Object.entries(transient)),
      },
      this.state,
      this.collections,
      this.policies,
    );
    const response = await dispatcher.Invoke(stub);
    const { writes, reads, ranges, event, keyPolicies } = stub;
    Object.assign(this, { writes, reads, ranges, event, keyPolicies });
    if (response.status !== 200) throw refusal(response.message ?? '');
    const text = Buffer.from(response.payload ?? []).toString('utf8');
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Asserts that the call is refused with this code and tried to write nothing. */
  async refuses(
    code: DomainCode,
    by: Caller,
    transaction: TransactionName,
    args: readonly Argument[] = [],
    transient: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<void> {
    await assert.rejects(this.evaluate(by, transaction, args, transient), (error) => {
      assert.ok(error instanceof DomainError, `${transaction}: ${String(error)}`);
      assert.equal(error.code, code, `${transaction}: ${error.message}`);
      return true;
    });
    assert.deepEqual(this.writes, [], `${transaction} wrote though it refused`);
  }

  /** Another that goes on from the same state. */
  copy(): ChaincodeHarness {
    const copy = new ChaincodeHarness();
    for (const [key, value] of this.state) copy.state.set(key, value);
    for (const [key, policy] of this.policies) copy.policies.set(key, policy);
    for (const [name, state] of this.collections) copy.collections.set(name, new Map(state));
    const { time, calls, writes, reads, ranges, event, keyPolicies } = this;
    return Object.assign(copy, { time, calls, writes, reads, ranges, event, keyPolicies });
  }

  private collection(name: string): State {
    const found = this.collections.get(name) ?? new Map<string, Uint8Array>();
    this.collections.set(name, found);
    return found;
  }
}

function toBytes(argument: Argument): Uint8Array {
  if (argument instanceof Uint8Array) return argument;
  return Buffer.from(typeof argument === 'string' ? argument : encode(argument), 'utf8');
}

function refusal(message: string): Error {
  const known = parseDomainError(message);
  return known ? new DomainError(known.code, known.message) : new Error(message);
}

export const MANAGER = caller('ManagerMSP');
export const PROVIDER = caller('ProviderMSP');
export const CONSUMER = caller('ConsumerMSP');
export const AUDITOR = caller('AuditorMSP', 'auditor');

const members: readonly (readonly [string, readonly OrganisationRole[]])[] = [
  ['ManagerMSP', ['manager']],
  ['ProviderMSP', ['provider']],
  ['ConsumerMSP', ['consumer']],
  ['OtherMSP', ['consumer', 'provider']],
  ['AuditorMSP', ['auditor']],
];

async function found(): Promise<ChaincodeHarness> {
  const chain = new ChaincodeHarness();
  const admin = caller('ManagerMSP', 'admin');
  for (const [mspId, roles] of members) {
    await chain.submit(admin, 'organisation:register', [
      { mspId, code: `TEST:${mspId}`, names: { en: mspId }, roles },
    ]);
  }
  return chain;
}

let founded: Promise<ChaincodeHarness> | undefined;

/** A harness whose members are registered: one manager, provider, consumer and auditor, and `OtherMSP`. */
export async function consortium(): Promise<ChaincodeHarness> {
  founded ??= found();
  return (await founded).copy();
}
