// SPDX-License-Identifier: Apache-2.0
import { status } from '@grpc/grpc-js';
import {
  GatewayError,
  type CloseableAsyncIterable,
  type Gateway,
  type Network,
  type Proposal,
} from '@hyperledger/fabric-gateway';
import { common, gateway as gatewayProtos } from '@hyperledger/fabric-protos';
import { validationCodeName } from '../fabric/block-reader.js';
import { fabricError, isTransient } from '../fabric/fabric-errors.js';
import { askedInTurn, PATIENCE_MS } from '../fabric/patience.js';
import type { FabricProfile } from '../fabric/profile.js';
import {
  BroadcastRefused,
  type CommittedBlock,
  type EndorsedTransaction,
  type FabricCall,
  type FabricTransport,
  type SignedTransaction,
} from '../fabric/transport.js';
import { LedgerError } from '../ledger-error.js';
import type { Signatory } from '../ledger.js';
import { Limiter } from '../../support/limiter.js';
import { PeerConnection } from './peer-connections.js';

/** A gateway peer refuses more than 500 requests at a time. */
const IN_FLIGHT = 400;
const EVALUATE_MS = 15_000;
const ENDORSE_MS = 20_000;
const SUBMIT_MS = 15_000;

/** Fabric's own gateway service, since 2.4: the peer collects endorsements and hands on to the orderers. */
export class GatewayTransport implements FabricTransport {
  readonly #peers = new Map<string, PeerConnection[]>();
  readonly #limiter = new Limiter(IN_FLIGHT);

  constructor(private readonly profile: FabricProfile) {
    for (const member of profile.members)
      this.#peers.set(
        member.mspId,
        member.peers.map((peer) => new PeerConnection(member, peer)),
      );
  }

  async evaluate(signatory: Signatory, call: FabricCall): Promise<Uint8Array> {
    const ask = (gateway: Gateway, patienceMs: number): Promise<Uint8Array> =>
      proposalOf(this.#channel(gateway), call, [signatory.mspId]).evaluate({
        deadline: Date.now() + Math.min(patienceMs, EVALUATE_MS),
      });
    return this.#throughPeers(signatory, ask, askedInTurn(this.#peersOf(signatory)));
  }

  async endorse(signatory: Signatory, call: FabricCall): Promise<EndorsedTransaction> {
    return this.#throughPeers(signatory, async (gateway, patienceMs) => {
      const proposal = proposalOf(this.#channel(gateway), call, call.endorsers);
      const transaction = await proposal.endorse({ deadline: Date.now() + Math.min(patienceMs, ENDORSE_MS) });
      const envelope = gatewayProtos.PreparedTransaction.deserializeBinary(
        transaction.getBytes(),
      ).getEnvelope();
      return {
        transactionId: transaction.getTransactionId(),
        payload: envelope?.getPayload_asU8() ?? new Uint8Array(),
        result: transaction.getResult(),
      };
    });
  }

  async broadcast(signatory: Signatory, transaction: SignedTransaction): Promise<void> {
    await this.#throughPeers(signatory, (gateway) => submit(gateway, transaction));
  }

  async *committed(signatory: Signatory, from: number, signal: AbortSignal): AsyncIterable<CommittedBlock> {
    const startBlock = BigInt(from);
    const stream = this.#stream(
      signatory,
      (network) => network.getFilteredBlockEvents({ startBlock }),
      signal,
    );
    for await (const block of stream)
      yield {
        number: block.getNumber(),
        transactions: block
          .getFilteredTransactionsList()
          .map((tx) => ({ id: tx.getTxid(), code: validationCodeName(tx.getTxValidationCode()) })),
      };
  }

  async *blocks(signatory: Signatory, from: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const startBlock = BigInt(from);
    const stream = this.#stream(signatory, (network) => network.getBlockEvents({ startBlock }), signal);
    for await (const block of stream) yield block.serializeBinary();
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const connection of Array.from(this.#peers.values()).flat()) connection[Symbol.dispose]();
    return Promise.resolve();
  }

  #channel(gateway: Gateway): Network {
    return gateway.getNetwork(this.profile.channel);
  }

  #peersOf({ mspId }: Signatory): PeerConnection[] {
    return this.#peers.get(mspId) ?? [];
  }

  /** Tries the organisation's peers in turn; the one that answered last is asked first. */
  async #throughPeers<T>(
    signatory: Signatory,
    step: (gateway: Gateway, patienceMs: number) => Promise<T>,
    attempts: readonly PeerConnection[] = this.#peersOf(signatory),
  ): Promise<T> {
    let failure: unknown = new LedgerError(
      'IDENTITY_UNKNOWN',
      'This gateway has no peer of that organisation.',
    );
    for (const connection of [...attempts]) {
      let gateway: Gateway | undefined;
      try {
        return await this.#limiter.run(() => {
          // Only when it is its turn: a connection can be given up while others wait for theirs.
          gateway = connection.as(signatory.user);
          return step(gateway, attempts.length > 1 ? PATIENCE_MS : Infinity);
        });
      } catch (error) {
        failure = translated(error);
        if (!isTransient(failure)) throw failure;
        if (gateway && isSilence(error)) connection.renew(gateway);
        this.#demote(signatory, connection);
      }
    }
    throw failure;
  }

  #demote(signatory: Signatory, connection: PeerConnection): void {
    const peers = this.#peersOf(signatory);
    peers.push(...peers.splice(peers.indexOf(connection), 1));
  }

  async *#stream<T>(
    signatory: Signatory,
    open: (network: Network) => Promise<CloseableAsyncIterable<T>>,
    signal: AbortSignal,
  ): AsyncIterable<T> {
    const [connection] = this.#peersOf(signatory);
    if (!connection) return;
    try {
      const events = await open(this.#channel(connection.as(signatory.user)));
      yield* untilAborted(events, signal);
    } catch (error) {
      this.#demote(signatory, connection);
      throw translated(error);
    }
  }
}

