// SPDX-License-Identifier: Apache-2.0
/**
 * jest-light-runner has one channel for all its workers: the first of them that asks what it is to run has the answer sent to
 * all. A worker that is still loading loses it, is told nothing when it asks itself, and its file hangs for ever. With this each
 * worker is told when it asks.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

type Tell = (message: unknown) => void;

interface Channel {
  onMessage(tell: Tell): void;
  postMessage(message: unknown): void;
}

interface Pool {
  run: (this: Pool, task: unknown, options: { readonly channel?: Channel }) => Promise<unknown>;
}

/** The class of pools that jest-light-runner makes one of: its own copy, wherever that lies. */
async function poolOfRunner(): Promise<Pool> {
  const ofRunner = createRequire(import.meta.resolve('jest-light-runner'));
  const own = pathToFileURL(ofRunner.resolve('tinypool')).href;
  const { default: Tinypool } = (await import(own)) as { default: { readonly prototype: Pool } };
  return Tinypool.prototype;
}

/** One worker's part of the channel: it listens no sooner than it has asked. */
function ofOneWorker(shared: Channel): Channel {
  let tell: Tell | undefined;
  return {
    onMessage: (listener) => {
      tell = listener;
    },
    postMessage: (message) => {
      if (tell) shared.onMessage(tell);
      shared.postMessage(message);
    },
  };
}

const pool = await poolOfRunner();
const { run } = pool;
pool.run = function runApart(task, options) {
  const { channel } = options;
  return run.call(this, task, channel ? { ...options, channel: ofOneWorker(channel) } : options);
};
