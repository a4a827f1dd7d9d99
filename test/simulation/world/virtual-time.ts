// SPDX-License-Identifier: Apache-2.0
/**
 * One thread, one clock, one source of chance. Loaded before anything of the product, so that what the product and its
 * libraries take from Node is already this: timers and the time of day are virtual, random bytes come from the seed,
 * and compression is done on the spot instead of in threads that end in any order.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import zlib from 'node:zlib';
import { install } from '@sinonjs/fake-timers';
import { Chance } from './chance.js';

const realTurn = timers.setImmediate;

const clock = install({
  toFake: [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'Date',
    'performance',
  ],
});

let chance = new Chance(0);

type Callback = (error: Error | null, bytes: Buffer) => void;
type Compress = (input: Buffer, options: zlib.ZlibOptions) => Buffer;

const atOnce = (compress: Compress) => (input: Buffer, options: zlib.ZlibOptions, done: Callback) => {
  try {
    const bytes = compress(input, options);
    queueMicrotask(() => {
      done(null, bytes);
    });
  } catch (error) {
    queueMicrotask(() => {
      done(error as Error, Buffer.alloc(0));
    });
  }
};

const uuid = (): string => {
  const hex = Buffer.from(chance.bytes(16)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

function fill<T extends NodeJS.ArrayBufferView>(view: T): T {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  bytes.set(chance.bytes(bytes.length));
  return view;
}

Object.assign(zlib, {
  deflate: atOnce(zlib.deflateSync),
  inflate: atOnce(zlib.inflateSync),
  deflateRaw: atOnce(zlib.deflateRawSync),
});
Object.assign(crypto, {
  randomBytes: (size: number) => Buffer.from(chance.bytes(size)),
  randomUUID: uuid,
  randomFillSync: fill,
});
syncBuiltinESMExports();

/** Milliseconds since 1970, virtual. */
export const now = (): number => clock.now;

/** Begins a life of the world: nothing of a former one is left in the clock. */
export function beginTime(at: number, seeded: Chance): void {
  clock.reset();
  clock.setSystemTime(at);
  chance = seeded;
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Everything that can happen now has happened: between two timers the queue of promises is emptied. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    realTurn(resolve);
  });

/** Turns without a timer after which nothing is expected to happen any more. */
const STILL_TURNS = 200_000;

/**
 * Lets time pass, one timer after the other, until the work is done.
 * @throws what the work throws, or that nothing will ever happen
 */
export async function timePasses<T>(work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const running = work();
  running.then(
    () => (isDone = true),
    () => (isDone = true),
  );
  let still = 0;
  for (;;) {
    await settle();
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by the work
    if (isDone) return running;
    still = clock.countTimers() === 0 ? still + 1 : 0;
    if (still > STILL_TURNS) throw new Error('Everybody waits, and for nothing.');
    clock.next();
  }
}
