// SPDX-License-Identifier: Apache-2.0
import { common } from '@hyperledger/fabric-protos';
import { BroadcastRefused } from '../fabric/transport.js';
import { unavailable } from './answers.js';
import type { Committer, Session } from './session.js';

const BROADCAST_MS = 10_000;

/** What orderers answer when they looked at an envelope and did not take it. */
const REFUSED: readonly unknown[] = ['BAD_REQUEST', 'FORBIDDEN', 'REQUEST_ENTITY_TOO_LARGE'];

/** The part of an orderer's client that is used here, as it is: the library's own declaration says `any`. */
interface Broadcasting {
  sendBroadcast(
    envelope: { readonly payload: Buffer; readonly signature: Buffer },
    timeoutMs: number,
  ): Promise<{ readonly status?: unknown }>;
}

/** Hands an envelope to the first orderer that takes it. @throws BroadcastRefused, LedgerError */
export async function broadcast(session: Session, bytes: Uint8Array): Promise<void> {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const message = {
    payload: Buffer.from(envelope.getPayload_asU8()),
    signature: Buffer.from(envelope.getSignature_asU8()),
  };
  for (const orderer of session.orderers) {
    const status = await statusFrom(session, orderer, message);
    if (status === 'SUCCESS') return;
    if (REFUSED.includes(status)) throw new BroadcastRefused('The orderers do not take it.');
    session.demote(orderer);
  }
  throw unavailable();
}

/** The orderer's status; undefined when it gave none, which leaves open whether it has the envelope. */
async function statusFrom(
  session: Session,
  orderer: Committer,
  message: { readonly payload: Buffer; readonly signature: Buffer },
): Promise<unknown> {
  if (!(await session.reachable(orderer))) return undefined;
  const sentAt = performance.now();
  try {
    const client = orderer as unknown as Broadcasting;
    return (await client.sendBroadcast(message, BROADCAST_MS)).status;
  } catch {
    // The next orderer is asked: an envelope that comes twice is committed once.
    session.leave(orderer, sentAt);
    return undefined;
  }
}
