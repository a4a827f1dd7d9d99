// SPDX-License-Identifier: Apache-2.0
/** Transactions: signed by who submitted them, endorsed; those that carried batches hold every leaf. */
import { readBatch, type ReadBatch } from '@catalog-chain/chaincode/domain/usage/batch';
import { tenDigits, TRANSACTIONS, USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { buildEnvelope, proposalHash, transactionIdOf } from '../../wire/build-envelope.js';
import {
  ENDORSER_TRANSACTION,
  readAction,
  readEnvelope,
  readResponse,
  type EnvelopeHeader,
} from '../../wire/envelope.js';
import type { Version } from '../../wire/read-write-set.js';
import { stateKey, type Manifest } from '../../format.js';
import { checkEndorsements } from './endorsements.js';
import { demand, orFault } from '../faults.js';
import type { Membership } from './membership.js';
import { carriedSignature, type CarriedSignature } from './signed-acts.js';
import type { Trust } from './trust.js';

const REPORTERS = ['submitter', 'officer', 'admin'];

export interface ProvedTransaction {
  readonly id: string;
  readonly organisation: string;
  /** `contract:method` */
  readonly name: string;
  /** Of one that reports uses. */
  readonly batch?: ReadBatch;
  /** Of a decision that a person signed. */
  readonly signed?: CarriedSignature;
  /** State keys read, with what had written the value; undefined where there was none. */
  readonly reads: ReadonlyMap<string, Version | undefined>;
  /** State keys written, with their text. */
  readonly writes: ReadonlyMap<string, string>;
}

/** @throws Fault */
export function checkTransaction(
  id: string,
  bytes: Uint8Array,
  where: string,
  membership: Membership,
  manifest: Manifest,
): ProvedTransaction {
  const header = readHeader(id, bytes, where, manifest);
  return membership.judge(header.timestamp, (trust) => judged(id, header, where, trust, manifest));
}

function judged(
  id: string,
  header: EnvelopeHeader,
  where: string,
  trust: Trust,
  manifest: Manifest,
): ProvedTransaction {
  const { creator: identity, payload: message, signature, timestamp: at } = header;
  const signer = trust.verify({ identity, message, signature, at, where });
  const { args, ...body } = readBody(header, where, trust, manifest);
  const roles: readonly string[] = body.batch ? REPORTERS : USER_ROLES;
  const role = USER_ROLES.find((one) => one === signer.role);
  const fit = role !== undefined && roles.includes(role);
  demand(fit, 'role-unfit', where, 'The signer has no role in which such a transaction is signed.');
  const signed = carriedSignature(body.name, args, { role, at, where });
  return { id, organisation: signer.organisation, ...body, ...(signed && { signed }) };
}

function readHeader(id: string, bytes: Uint8Array, where: string, { ledger }: Manifest): EnvelopeHeader {
  const header = orFault('transaction-malformed', where, 'The bytes are no envelope.', () =>
    readEnvelope(bytes),
  );
  const whole = Buffer.from(buildEnvelope(header.payload, header.signature)).equals(bytes);
  const named = header.transactionId === id && transactionIdOf(header.nonce, header.creator) === id;
  demand(whole && named, 'transaction-malformed', where, 'The envelope is not that of its id.');
  const here = header.type === ENDORSER_TRANSACTION && header.channel === ledger.channel;
  demand(here, 'transaction-of-another-ledger', where, 'The transaction is of another channel.');
  return header;
}

function readBody(
  header: EnvelopeHeader,
  where: string,
  trust: Trust,
  { ledger }: Manifest,
): Omit<ProvedTransaction, 'id' | 'organisation' | 'signed'> & { readonly args: readonly Uint8Array[] } {
  const { action, response } = orFault(
    'transaction-malformed',
    where,
    'The transaction cannot be read.',
    () => {
      const found = readAction(header.data);
      return { action: found, response: readResponse(ledger.chaincode, found.responsePayload) };
    },
  );
  const { responsePayload: payload, endorsements, args } = action;
  checkEndorsements({ payload, endorsements, at: header.timestamp, where }, trust, ledger);
  const same = proposalHash(header.headers, action.proposalPayload).equals(response.proposalHash);
  demand(same, 'transaction-of-another-proposal', where, 'What was endorsed is not what was proposed.');
  const ours = action.chaincode === ledger.chaincode && response.chaincode === ledger.chaincode;
  demand(ours, 'transaction-of-another-ledger', where, 'The transaction is of another chaincode.');
  demand(
    response.status === 200,
    'transaction-malformed',
    where,
    'The chaincode did not answer with success.',
  );
  const { reads, writes } = response.readWriteSet;
  return {
    name: action.transaction,
    args,
    ...(action.transaction === TRANSACTIONS.usageSubmit && { batch: readLeaves(args[1], where) }),
    reads: new Map(reads.map(({ key, version }) => [key, version])),
    writes: new Map(writes.map(({ key, value }) => [key, Buffer.from(value ?? []).toString('utf8')])),
  };
}

const readLeaves = (argument: Uint8Array | undefined, where: string): ReadBatch =>
  orFault('transaction-malformed', where, 'The leaves cannot be read.', () =>
    readBatch(argument ?? new Uint8Array()),
  );

/** That the header in the state is the one which this transaction wrote. @throws Fault */
export function checkCarried(
  transaction: ProvedTransaction,
  header: BatchHeader,
  text: string,
  where: string,
): void {
  const { organisation, journal, sequence, committed, root } = header;
  const key = stateKey(['batch', organisation, journal, tenDigits(sequence)]);
  const same =
    committed.tx === transaction.id &&
    committed.by === transaction.organisation &&
    organisation === transaction.organisation &&
    root === transaction.batch?.root &&
    transaction.writes.get(key) === text;
  demand(same, 'transaction-differs-from-header', where, 'The header in the state is not the one it wrote.');
}
