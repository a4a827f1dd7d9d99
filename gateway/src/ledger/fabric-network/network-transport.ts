// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from '../fabric/fabric-errors.js';
import { askedInTurn, PATIENCE_MS } from '../fabric/patience.js';
import type { FabricProfile } from '../fabric/profile.js';
import type {
  CommittedBlock,
  EndorsedTransaction,
  FabricCall,
  FabricTransport,
  SignedTransaction,
} from '../fabric/transport.js';
import { LedgerError } from '../ledger-error.js';
import type { Signatory } from '../ledger.js';
import { agreed, unavailable } from './answers.js';
import { broadcast } from './broadcasting.js';
import { endorseOnce, propose } from './endorsing.js';
import { filteredBlocks } from './filtered-blocks.js';
import type { Endorser, Session } from './session.js';
import { Sessions } from './sessions.js';

const ENDORSE_ATTEMPTS = 4;
const ENDORSE_PAUSE_MS = 100;

/** Fabric as it was before its gateway service (2.2): the client itself asks peers to endorse, and orderers to order. */
export class NetworkTransport implements FabricTransport {
  readonly #sessions: Sessions;

  constructor(private readonly profile: FabricProfile) {
    this.#sessions = new Sessions(profile);
  }

  async evaluate(signatory: Signatory, call: FabricCall): Promise<Uint8Array> {
    const session = await this.#sessions.of(signatory);
    let failure: unknown = unavailable();
    for (const peer of askedInTurn(session.peersOf(signatory.mspId))) {
      try {
        return await queried(session, peer, call);
      } catch (error) {
        if (!isTransient(error)) throw error;
        session.demote(peer);
        failure = error;
      }
    }
    throw failure;
  }

  async endorse(signatory: Signatory, call: FabricCall): Promise<EndorsedTransaction> {
    const session = await this.#sessions.of(signatory);
    for (let attempt = 1; ; attempt += 1)
      try {
        return await endorseOnce(session, call);
      } catch (error) {
        if (attempt === ENDORSE_ATTEMPTS || !worthRepeating(error)) throw error;
        await delay(ENDORSE_PAUSE_MS * attempt);
      }
  }

  async broadcast(signatory: Signatory, { envelope }: SignedTransaction): Promise<void> {
    await broadcast(await this.#sessions.of(signatory), envelope);
  }

  async *committed(signatory: Signatory, from: number, signal: AbortSignal): AsyncIterable<CommittedBlock> {
    const session = await this.#sessions.of(signatory);
    for (const peer of session.peersOf(signatory.mspId)) {
      if (await session.reachable(peer)) {
        yield* demotedOnFailure(session, peer, filteredBlocks(session, peer, from, signal));
        return;
      }
      session.demote(peer);
    }
    throw unavailable();
  }

  /** The library takes a block apart and keeps no bytes: its number is the signal to ask the peer for it. */
  async *blocks(signatory: Signatory, from: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    for await (const { number } of this.committed(signatory, from, signal))
      yield await this.evaluate(signatory, {
        chaincode: 'qscc',
        transaction: 'GetBlockByNumber',
        args: [this.profile.channel, String(number)].map((arg) => Buffer.from(arg, 'utf8')),
      });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sessions[Symbol.asyncDispose]();
  }
}

async function queried(session: Session, peer: Endorser, call: FabricCall): Promise<Uint8Array> {
  if (!(await session.reachable(peer))) throw unavailable();
  const query = session.channel.newQuery(call.chaincode);
  const request = { targets: [peer], requestTimeout: PATIENCE_MS };
  const sentAt = performance.now();
  try {
    return agreed(await propose(session, query, call, request)).response.payload;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'LEDGER_TIMEOUT') session.leave(peer, sentAt);
    throw error;
  }
}

/** One that went away is replaced by another. */
const worthRepeating = (error: unknown): boolean =>
  error instanceof LedgerError && error.code === 'LEDGER_UNAVAILABLE';

async function* demotedOnFailure<T>(
  session: Session,
  peer: Endorser,
  blocks: AsyncIterable<T>,
): AsyncIterable<T> {
  try {
    yield* blocks;
  } catch (error) {
    session.demote(peer);
    throw error;
  }
}
