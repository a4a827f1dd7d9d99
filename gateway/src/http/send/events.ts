// SPDX-License-Identifier: Apache-2.0
import type { Response } from 'express';
import type { EventStream } from '../../usecases/oversight/event-streams.js';
import { write } from './write.js';

export const EVENT_STREAM_TYPE = 'text/event-stream';

/** A reader that takes nothing for so long is let go; it finds its place again by the last id that it has. */
export const STALL_MS = 20_000;

/** `no-transform` also keeps the answer from being compressed, which would hold events back. */
const HEADERS = {
  'Content-Type': EVENT_STREAM_TYPE,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Server-sent events, no faster than the client reads: what it has not taken is not made. */
export async function sendEvents(response: Response, stream: EventStream, stallMs = STALL_MS): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  try {
    response.set(HEADERS);
    response.flushHeaders();
    if (response.req.method !== 'HEAD') await write(response, stream.frames(gone.signal), stallMs);
    response.end();
  } finally {
    stream.release();
  }
}