function proposalOf(network: Network, call: FabricCall, organisations?: readonly string[]): Proposal {
  return network.getContract(call.chaincode).newProposal(call.transaction, {
    arguments: [...call.args],
    ...(call.transient && { transientData: { ...call.transient } }),
    ...(organisations && { endorsingOrganizations: [...organisations] }),
  });
}

/** Ends the stream when asked to, and leaves none open. */
async function* untilAborted<T>(events: CloseableAsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const close = (): void => {
    events.close();
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    yield* events;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** What orderers answer when they looked at an envelope and did not take it. */
const REFUSED = /BAD_REQUEST|FORBIDDEN|REQUEST_ENTITY_TOO_LARGE/;

async function submit(gateway: Gateway, { transactionId, envelope }: SignedTransaction): Promise<void> {
  const signed = common.Envelope.deserializeBinary(envelope);
  const prepared = new gatewayProtos.PreparedTransaction();
  prepared.setTransactionId(transactionId);
  prepared.setEnvelope(signed);
  const transaction = gateway.newSignedTransaction(prepared.serializeBinary(), signed.getSignature_asU8());
  try {
    await transaction.submit({ deadline: Date.now() + SUBMIT_MS });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const texts = [error.message, ...error.details.map(({ message }) => message)];
    if (texts.some((text) => REFUSED.test(text)))
      throw new BroadcastRefused('The orderers do not take it.', { cause: error });
    throw error;
  }
}

/** The client's own errors ("Channel has been shut down") say that the call did not get through, or not back. */
const broken = (cause: unknown): LedgerError =>
  new LedgerError('LEDGER_UNAVAILABLE', 'The connection to the peer failed.', { cause });

const isSilence = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === (status.DEADLINE_EXCEEDED as number);

/** How the library tells that a peer ended a stream of blocks because its reader may no longer have it. */
const FORBIDDEN_STREAM = /^Unexpected status response: 403$/;

function translated(error: unknown): unknown {
  if (error instanceof LedgerError || error instanceof BroadcastRefused) return error;
  if (error instanceof Error && FORBIDDEN_STREAM.test(error.message))
    return new LedgerError('IDENTITY_REFUSED', 'The ledger refuses the certificate.', { cause: error });
  if (!(error instanceof GatewayError)) return broken(error);
  return fabricError(error.code, [error.message, ...error.details.map(({ message }) => message)], error);
}
