// SPDX-License-Identifier: Apache-2.0
/** Configuration transactions: what the ledger is, and which organisations' roots it trusts. */
import { randomBytes } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import {
  buildChannelHeader,
  buildEnvelope,
  buildPayload,
  buildSignatureHeader,
  transactionIdOf,
} from '@catalog-chain/verifier/wire/build-envelope';
import { CHAINCODE, CHANNEL, CONFIG_TRANSACTION } from './block-codec.js';
import type { NewTransaction } from './chain-store.js';
import type { Identity } from '../identities/identity.js';

/** The first block carries it: nobody who reads the chain can take it for more than it is. */
export interface Founding {
  readonly type: 'embedded-ledger/1';
  readonly statement: string;
  readonly operators: 1;
  readonly consensus: 'none';
  readonly channel: string;
  readonly chaincode: string;
  readonly node: { readonly mspId: string; readonly certificate: string; readonly root: string };
}

/** An organisation joins: from here on its root is trusted. */
export interface Admission {
  readonly type: 'admission/1';
  readonly organisation: string;
  readonly root: string;
}

export type Configuration = Founding | Admission;

export function founding(node: Identity, rootPem: string): Founding {
  return {
    type: 'embedded-ledger/1',
    statement:
      'One operator runs this ledger and holds every key. Blocks are chained and signed, but no consensus of ' +
      'independent organisations stands behind them.',
    operators: 1,
    consensus: 'none',
    channel: CHANNEL,
    chaincode: CHAINCODE,
    node: { mspId: node.mspId, certificate: node.certificatePem, root: rootPem },
  };
}

/** @returns a transaction of type CONFIG, signed by the node; its data is the configuration's canonical JSON. */
export function configurationTransaction(
  node: Identity,
  timestamp: number,
  configuration: Configuration,
): NewTransaction {
  const nonce = randomBytes(24);
  const id = transactionIdOf(nonce, node.serialized);
  const payload = buildPayload(
    buildChannelHeader({ type: CONFIG_TRANSACTION, channel: CHANNEL, transactionId: id, timestamp }),
    buildSignatureHeader(nonce, node.serialized),
    Buffer.from(encode(configuration), 'utf8'),
  );
  return { id, timestamp, envelope: buildEnvelope(payload, node.sign(payload)) };
}
