// SPDX-License-Identifier: Apache-2.0
/** Webhooks as their organisations manage them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { DomainError, ensure } from '@catalog-chain/chaincode/domain/errors';
import type { MessageFeed } from '../events/message-feed.js';
import { decodeCursor, encodeCursor, limitOf, scopeOf } from '../index/model/cursor.js';
import type { Message, MessageReader, Position } from '../index/model/messages.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Page, PageOptions } from '../index/model/pages.js';
import type { Principal } from '../usecases/principal.js';
import { urlFault, type AddressPolicy } from './address-guard.js';
import { ownerOf, type Envelopes } from './envelopes.js';
import { isValid, type Delivery, type HookFilter, type Webhook } from './ports.js';
import type { Poster, PostResult } from './post.js';
import type { DeliveryState } from './schema.js';
import type { SecretBox } from './secret-box.js';
import { isTaken } from './sender.js';
import type { WebhookStore } from './webhook-store.js';

export interface WebhookParts {
  readonly store: WebhookStore;
  readonly index: MessageReader & Pick<IndexReader, 'checkpoint'>;
  readonly feed: MessageFeed;
  readonly envelopes: Envelopes;
  readonly box: SecretBox;
  readonly poster: Poster;
  readonly policy: AddressPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface NewWebhook {
  readonly id: string;
  readonly url: string;
  readonly filter: HookFilter;
  /** First block to send of; absent: what comes from now on. */
  readonly from?: number;
}

export interface WebhookStatus {
  readonly hook: Webhook;
  readonly deadLetters: number;
  /** When the last of its former secrets stops to sign, milliseconds since 1970; absent: none does. */
  readonly formerUntil?: number;
}

/** Shown this once: `whsec_` and base64. */
export interface WithSecret {
  readonly secret: string;
}

/** One try, made at once. */
export interface TryResult {
  readonly message: string;
  readonly result: PostResult;
}

const SECRET_BYTES = 32;
const MOST = 20;
const MOST_FORMERS = 4;
const HOUR_MS = 3_600_000;
export const GRACE_HOURS = 24;

const shown = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

export class Webhooks {
  private readonly never = new AbortController().signal;

  constructor(private readonly parts: WebhookParts) {}

  /**
   * @returns the webhook and its secret
   * @throws DomainError `INVALID_ARGUMENT`, `ALREADY_EXISTS`, `CONDITION_NOT_MET`
   */
  async create({ organisation }: Principal, input: NewWebhook): Promise<WebhookStatus & WithSecret> {
    const { store, box, policy, now, index } = this.parts;
    const { id, url, filter } = input;
    const fault = urlFault(url, policy);
    if (fault !== undefined) throw new DomainError('INVALID_ARGUMENT', `url: ${fault}`);
    const all = await store.ofOrganisation(organisation);
    ensure(all.length < MOST, 'CONDITION_NOT_MET', 'An organisation has at most {most} webhooks.', {
      most: MOST,
    });
    const secret = randomBytes(SECRET_BYTES);
    const hook: Webhook = {
      organisation,
      id,
      url,
      filter,
      chain: (await index.checkpoint()).genesisHash,
      state: 'active',
      position: await this.startOf(input.from),
      created: now(),
      tries: 0,
      due: 0,
      formers: [],
      secret: box.seal(secret, ownerOf({ organisation, id })),
    };
    ensure(await store.create(hook), 'ALREADY_EXISTS', 'The organisation has a webhook of this id.');
    return { hook, deadLetters: 0, secret: shown(secret) };
  }

  async list({ organisation }: Principal): Promise<Page<WebhookStatus>> {
    const hooks = await this.parts.store.ofOrganisation(organisation);
    const items = await Promise.all(hooks.map((hook) => this.statusOf(hook)));
    return { items, asOf: (await this.parts.index.checkpoint()).block };
  }

  /** @throws DomainError `NOT_FOUND`, also for another organisation's */
  async get(principal: Principal, id: string): Promise<WebhookStatus> {
    return this.statusOf(await this.find(principal, id));
  }

  async remove(principal: Principal, id: string): Promise<void> {
    await this.parts.store.remove(await this.find(principal, id));
  }

  async pause(principal: Principal, id: string): Promise<WebhookStatus> {
    const hook = await this.find(principal, id);
    ensure(hook.state === 'active', 'INVALID_STATE', 'It is not active.');
    await this.parts.store.setState(hook, 'paused');
    return this.get(principal, id);
  }

  /** Goes on where it stopped. */
  async resume(principal: Principal, id: string): Promise<WebhookStatus> {
    const hook = await this.find(principal, id);
    ensure(hook.state !== 'active', 'INVALID_STATE', 'It is active.');
    await this.parts.store.setState(hook, 'active');
    return this.get(principal, id);
  }

