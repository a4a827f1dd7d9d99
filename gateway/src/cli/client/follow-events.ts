// SPDX-License-Identifier: Apache-2.0
/** Follows a gateway's stream of events, across cuts and restarts, without gap or double. */
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, errorOf, isPassing } from './api-client.js';

export interface StreamedEvent {
  readonly id: string;
  /** The CloudEvent, as JSON. */
  readonly data: string;
}

interface Frame {
  readonly id?: string;
  readonly data?: string;
}

const BACK_AFTER_MS = 1_000;

function frameIn(text: string): Frame {
  const fields = text.split('\n').flatMap((line) => {
    const [, name, value] = /^(id|data): ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(fields) as Frame;
}

async function* framesOf(response: Response): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    const parts = (held + decoder.decode(chunk, { stream: true })).split('\n\n');
    held = parts.pop() ?? '';
    for (const part of parts) yield frameIn(part);
  }
}

/** @returns undefined when the gateway cannot be reached now, or puts it off. @throws ApiError for a refusal */
async function opened(url: URL, token: string, lastEventId: string): Promise<Response | undefined> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'text/event-stream, application/problem+json',
    ...(lastEventId !== '' && { 'last-event-id': lastEventId }),
  };
  const response = await fetch(url, { headers }).catch(() => undefined);
  if (response?.ok !== false) return response;
  const error = await errorOf(response);
  if (isPassing(error)) return undefined;
  throw error;
}

/** The frames of one answer, as far as it goes. */
async function* uncut(response: Response): AsyncGenerator<Frame> {
  try {
    yield* framesOf(response);
  } catch {
    // Cut off: the caller comes back with the last id.
  }
}

/** Never ends by itself. @throws ApiError when the gateway refuses, or cannot be reached at first */
export async function* followEvents(
  url: URL,
  tokenNow: () => Promise<string>,
): AsyncGenerator<StreamedEvent> {
  let lastEventId = '';
  for (;;) {
    const response = await opened(url, await tokenNow(), lastEventId);
    if (!response && lastEventId === '')
      throw new ApiError(0, 'UNREACHABLE', `No answer from ${url.origin}.`);
    for await (const { id, data } of response ? uncut(response) : []) {
      lastEventId = id ?? lastEventId;
      if (id !== undefined && data !== undefined) yield { id, data };
    }
    await delay(BACK_AFTER_MS);
  }
}
