// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { LedgerError } from '../ledger-error.js';
import type {
  Call,
  ChainInfo,
  EndorsedRead,
  Ledger,
  LedgerBlock,
  Outcome,
  PreparedTransaction,
  RefusedIdentity,
  Signatory,
} from '../ledger.js';
import { buildEnvelope } from '@catalog-chain/verifier/wire/build-envelope';
import { signMessage } from '@catalog-chain/verifier/wire/ecdsa';
import { readAction, readEnvelope, readIdentity, readResponse } from '@catalog-chain/verifier/wire/envelope';
import { readBlock } from './block-reader.js';
import { ChannelQueries } from './channel-queries.js';
import { CommitTracker } from './commit-tracker.js';
import { Identities } from './identities.js';
import { OwnTransport } from './own-transport.js';
import type { FabricMember, FabricProfile } from './profile.js';
import { resumed } from './resumed.js';
import {
  BroadcastRefused,
  type EndorsedTransaction,
  type FabricCall,
  type FabricTransport,
} from './transport.js';

const SUBMIT_TIMEOUT_MS = 30_000;
// Every contract package answers this one, and it touches no state.
const HARMLESS = 'org.hyperledger.fabric:GetMetadata';

/** A Fabric channel behind the ledger port, over whichever client carries its messages. */
export class FabricLedger implements Ledger {
  readonly #identities: Identities;
  readonly #own: OwnTransport;
  readonly #queries: ChannelQueries;
  readonly #trackers = new Map<string, CommitTracker>();
  readonly #keys = new Map<string, KeyObject>();
  readonly #self: Signatory;

  constructor(
    readonly kind: 'fabric-gateway' | 'fabric-network',
    private readonly transport: FabricTransport,
    private readonly profile: FabricProfile,
  ) {
    this.#identities = new Identities(profile);
    this.#own = new OwnTransport(transport, this.#identities);
    this.#queries = new ChannelQueries(this.#own, profile.channel);
    this.#self = firstSignatory(profile);
  }

