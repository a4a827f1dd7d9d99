// SPDX-License-Identifier: Apache-2.0
/** Writes a transaction in Fabric's form: proposal, response, envelope. */
import { createHash, randomBytes } from 'node:crypto';
import {
  chaincode as chaincodeProtos,
  chaincodeEvent,
  common,
  proposal,
  proposalResponse,
  transaction as transactionProtos,
} from './protos.js';
import Timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Endorsement } from './envelope.js';

/** A call with its header: what an endorser simulates. */
export interface Proposal {
  readonly transactionId: string;
  readonly channelHeader: Uint8Array;
  readonly signatureHeader: Uint8Array;
  /** `ChaincodeProposalPayload` without transient data. */
  readonly payload: Uint8Array;
  /** SHA-256 over channel header, signature header and payload. */
  readonly hash: Uint8Array;
}

export interface ProposalInput {
  readonly channel: string;
  readonly chaincode: string;
  /** `SerializedIdentity`. */
  readonly creator: Uint8Array;
  /** `contract:method`, then the arguments. */
  readonly args: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

const NONCE_BYTES = 24;

/** The transaction's id is the SHA-256 of a fresh nonce and the creator, lower-case hex. */
export function buildProposal(input: ProposalInput): Proposal {
  const nonce = randomBytes(NONCE_BYTES);
  const transactionId = transactionIdOf(nonce, input.creator);
  const extension = new proposal.ChaincodeHeaderExtension();
  extension.setChaincodeId(chaincodeId(input.chaincode));
  const channelHeader = buildChannelHeader({
    type: common.HeaderType.ENDORSER_TRANSACTION,
    channel: input.channel,
    transactionId,
    timestamp: input.timestamp,
    extension: extension.serializeBinary(),
  });
  const signatureHeader = buildSignatureHeader(nonce, input.creator);
  const payload = invocation(input);
  return {
    transactionId,
    channelHeader,
    signatureHeader,
    payload,
    hash: proposalHash([channelHeader, signatureHeader], payload),
  };
}

export function transactionIdOf(nonce: Uint8Array, creator: Uint8Array): string {
  return createHash('sha256').update(nonce).update(creator).digest('hex');
}

export function proposalHash(headers: readonly [Uint8Array, Uint8Array], payload: Uint8Array): Buffer {
  return createHash('sha256').update(headers[0]).update(headers[1]).update(payload).digest();
}

export interface ResponseInput {
  readonly chaincode: string;
  readonly transactionId: string;
  readonly proposalHash: Uint8Array;
  /** Serialized `TxReadWriteSet`. */
  readonly readWriteSet: Uint8Array;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
  readonly result: Uint8Array;
}

/** @returns the `ProposalResponsePayload` that endorsers sign. */
export function buildResponse(input: ResponseInput): Uint8Array {
  const response = new proposalResponse.Response();
  response.setStatus(200);
  response.setPayload(input.result);
  const action = new proposal.ChaincodeAction();
  action.setResults(input.readWriteSet);
  action.setResponse(response);
  action.setChaincodeId(chaincodeId(input.chaincode));
  if (input.event) {
    const event = new chaincodeEvent.ChaincodeEvent();
    event.setChaincodeId(input.chaincode);
    event.setTxId(input.transactionId);
    event.setEventName(input.event.name);
    event.setPayload(input.event.payload);
    action.setEvents(event.serializeBinary());
  }
  const payload = new proposalResponse.ProposalResponsePayload();
  payload.setProposalHash(input.proposalHash);
  payload.setExtension$(action.serializeBinary());
  return payload.serializeBinary();
}

/** @returns the `Payload` that the client signs. */
export function buildTransaction(
  proposal: Proposal,
  responsePayload: Uint8Array,
  endorsements: readonly Endorsement[],
): Uint8Array {
  const endorsed = new transactionProtos.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(responsePayload);
  endorsed.setEndorsementsList(
    endorsements.map(({ endorser, signature }) => {
      const endorsement = new proposalResponse.Endorsement();
      endorsement.setEndorser(endorser);
      endorsement.setSignature(signature);
      return endorsement;
    }),
  );
  const actionPayload = new transactionProtos.ChaincodeActionPayload();
  actionPayload.setChaincodeProposalPayload(proposal.payload);
  actionPayload.setAction(endorsed);
  const action = new transactionProtos.TransactionAction();
  action.setHeader(proposal.signatureHeader);
  action.setPayload(actionPayload.serializeBinary());
  const transaction = new transactionProtos.Transaction();
  transaction.setActionsList([action]);
  return buildPayload(proposal.channelHeader, proposal.signatureHeader, transaction.serializeBinary());
}

export function buildPayload(
  channelHeader: Uint8Array,
  signatureHeader: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const header = new common.Header();
  header.setChannelHeader(channelHeader);
  header.setSignatureHeader(signatureHeader);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  return payload.serializeBinary();
}

export function buildEnvelope(payload: Uint8Array, signature: Uint8Array): Uint8Array {
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  envelope.setSignature(signature);
  return envelope.serializeBinary();
}

export interface ChannelHeaderInput {
  readonly type: number;
  readonly channel: string;
  readonly transactionId: string;
  readonly timestamp: number;
  readonly extension?: Uint8Array;
}

export function buildChannelHeader(input: ChannelHeaderInput): Uint8Array {
  const timestamp = new Timestamp.Timestamp();
  timestamp.setSeconds(Math.floor(input.timestamp / 1000));
  timestamp.setNanos((input.timestamp % 1000) * 1_000_000);
  const header = new common.ChannelHeader();
  header.setType(input.type);
  header.setChannelId(input.channel);
  header.setTxId(input.transactionId);
  header.setTimestamp(timestamp);
  if (input.extension) header.setExtension$(input.extension);
  return header.serializeBinary();
}

export function buildSignatureHeader(nonce: Uint8Array, creator: Uint8Array): Uint8Array {
  const header = new common.SignatureHeader();
  header.setNonce(nonce);
  header.setCreator(creator);
  return header.serializeBinary();
}

function invocation({ chaincode, args }: ProposalInput): Uint8Array {
  const input = new chaincodeProtos.ChaincodeInput();
  input.setArgsList([...args]);
  const spec = new chaincodeProtos.ChaincodeSpec();
  spec.setType(chaincodeProtos.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(chaincodeId(chaincode));
  spec.setInput(input);
  const invocationSpec = new chaincodeProtos.ChaincodeInvocationSpec();
  invocationSpec.setChaincodeSpec(spec);
  const payload = new proposal.ChaincodeProposalPayload();
  payload.setInput(invocationSpec.serializeBinary());
  return payload.serializeBinary();
}

function chaincodeId(name: string): InstanceType<typeof chaincodeProtos.ChaincodeID> {
  const id = new chaincodeProtos.ChaincodeID();
  id.setName(name);
  return id;
}
