// SPDX-License-Identifier: Apache-2.0
/** A reader of server-sent events, as strict as a browser's. */
import type { EventData } from '@catalog-chain/gateway/events/cloud-event';

/** A CloudEvent as the gateway tells it. */
export interface Told {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: string;
  readonly data: EventData;
}

export class EventReader implements AsyncDisposable {
  /** What a browser would send as `Last-Event-ID`. */
  lastEventId = '';
  /** Comments seen: the beats. */
  comments = 0;
  private readonly frames: AsyncGenerator<Told, undefined>;

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    this.frames = this.read();
  }

  static async open(url: URL, token: string, lastEventId?: string): Promise<EventReader> {
    const abort = new AbortController();
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    return new EventReader(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The next so many; throws when the stream ends before. */
  async take(count: number): Promise<Told[]> {
    const taken: Told[] = [];
    while (taken.length < count) {
      const next = await this.frames.next();
      if (next.done === true) throw new Error(`The stream ended after ${taken.length} of ${count} events.`);
      taken.push(next.value);
    }
    return taken;
  }

  /** Everything until the stream ends. */
  async rest(): Promise<Told[]> {
    const all: Told[] = [];
    for await (const told of this.frames) all.push(told);
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort.abort();
    await this.frames.return(undefined).catch(() => undefined);
  }

  private async *read(): AsyncGenerator<Told, undefined> {
    if (!this.response.body) return undefined;
    let buffer = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body as AsyncIterable<Uint8Array>) {
      buffer += decoder.decode(chunk, { stream: true });
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        const told = this.frame(buffer.slice(0, end));
        buffer = buffer.slice(end + 2);
        if (told) yield told;
      }
    }
    return undefined;
  }

  private frame(text: string): Told | undefined {
    let told: Told | undefined;
    for (const line of text.split('\n')) {
      if (line.startsWith(':')) this.comments += 1;
      if (line.startsWith('id: ')) this.lastEventId = line.slice(4);
      if (line.startsWith('data: ')) told = JSON.parse(line.slice(6)) as Told;
    }
    return told;
  }
}