  async evaluate(signatory: Signatory, call: Call): Promise<Uint8Array> {
    this.#member(signatory);
    return this.transport.evaluate(signatory, this.#fabricCall(call));
  }

  async prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    const endorsed = await this.#endorse(signatory, call);
    const { transactionId, payload, result } = endorsed;
    const bytes = buildEnvelope(payload, signMessage(this.#key(signatory), payload));
    return { transactionId, signatory, bytes, result };
  }

  async submit(
    transaction: PreparedTransaction,
    options?: { readonly timeoutMs?: number },
  ): Promise<Outcome> {
    const { transactionId, signatory, bytes } = transaction;
    const fate = (message: string): Outcome => ({ status: 'unknown', transactionId, message });
    const done = new AbortController();
    try {
      const tracker = this.#tracker(signatory);
      await tracker.follow();
      const settled = tracker.settled(transactionId, options?.timeoutMs ?? SUBMIT_TIMEOUT_MS, done.signal);
      await this.transport.broadcast(signatory, {
        transactionId,
        envelope: checkedEnvelope(transactionId, bytes),
      });
      return await settled;
    } catch (error) {
      if (error instanceof BroadcastRefused)
        return { status: 'rejected', transactionId, code: 'LEDGER_FAILURE', message: error.message };
      // Whatever went wrong, the bytes may have arrived.
      return fate(error instanceof Error ? error.message : 'The submission failed.');
    } finally {
      // Of a broadcast that failed nobody waits for the fate any longer.
      done.abort();
    }
  }

  async outcome(transactionId: string, signatory: Signatory): Promise<Outcome> {
    return this.#queries.outcome(signatory, transactionId);
  }

  /** @throws LedgerError `LEDGER_OTHER_CHAIN` when the profile names another genesis hash */
  async info(): Promise<ChainInfo> {
    const info = await this.#queries.info(this.#self);
    const expected = this.profile.genesisHash;
    if (expected !== undefined && expected !== info.genesisHash)
      throw new LedgerError('LEDGER_OTHER_CHAIN', 'The channel is another chain than the one configured.');
    return info;
  }

  blocks({
    from,
    signal,
  }: {
    readonly from: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<LedgerBlock> {
    const height = async (): Promise<number> => (await this.#queries.info(this.#self)).height;
    return resumed((next, ends) => this.#blocks(next, ends), from, signal, height);
  }

  async endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead> {
    const { payload } = await this.#endorse(signatory, call);
    const action = readAction(readEnvelope(buildEnvelope(payload, new Uint8Array())).data);
    return {
      result: readResponse(this.profile.chaincode, action.responsePayload).result,
      format: 'fabric-proposal-response/1',
      payload: action.responsePayload,
      endorsements: action.endorsements.map(({ endorser, signature }) => ({
        ...readIdentity(endorser),
        endorser,
        signature,
      })),
    };
  }

  async rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.#queries.rootCertificates(this.#self);
  }

  async ready(): Promise<void> {
    await this.info();
    await this.#own.evaluate(this.#self, this.#fabricCall({ transaction: HARMLESS, args: [] }));
  }

  refusedIdentities(): Promise<readonly RefusedIdentity[]> {
    const direct = new ChannelQueries(this.transport, this.profile.channel);
    return this.#identities.refused((self) => direct.height(self));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#trackers.values(), (tracker) => tracker[Symbol.asyncDispose]()));
    await this.transport[Symbol.asyncDispose]();
  }

  async *#blocks(from: number, signal: AbortSignal): AsyncIterable<LedgerBlock> {
    for await (const bytes of this.#own.blocks(this.#self, from, signal))
      yield readBlock(bytes, this.profile.chaincode);
  }

  async #endorse(signatory: Signatory, call: Call): Promise<EndorsedTransaction> {
    this.#member(signatory);
    if (call.transient && !call.endorsers)
      throw new LedgerError('ENDORSEMENT_MISMATCH', 'A call with private input must name its endorsers.');
    return this.transport.endorse(signatory, this.#fabricCall(call));
  }

  #fabricCall({ transaction, args, transient, endorsers }: Call): FabricCall {
    return {
      chaincode: this.profile.chaincode,
      transaction,
      args: args.map((arg) => (typeof arg === 'string' ? Buffer.from(arg, 'utf8') : arg)),
      ...(transient && { transient }),
      ...(endorsers && { endorsers }),
    };
  }

  #member({ mspId, user }: Signatory): FabricMember {
    const member = this.profile.members.find((candidate) => candidate.mspId === mspId);
    if (member?.users[user]) return member;
    throw new LedgerError(
      'IDENTITY_UNKNOWN',
      'This gateway holds no identity of that organisation and user.',
    );
  }

  #key(signatory: Signatory): KeyObject {
    const { mspId, user } = signatory;
    const name = `${mspId}/${user}`;
    const key =
      this.#keys.get(name) ?? createPrivateKey(this.#member(signatory).users[user]?.privateKeyPem ?? '');
    this.#keys.set(name, key);
    return key;
  }

  #tracker(signatory: Signatory): CommitTracker {
    const { mspId } = this.#member(signatory);
    const tracker = this.#trackers.get(mspId) ?? new CommitTracker(this.#own, this.#queries, signatory);
    this.#trackers.set(mspId, tracker);
    return tracker;
  }
}

function firstSignatory({ members }: FabricProfile): Signatory {
  const member = members[0];
  const user = member && Object.keys(member.users)[0];
  if (!member || user === undefined)
    throw new LedgerError('IDENTITY_UNKNOWN', 'The Fabric profile has no identity.');
  return { mspId: member.mspId, user };
}

/** @throws BroadcastRefused when the bytes are no envelope of that transaction */
function checkedEnvelope(transactionId: string, bytes: Uint8Array): Uint8Array {
  try {
    if (readEnvelope(bytes).transactionId === transactionId) return bytes;
  } catch {
    // Falls through: it is not an envelope at all.
  }
  throw new BroadcastRefused('The bytes are not that transaction.');
}
