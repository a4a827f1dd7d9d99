// SPDX-License-Identifier: Apache-2.0
/** Reads a transaction as Fabric carries it: `Envelope` → `Payload` → `Transaction` → one action. */
import {
  chaincode as chaincodeProtos,
  chaincodeEvent,
  common,
  msp,
  proposal,
  proposalResponse,
  transaction as transactionProtos,
} from './protos.js';
import {
  changesElsewhere,
  decodeReadWriteSet,
  EMPTY_READ_WRITE_SET,
  type ReadWriteSet,
} from './read-write-set.js';

export interface Endorsement {
  /** `SerializedIdentity` of the endorser. */
  readonly endorser: Uint8Array;
  /** Over the response payload followed by `endorser`. */
  readonly signature: Uint8Array;
}

/** What is in every envelope. */
export interface EnvelopeHeader {
  readonly transactionId: string;
  readonly channel: string;
  readonly type: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly nonce: Uint8Array;
  /** `SerializedIdentity` of whoever signed the envelope. */
  readonly creator: Uint8Array;
  /** The signed bytes. */
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** `Payload.data`: a `Transaction` when `type` is ENDORSER_TRANSACTION. */
  readonly data: Uint8Array;
  /** What the proposal's hash covers of the header: channel header, then signature header. */
  readonly headers: readonly [Uint8Array, Uint8Array];
}

/** The one action of an endorser transaction. */
export interface EndorsedAction {
  /** `ChaincodeProposalPayload` without transient data. */
  readonly proposalPayload: Uint8Array;
  /** `ProposalResponsePayload`: what the endorsers signed. */
  readonly responsePayload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  readonly chaincode: string;
  /** The first argument: `contract:method`. */
  readonly transaction: string;
  readonly args: readonly Uint8Array[];
}

/** What the endorsers signed. */
export interface EndorsedResponse {
  readonly proposalHash: Uint8Array;
  readonly readWriteSet: ReadWriteSet;
  /** Something besides what the chaincode's own read-write set says: see `changesElsewhere`. */
  readonly changesElsewhere: boolean;
  /** As HTTP's: 200 is success. */
  readonly status: number;
  /** The chaincode that answered. */
  readonly chaincode: string;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
  readonly result: Uint8Array;
}

export const ENDORSER_TRANSACTION = 3;

/** @throws Error when the bytes are not an `Envelope`. */
export function readEnvelope(bytes: Uint8Array): EnvelopeHeader {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const header = payload.getHeader();
  if (!header) throw new Error('The envelope has no header.');
  const headers = [header.getChannelHeader_asU8(), header.getSignatureHeader_asU8()] as const;
  const channelHeader = common.ChannelHeader.deserializeBinary(headers[0]);
  const signatureHeader = common.SignatureHeader.deserializeBinary(headers[1]);
  const timestamp = channelHeader.getTimestamp();
  return {
    transactionId: channelHeader.getTxId(),
    channel: channelHeader.getChannelId(),
    type: channelHeader.getType(),
    timestamp: (timestamp?.getSeconds() ?? 0) * 1000 + Math.floor((timestamp?.getNanos() ?? 0) / 1_000_000),
    nonce: signatureHeader.getNonce_asU8(),
    creator: signatureHeader.getCreator_asU8(),
    payload: envelope.getPayload_asU8(),
    signature: envelope.getSignature_asU8(),
    data: payload.getData_asU8(),
    headers,
  };
}

/** @throws Error when the bytes are not a `Transaction` with one action. */
export function readAction(data: Uint8Array): EndorsedAction {
  const actions = transactionProtos.Transaction.deserializeBinary(data).getActionsList();
  const only = actions[0];
  if (!only || actions.length !== 1) throw new Error('The transaction has not exactly one action.');
  const payload = transactionProtos.ChaincodeActionPayload.deserializeBinary(only.getPayload_asU8());
  const action = payload.getAction();
  if (!action) throw new Error('The transaction has no endorsed action.');
  const proposalPayload = payload.getChaincodeProposalPayload_asU8();
  return {
    proposalPayload,
    responsePayload: action.getProposalResponsePayload_asU8(),
    endorsements: action.getEndorsementsList().map((endorsement) => ({
      endorser: endorsement.getEndorser_asU8(),
      signature: endorsement.getSignature_asU8(),
    })),
    ...readInvocation(proposalPayload),
  };
}

function readInvocation(
  proposalPayload: Uint8Array,
): Pick<EndorsedAction, 'chaincode' | 'transaction' | 'args'> {
  const input = proposal.ChaincodeProposalPayload.deserializeBinary(proposalPayload).getInput_asU8();
  const spec = chaincodeProtos.ChaincodeInvocationSpec.deserializeBinary(input).getChaincodeSpec();
  const [transaction, ...args] = spec?.getInput()?.getArgsList_asU8() ?? [];
  return {
    chaincode: spec?.getChaincodeId()?.getName() ?? '',
    transaction: Buffer.from(transaction ?? []).toString('utf8'),
    args,
  };
}

/** @throws Error when the bytes are not a `ProposalResponsePayload`. */
export function readResponse(namespace: string, responsePayload: Uint8Array): EndorsedResponse {
  const response = proposalResponse.ProposalResponsePayload.deserializeBinary(responsePayload);
  const action = proposal.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const event = chaincodeEvent.ChaincodeEvent.deserializeBinary(action.getEvents_asU8());
  const results = action.getResults_asU8();
  return {
    proposalHash: response.getProposalHash_asU8(),
    readWriteSet: results.length === 0 ? EMPTY_READ_WRITE_SET : decodeReadWriteSet(namespace, results),
    changesElsewhere: results.length > 0 && changesElsewhere(namespace, results),
    status: action.getResponse()?.getStatus() ?? 0,
    chaincode: action.getChaincodeId()?.getName() ?? '',
    event:
      event.getEventName() === ''
        ? undefined
        : { name: event.getEventName(), payload: event.getPayload_asU8() },
    result: action.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
  };
}

/** @returns the MSP and the certificate (PEM) of a `SerializedIdentity`. */
export function readIdentity(bytes: Uint8Array): { mspId: string; certificatePem: string } {
  const identity = msp.SerializedIdentity.deserializeBinary(bytes);
  return {
    mspId: identity.getMspid(),
    certificatePem: Buffer.from(identity.getIdBytes_asU8()).toString('utf8'),
  };
}

export function serializedIdentity(mspId: string, certificatePem: string): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(certificatePem, 'utf8'));
  return identity.serializeBinary();
}
