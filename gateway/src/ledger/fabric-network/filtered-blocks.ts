// SPDX-License-Identifier: Apache-2.0
import { validationCodeName } from '../fabric/block-reader.js';
import { fabricError } from '../fabric/fabric-errors.js';
import type { CommittedBlock } from '../fabric/transport.js';
import { grpcStatus } from './answers.js';
import { BoundedQueue } from './bounded-queue.js';
import type { Endorser, Session } from './session.js';

/** So many blocks may wait to be read; the stream is then closed, and opened again where the reader is. */
const WAITING = 512;
const START_MS = 10_000;

interface FilteredBlock {
  readonly filtered_transactions?:
    readonly { readonly txid?: string | null; readonly tx_validation_code?: number | null }[] | null;
}

/**
 * Blocks of one peer from a number on, until its stream breaks. `Network.addBlockListener` would open streams anew
 * by itself, without end or pause, and leave each attempt's connection behind while no peer answers.
 */
export async function* filteredBlocks(
  session: Session,
  peer: Endorser,
  from: number,
  signal: AbortSignal,
): AsyncIterable<CommittedBlock> {
  const queue = new BoundedQueue<CommittedBlock>(WAITING);
  const stream = openStream(session, peer, from, queue);
  const cancel = (): void => {
    queue.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    yield* queue;
  } finally {
    signal.removeEventListener('abort', cancel);
    stream[Symbol.dispose]();
  }
}

function openStream(
  session: Session,
  peer: Endorser,
  from: number,
  queue: BoundedQueue<CommittedBlock>,
): Disposable {
  const { channel, identity } = session;
  const eventer = channel.client.newEventer(peer.name, peer.mspid);
  eventer.setEndpoint(peer.endpoint);
  const service = channel.newEventService(peer.name);
  service.setTargets([eventer]);
  const close = (): void => {
    service.close();
    eventer.disconnect();
  };
  service.registerBlockListener(
    (error, event) => {
      if (error) queue.finish(broken(error));
      if (!event?.filteredBlock) return;
      if (!queue.push(committed(event.blockNumber.toNumber(), event.filteredBlock))) close();
    },
    { startBlock: String(from), unregister: false },
  );
  // One block early: the library takes the stream for open when a first block comes, and `from` may be yet to come.
  const startBlock = Math.max(0, from - 1);
  session.sign(service, service.build(identity, { blockType: 'filtered', startBlock }));
  service.send({ requestTimeout: START_MS }).catch((error: unknown) => {
    queue.finish(broken(error));
  });
  return { [Symbol.dispose]: close };
}

const committed = (number: number, block: FilteredBlock): CommittedBlock => ({
  number,
  transactions: (block.filtered_transactions ?? []).map(({ txid, tx_validation_code: code }) => ({
    id: txid ?? '',
    code: validationCodeName(code ?? 0),
  })),
});

const broken = (error: unknown): Error =>
  error instanceof Error
    ? fabricError(grpcStatus(error), [error.message], error)
    : fabricError(undefined, [], error);
