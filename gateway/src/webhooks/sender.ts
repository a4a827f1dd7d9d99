// SPDX-License-Identifier: Apache-2.0
/**
 * Sends messages to webhooks: of each webhook one after the other, in chain order. A webhook moves on only with an
 * outcome on record, so that after a crash the message under way is sent again, and none is left out.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { MessageFeed } from '../events/message-feed.js';
import type { Message } from '../index/model/messages.js';
import type { Log } from '../support/log-port.js';
import { failpoint } from '../support/failpoint.js';
import type { Envelopes } from './envelopes.js';
import type { Tried, Webhook } from './ports.js';
import type { Poster, PostResult } from './post.js';
import { delayAfter, type RetrySettings } from './retry.js';
import type { SenderTurn } from './sender-turn.js';
import type { WebhookStore } from './webhook-store.js';

export interface SenderParts {
  readonly store: WebhookStore;
  readonly feed: MessageFeed;
  readonly envelopes: Envelopes;
  readonly poster: Poster;
  /** Only one process sends at a time. */
  readonly turn: SenderTurn;
  readonly chain: string;
  readonly retries: RetrySettings;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
}

const PAGE = 50;
/** Webhooks are looked through at least so often: another replica may have changed them. */
const LOOK_MS = 500;
/** A webhook that takes none of so many messages in a row has nobody behind it. */
const MOST_DEAD_IN_A_ROW = 20;
const GONE = 410;
/** Client errors that may pass: later, or slower, the same message is taken. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 404, 408, 409, 425, 429]);
/** Tries of a message that the receiver says it will not take as it is. */
const REFUSED_TRIES = 3;

export class WebhookSender implements AsyncDisposable {
  private readonly stop = new AbortController();
  private readonly working = new Map<string, Promise<void>>();
  private readonly running: Promise<void>;

  constructor(private readonly parts: SenderParts) {
    this.running = this.run();
  }

  /** What is under way is broken off; it is sent again after the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        await this.parts.turn.take(this.stop.signal, (until) => this.serve(until));
      } catch (error) {
        this.parts.log.warn('Webhooks could not be served and will be again.', { error });
        await delay(LOOK_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
      }
    }
  }

  private async serve(until: AbortSignal): Promise<void> {
    try {
      while (!until.aborted) {
        const { mark } = this.parts.feed;
        for (const hook of await this.parts.store.active(this.parts.chain)) this.begin(hook, until);
        await this.parts.feed.movedBeyond(mark, LOOK_MS, until);
      }
    } finally {
      await Promise.all(this.working.values());
    }
  }

  private begin(hook: Webhook, until: AbortSignal): void {
    const name = `${hook.organisation}/${hook.id}`;
    if (this.working.has(name) || hook.due > this.parts.now()) return;
    const work = this.work(hook, until).catch((error: unknown) => {
      this.parts.log.warn('A webhook could not be served and will be again.', { webhook: name, error });
    });
    this.working.set(
      name,
      work.finally(() => this.working.delete(name)),
    );
  }

  /** Until nothing waits, or it has to. */
  private async work(first: Webhook, until: AbortSignal): Promise<void> {
    let hook: Webhook | undefined = first;
    while (hook && !until.aborted) {
      const [next] = await this.waiting(hook, 1);
      if (!next) return;
      hook = await this.sendAll(hook, until);
    }
  }

  private async waiting(hook: Webhook, limit: number): Promise<readonly Message[]> {
    const party = await this.parts.envelopes.toldOf(hook);
    return party === undefined
      ? []
      : this.parts.feed.messages({ ...hook.filter, ...party }, hook.position, limit);
  }

  /** @returns the webhook as it stands afterwards; undefined when it is not to be sent to now */
  private async sendAll(first: Webhook, until: AbortSignal): Promise<Webhook | undefined> {
    let hook = first;
    for (const message of await this.waiting(first, PAGE)) {
      if (!(await this.send(hook, message, until))) return undefined;
      hook = { ...hook, position: message.position, tries: 0, due: 0 };
    }
    const now = await this.parts.store.find(hook);
    return now?.state === 'active' ? now : undefined;
  }

  /** @returns whether the next message may follow */
  private async send(hook: Webhook, message: Message, until: AbortSignal): Promise<boolean> {
    const { store, poster, envelopes, now } = this.parts;
    // Signed by the secrets of now.
    const current = await store.find(hook);
    if (current?.state !== 'active' || until.aborted) return false;
    const result = await poster.post(await envelopes.postingOf(current, message, now()), until);
    if ('error' in result && isStopped(until)) return false;
    failpoint('deliver');
    return this.settle(hook, message, result);
  }

  private async settle(hook: Webhook, message: Message, result: PostResult): Promise<boolean> {
    const { store, retries, now, random } = this.parts;
    const tries = hook.tries + 1;
    const of = { position: message.position, message: message.id, name: message.name, tries, ...result };
    if (isTaken(result)) return store.record(hook, { ...of, state: 'delivered' }, now());
    if ('status' in result && result.status === GONE) {
      await store.record(hook, { ...of, state: 'failing' }, now());
      await store.setState(hook, 'disabled', 'gone');
      return false;
    }
    if (tries >= (isRefused(result) ? Math.min(REFUSED_TRIES, retries.tries) : retries.tries))
      return this.bury(hook, { ...of, state: 'dead' });
    await store.record(
      hook,
      { ...of, state: 'failing' },
      now(),
      now() + delayAfter(tries, retries, random()),
    );
    return false;
  }

  private async bury(hook: Webhook, tried: Tried): Promise<boolean> {
    const { store, log, now } = this.parts;
    const { organisation, id } = hook;
    log.warn('A message to a webhook was given up.', { organisation, webhook: id, message: tried.message });
    const moved = await store.record(hook, tried, now());
    if (!(await store.lastAreDead(hook, MOST_DEAD_IN_A_ROW))) return moved;
    await store.setState(hook, 'disabled', 'dead-letters');
    return false;
  }
}

/** The receiver looked at the message and will not take it: those behind it need not wait for hours. */
const isRefused = (result: PostResult): boolean =>
  'status' in result && result.status >= 400 && result.status < 500 && !PASSING.has(result.status);

const isStopped = ({ aborted }: AbortSignal): boolean => aborted;

export const isTaken = (result: PostResult): boolean =>
  'status' in result && result.status >= 200 && result.status < 300;
