// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles signed again: what no forger can do and every rule must stand up to. The keys are those of an embedded ledger
 * whose folder is at hand, and of peers made here under the members' own roots.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import {
  createRoot,
  issue,
  type KeyPair,
} from '@catalog-chain/gateway/ledger/embedded/identities/certificates';
import { Identity } from '@catalog-chain/gateway/ledger/embedded/identities/identity';
import { fileKeyStore, type KeyStore } from '@catalog-chain/gateway/ledger/embedded/identities/key-store';
import type { ReadLine } from '@catalog-chain/verifier/format';
import { buildEnvelope } from '@catalog-chain/verifier/wire/build-envelope';
import { readEnvelope, readIdentity, type Endorsement } from '@catalog-chain/verifier/wire/envelope';
import {
  common,
  kvrwset,
  proposal,
  proposalResponse,
  rwset,
  transaction as transactions,
} from '@catalog-chain/verifier/wire/protos';

const YEAR = 365 * 86_400_000;
const validity = { notBefore: Date.now() - YEAR, notAfter: Date.now() + YEAR };

/** Who endorses in a bundle. */
export type Endorsers = readonly Identity[];

export class Keys {
  readonly #store: KeyStore;

  /** @param folder of an embedded ledger */
  constructor(folder: string) {
    this.#store = fileKeyStore(path.join(folder, 'identities'));
  }

  root(mspId: string): KeyPair {
    return this.#store.read(mspId, 'ca') ?? assert.fail(`${mspId} has no root`);
  }

  /** @param name `node`, or a user of an organisation */
  identity(mspId: string, name: string): Identity {
    return Identity.of(mspId, this.#store.read(mspId, name) ?? assert.fail(`${mspId} has no ${name}`));
  }

  /** Whoever signed the envelope, with the key. */
  creatorOf(envelope: Uint8Array): Identity {
    const { mspId, certificatePem } = readIdentity(readEnvelope(envelope).creator);
    for (const user of ['officer', 'submitter', 'admin', 'auditor', 'arbitrator']) {
      const pair = this.#store.read(mspId, user);
      if (pair?.certificatePem === certificatePem) return Identity.of(mspId, pair);
    }
    return assert.fail(`no key of ${mspId}`);
  }
}

/** A peer under a root. */
export const peerOf = async (mspId: string, root: KeyPair): Promise<Identity> =>
  Identity.of(mspId, await issue(root, { name: 'peer0', organisation: mspId }, validity));

export const newRoot = (mspId: string): Promise<KeyPair> => createRoot(mspId, validity);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function endorsedBy(
  endorsers: Endorsers,
  payload: Uint8Array,
): Pick<ReadLine, 'payload' | 'endorsements'> {
  const endorsements = endorsers.map((one) => {
    const { endorser, signature } = one.endorse(payload);
    return { endorser: base64(endorser), signature: base64(signature) };
  });
  return { payload: base64(payload), endorsements };
}

type Message<T extends new (...args: never) => unknown> = InstanceType<T>;

/** A response that is taken apart, to be put together again in another form. */
export interface OpenResponse {
  readonly action: Message<typeof proposal.ChaincodeAction>;
  readonly response: Message<typeof proposalResponse.Response>;
  readonly set: Message<typeof rwset.TxReadWriteSet>;
  /** Of the catalogue's namespace. */
  readonly own: Message<typeof kvrwset.KVRWSet>;
}

/** @returns the response with what was changed in it */
export function changedResponse(payload: Uint8Array, change: (open: OpenResponse) => void): Uint8Array {
  const outer = proposalResponse.ProposalResponsePayload.deserializeBinary(payload);
  const action = proposal.ChaincodeAction.deserializeBinary(outer.getExtension_asU8());
  const set = rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8());
  const [namespace] = set.getNsRwsetList();
  assert.ok(namespace);
  const own = kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
  const response = action.getResponse() ?? new proposalResponse.Response();
  change({ action, response, set, own });
  namespace.setRwset(own.serializeBinary());
  action.setResults(set.serializeBinary());
  action.setResponse(response);
  outer.setExtension$(action.serializeBinary());
  return outer.serializeBinary();
}

type RecordValue = Record<string, unknown>;

/** @returns the response with another record in it */
export const withRecord = (payload: Uint8Array, change: (record: RecordValue) => void): Uint8Array =>
  changedResponse(payload, ({ response }) => {
    const record = decode(Buffer.from(response.getPayload_asU8()).toString('utf8')) as RecordValue;
    change(record);
    response.setPayload(Buffer.from(encode(record), 'utf8'));
  });

/** What of a transaction may be changed before it is signed again. */
export interface OpenTransaction {
  payload: Uint8Array;
  endorsers: Endorsers;
  creator: Identity;
}

/** @returns the envelope, endorsed and signed again */
export function resigned(
  envelope: Uint8Array,
  keys: Keys,
  endorsers: Endorsers,
  change: (open: OpenTransaction) => void = () => undefined,
): Uint8Array {
  const payload = common.Payload.deserializeBinary(readEnvelope(envelope).payload);
  const transaction = transactions.Transaction.deserializeBinary(payload.getData_asU8());
  const [only] = transaction.getActionsList();
  assert.ok(only);
  const inner = transactions.ChaincodeActionPayload.deserializeBinary(only.getPayload_asU8());
  const endorsed = inner.getAction() ?? assert.fail('no action');
  const open = {
    payload: endorsed.getProposalResponsePayload_asU8(),
    endorsers,
    creator: keys.creatorOf(envelope),
  };
  change(open);
  endorsed.setProposalResponsePayload(open.payload);
  endorsed.setEndorsementsList(open.endorsers.map((one) => endorsementOf(one.endorse(open.payload))));
  only.setPayload(inner.serializeBinary());
  payload.setData(transaction.serializeBinary());
  const bytes = payload.serializeBinary();
  return buildEnvelope(bytes, open.creator.sign(bytes));
}

function endorsementOf({ endorser, signature }: Endorsement): Message<typeof proposalResponse.Endorsement> {
  const message = new proposalResponse.Endorsement();
  message.setEndorser(endorser);
  message.setSignature(signature);
  return message;
}