  /**
   * Makes a new secret. The former one signs beside it for some hours; without any, no former one does from now on.
   * @throws DomainError `CONDITION_NOT_MET` when too many former ones still sign, `INVALID_STATE` when somebody else
   *   did the same just now
   */
  async rotate(
    principal: Principal,
    id: string,
    graceHours = GRACE_HOURS,
  ): Promise<WebhookStatus & WithSecret> {
    const { store, box, now } = this.parts;
    const hook = await this.find(principal, id);
    const former = { secret: hook.secret, until: now() + graceHours * HOUR_MS };
    const formers = graceHours === 0 ? [] : [former, ...hook.formers.filter(isValid(now()))];
    ensure(formers.length <= MOST_FORMERS, 'CONDITION_NOT_MET', 'Too many former secrets still sign.');
    const secret = randomBytes(SECRET_BYTES);
    const done = await store.rotate(hook, box.seal(secret, ownerOf(hook)), formers);
    ensure(done, 'INVALID_STATE', 'It was changed just now.');
    return { ...(await this.get(principal, id)), secret: shown(secret) };
  }

  /** Sends everything from a block on, again or for the first time. */
  async replay(principal: Principal, id: string, from: number): Promise<WebhookStatus> {
    const hook = await this.find(principal, id);
    await this.parts.store.rewind(hook, await this.startOf(from));
    return this.get(principal, id);
  }

  /** Sends an event that did not happen, once, outside the order. */
  async test(principal: Principal, id: string): Promise<TryResult> {
    const hook = await this.find(principal, id);
    const { envelopes, poster, now } = this.parts;
    const message = `test-${randomUUID()}`;
    return { message, result: await poster.post(envelopes.testPosting(hook, message, now()), this.never) };
  }

  /** Newest first. */
  async deliveries(
    principal: Principal,
    id: string,
    state: DeliveryState | undefined,
    page: PageOptions,
  ): Promise<Page<Delivery>> {
    const hook = await this.find(principal, id);
    const scope = scopeOf('deliveries', hook.organisation, id, state);
    const before = positionIn(decodeCursor<string>(scope, page.cursor, 'string'));
    const limit = limitOf(page);
    const found = await this.parts.store.deliveries(hook, state, before, limit + 1);
    const items = found.slice(0, limit);
    const { block: asOf } = await this.parts.index.checkpoint();
    const end = items.at(-1)?.position;
    if (found.length <= limit || !end) return { items, asOf };
    return { items, asOf, next: encodeCursor(scope, `${end.tx}.${end.part}`) };
  }

  /** Tries a dead letter once more, out of order. @throws DomainError `NOT_FOUND` */
  async redeliver(principal: Principal, id: string, messageId: string): Promise<TryResult> {
    const hook = await this.find(principal, id);
    const { store, envelopes, poster, now } = this.parts;
    const position = await this.parts.index.positionOf(messageId);
    const letter = position && (await store.delivery(hook, position));
    const message = letter?.state === 'dead' ? await this.messageAt(hook, letter.position) : undefined;
    if (!letter || !message) throw new DomainError('NOT_FOUND', 'There is no such dead letter.');
    const result = await poster.post(await envelopes.postingOf(hook, message, now()), this.never);
    const state = isTaken(result) ? 'delivered' : 'dead';
    const { name, tries } = letter;
    const tried = {
      position: letter.position,
      message: messageId,
      name,
      tries: tries + 1,
      state,
      ...result,
    } as const;
    await store.recordAgain(hook, tried, now());
    return { message: messageId, result };
  }

  /** Only while the organisation may see it. */
  private async messageAt(hook: Webhook, { tx, part }: Position): Promise<Message | undefined> {
    const party = (await this.parts.envelopes.toldOf(hook)) ?? { party: hook.organisation };
    const [message] = await this.parts.feed.messages(party, { tx, part: part - 1 }, 1);
    return message?.position.tx === tx && message.position.part === part ? message : undefined;
  }

  private async startOf(from: number | undefined): Promise<Position> {
    const { index } = this.parts;
    if (from === undefined) return (await index.newest()).position;
    const { block } = await index.checkpoint();
    ensure(from <= block + 1, 'INVALID_ARGUMENT', 'from: must be a block that there is');
    return index.positionBefore(from);
  }

  private async statusOf(hook: Webhook): Promise<WebhookStatus> {
    const untils = hook.formers.filter(isValid(this.parts.now())).map(({ until }) => until);
    return {
      hook,
      deadLetters: await this.parts.store.deadLetters(hook),
      ...(untils.length > 0 && { formerUntil: Math.max(...untils) }),
    };
  }

  private async find({ organisation }: Principal, id: string): Promise<Webhook> {
    const hook = await this.parts.store.find({ organisation, id });
    if (!hook) throw new DomainError('NOT_FOUND', 'There is no such webhook.');
    return hook;
  }
}

function positionIn(text: string | undefined): Position | undefined {
  const [tx, part] = (text ?? '').split('.').map(Number);
  return tx === undefined || part === undefined ? undefined : { tx, part };
}
