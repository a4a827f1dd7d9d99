// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { LedgerError, ledgerErrorFrom } from '../ledger-error.js';
import type { Call, EndorsedRead, PreparedTransaction, Signatory } from '../ledger.js';
import {
  buildEnvelope,
  buildProposal,
  buildResponse,
  buildTransaction,
  transactionIdOf,
  type Proposal,
} from '@catalog-chain/verifier/wire/build-envelope';
import { encodeReadWriteSet, type HashedCollection } from '@catalog-chain/verifier/wire/read-write-set';
import { CHAINCODE, CHANNEL } from './chain/block-codec.js';
import type { Chain } from './chain/chain.js';
import type { Exclusion } from './exclusion.js';
import type { Identity } from './identities/identity.js';
import { collectionOwner } from './state/keys.js';
import type { OwnTransactions } from './chain/own-transactions.js';
import type { CollectionAccess } from './state/private-simulation.js';
import type { Registrar } from './identities/registrar.js';
import { ContractRefusal, type Dispatcher, type InvocationResult } from './shim.js';
import { Simulation } from './state/simulation.js';

export interface EndorserOptions {
  readonly chain: Chain;
  readonly dispatcher: Dispatcher;
  readonly registrar: Registrar;
  readonly exclusion: Exclusion;
  readonly own: OwnTransactions;
  readonly node: Identity;
  readonly clock: () => number;
}

interface Simulated {
  readonly invoked: InvocationResult;
  readonly simulation: Simulation;
}

interface Work {
  readonly identity: Identity;
  readonly call: Call;
  readonly args: readonly Buffer[];
  readonly transactionId: string;
  readonly timestamp: number;
  readonly mayRead: (owner: string) => boolean;
}

const NONCE_BYTES = 24;

/** Simulates calls against committed state, and signs what came of them. */
export class Endorser {
  constructor(private readonly options: EndorserOptions) {}

  /** On the signatory's own peer: its organisation's private values are there, and nobody else's. */
  async evaluate(signatory: Signatory, call: Call): Promise<Uint8Array> {
    const identity = await this.options.registrar.identity(signatory);
    const { invoked } = await this.#simulate({
      identity,
      call,
      args: argumentsOf(call),
      transactionId: transactionIdOf(randomBytes(NONCE_BYTES), identity.serialized),
      timestamp: this.options.clock(),
      mayRead: (owner) => owner === signatory.mspId,
    });
    return invoked.payload;
  }

  async prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    checkEndorsers(call);
    const identity = await this.options.registrar.identity(signatory);
    const timestamp = this.options.clock();
    const { proposal, simulated } = await this.#endorse(identity, call, timestamp);
    const { readWriteSet, privateWrites } = simulated.simulation;
    checkCollections(readWriteSet.collections, call.endorsers);
    const responsePayload = response(proposal, simulated);
    const endorsement = this.options.node.endorse(responsePayload);
    const payload = buildTransaction(proposal, responsePayload, [endorsement]);
    const bytes = buildEnvelope(payload, identity.sign(payload));
    const { transactionId } = proposal;
    this.options.chain.stage(transactionId, timestamp, privateWrites);
    const { serialized: creator } = identity;
    this.options.own.keep({ id: transactionId, timestamp, envelope: bytes, readWriteSet, creator });
    return { transactionId, signatory, bytes, result: simulated.invoked.payload };
  }

  async endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead> {
    const identity = await this.options.registrar.identity(signatory);
    const { node, clock } = this.options;
    const { proposal, simulated } = await this.#endorse(identity, call, clock());
    const payload = response(proposal, simulated);
    const { mspId, certificatePem } = node;
    return {
      result: simulated.invoked.payload,
      format: 'embedded-endorsement/1',
      payload,
      endorsements: [{ mspId, certificatePem, ...node.endorse(payload) }],
    };
  }

  /** Every endorser named must be able to run the call, so private values are readable by their owner alone. */
  async #endorse(
    identity: Identity,
    call: Call,
    timestamp: number,
  ): Promise<{ proposal: Proposal; simulated: Simulated }> {
    const args = argumentsOf(call);
    const { serialized: creator } = identity;
    const proposal = buildProposal({ channel: CHANNEL, chaincode: CHAINCODE, creator, args, timestamp });
    const { endorsers } = call;
    const mayRead = (owner: string): boolean =>
      owner === identity.mspId && (endorsers?.every((endorser) => endorser === owner) ?? false);
    const { transactionId } = proposal;
    const simulated = await this.#simulate({ identity, call, args, transactionId, timestamp, mayRead });
    return { proposal, simulated };
  }

  async #simulate({ identity, call, args, transactionId, timestamp, mayRead }: Work): Promise<Simulated> {
    const { chain, dispatcher, exclusion } = this.options;
    const simulation = new Simulation(chain.state, chain.privateState, this.#access(mayRead));
    const invocation = {
      channel: CHANNEL,
      transactionId,
      timestamp,
      creator: { mspid: identity.mspId, idBytes: identity.certificateBytes },
      args,
      transient: new Map(
        Object.entries(call.transient ?? {}).map(([key, value]) => [key, Buffer.from(value)]),
      ),
      simulation,
    };
    try {
      const invoked = await exclusion.shared(() => dispatcher.invoke(invocation));
      return { invoked, simulation };
    } catch (error) {
      throw error instanceof ContractRefusal ? ledgerErrorFrom(error.message, error) : error;
    }
  }

  #access(mayRead: (owner: string) => boolean): CollectionAccess {
    const { registrar } = this.options;
    const owned = (collection: string, test: (owner: string) => boolean): boolean => {
      const owner = collectionOwner(collection);
      return owner !== undefined && test(owner);
    };
    return {
      exists: (collection) => owned(collection, (owner) => registrar.isMember(owner)),
      mayRead: (collection) => owned(collection, mayRead),
    };
  }
}

function argumentsOf({ transaction, args }: Call): readonly Buffer[] {
  const all = args.map((arg) =>
    typeof arg === 'string'
      ? Buffer.from(arg, 'utf8')
      : Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength),
  );
  return [Buffer.from(transaction, 'utf8'), ...all];
}

function response({ transactionId, hash }: Proposal, { invoked, simulation }: Simulated): Uint8Array {
  return buildResponse({
    chaincode: CHAINCODE,
    transactionId,
    proposalHash: hash,
    readWriteSet: encodeReadWriteSet(CHAINCODE, simulation.readWriteSet),
    event: invoked.event,
    result: invoked.payload,
  });
}

/** Transient data goes to those who endorse: without a list it would go to whomever the ledger chooses. */
function checkEndorsers({ transient, endorsers }: Call): void {
  if (transient && Object.keys(transient).length > 0 && !endorsers?.length)
    throw new LedgerError('ENDORSEMENT_MISMATCH', 'A call with private input must name its endorsers.');
}

/** A peer's validation: what is written to an organisation's collection needs that organisation's endorsement. */
function checkCollections(
  collections: readonly HashedCollection[],
  endorsers: readonly string[] | undefined,
): void {
  const missing = collections.some(({ name, writes }) => {
    const owner = collectionOwner(name);
    return writes.length > 0 && owner !== undefined && endorsers?.includes(owner) === false;
  });
  if (missing)
    throw new LedgerError(
      'ENDORSEMENT_MISMATCH',
      'Private data of an organisation is written only with its endorsement.',
    );
}
