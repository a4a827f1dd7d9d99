// SPDX-License-Identifier: Apache-2.0
/** The ledger's thread: opens the ledger, answers requests, tells of new blocks. */
import { parentPort, workerData } from 'node:worker_threads';
import { LocalCore, type Core } from '../core.js';
import { openNode } from '../node.js';
import { loadContracts } from '../shim.js';
import { failureOf, movable, type Message, type Request, type ThreadOptions } from './thread-protocol.js';

const tell = (message: Message): void => {
  parentPort?.postMessage(message, movable(message));
};

async function answer(core: Core, { id, method, args }: Request): Promise<void> {
  try {
    const ask = core[method].bind(core) as (...args: readonly unknown[]) => Promise<unknown>;
    tell({ id, value: await ask(...args) });
  } catch (error) {
    tell({ id, failure: failureOf(error) });
  }
  if (method === 'close') parentPort?.close();
}

async function follow(core: Core): Promise<void> {
  const { signal } = new AbortController();
  for (let next = 0; ;) {
    await core.reached(next, signal);
    const newest = (await core.info()).height - 1;
    tell({ newest });
    if (newest < next) return;
    next = newest + 1;
  }
}

async function start(options: ThreadOptions): Promise<void> {
  const contracts = loadContracts(options.contractsModule);
  const core = new LocalCore(await openNode({ ...options, contracts, clock: Date.now }));
  parentPort?.on('message', (request: Request) => void answer(core, request));
  await follow(core);
}

start(workerData as ThreadOptions).catch((error: unknown) => {
  tell({ failure: failureOf(error) });
  parentPort?.close();
});
