// SPDX-License-Identifier: Apache-2.0
/** Opens what is kept of webhooks, and sends from where the last run ended. */
import type { DatabaseLocation } from '../db/database.js';
import type { MessageFeed } from '../events/message-feed.js';
import type { Index } from '../index/model/reader.js';
import type { Log } from '../support/log-port.js';
import { Viewers } from '../usecases/viewers.js';
import type { AddressPolicy } from './address-guard.js';
import { Envelopes } from './envelopes.js';
import { HttpPoster, type Poster } from './post.js';
import { DEFAULT_RETRIES, type RetrySettings } from './retry.js';
import { SecretBox } from './secret-box.js';
import { senderTurn, type SenderTurn } from './sender-turn.js';
import { WebhookSender } from './sender.js';
import { WebhookStore } from './webhook-store.js';
import { Webhooks } from './webhooks.js';

export interface WebhookSettings extends AddressPolicy {
  readonly timeoutMs: number;
  readonly tries: number;
  /** File with the key under which secrets are stored. */
  readonly keyFile: string;
}

export interface WebhookOptions {
  readonly index: Index;
  readonly feed: MessageFeed;
  readonly location: DatabaseLocation;
  readonly settings: WebhookSettings;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
  readonly retries?: Partial<RetrySettings>;
  /** What others have opened; absent: as the settings and the location say. */
  readonly given?: Partial<WebhookMeans>;
}

/** What webhooks reach the world by. */
export interface WebhookMeans {
  readonly box: SecretBox;
  readonly poster: Poster;
  readonly turn: SenderTurn;
}

export interface RunningWebhooks extends AsyncDisposable {
  readonly webhooks: Webhooks;
}

/** Opens what is kept of webhooks and begins to send where the last run ended. */
export async function openWebhooks(options: WebhookOptions): Promise<RunningWebhooks> {
  const { index, feed, location, settings, log, now, random, given = {} } = options;
  const box = given.box ?? (await SecretBox.open(settings.keyFile));
  const store = await WebhookStore.open(location);
  const envelopes = new Envelopes(new Viewers(index), box);
  const poster = given.poster ?? new HttpPoster(settings, settings.timeoutMs);
  const { genesisHash: chain } = await index.checkpoint();
  const retries = { ...DEFAULT_RETRIES, tries: settings.tries, ...options.retries };
  const turn = given.turn ?? senderTurn(location);
  const sender = new WebhookSender({
    store,
    feed,
    envelopes,
    poster,
    turn,
    chain,
    retries,
    log,
    now,
    random,
  });
  return {
    webhooks: new Webhooks({ store, index, feed, envelopes, box, poster, policy: settings, now }),
    [Symbol.asyncDispose]: async () => {
      await sender[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
