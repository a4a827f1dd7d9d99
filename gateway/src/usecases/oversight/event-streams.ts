// SPDX-License-Identifier: Apache-2.0
/** The stream of events: who may see what of it, from where on, and how many are open. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { cloudEventOf, type Telling } from '../../events/cloud-event.js';
import type { MessageFeed } from '../../events/message-feed.js';
import { blockIn } from '../../index/read/message-queries.js';
import type { Message, MessageFilter, MessageReader, Newest, Position } from '../../index/model/messages.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import { holdersFor } from '../holders.js';
import type { Principal } from '../principal.js';
import { Refusal } from '../../support/refusal.js';
import { Shares } from '../../support/shares.js';
import { partyFilter, type Viewers } from '../viewers.js';

export interface StreamQuestion {
  readonly filter: Omit<MessageFilter, 'party'>;
  /** Id of the newest event that the client has. */
  readonly lastEventId?: string;
  /** First block to tell of; without either, what comes from now on. */
  readonly from?: number;
}

/** Text of a stream as it comes; ends by itself when it is old, so that rights are asked for anew. */
export interface EventStream {
  frames(signal: AbortSignal): AsyncIterable<string>;
  /** To be called once, when nobody reads it any more. */
  release(): void;
}

export interface StreamLimits {
  /** Streams open at the same time. */
  readonly streams: number;
  readonly beatMs: number;
  readonly lifeMs: number;
}

export const STREAM_TIMES = { beatMs: 15_000, lifeMs: 900_000 } as const satisfies Partial<StreamLimits>;

const INDEX_WAIT_MS = 5_000;
const RETRY_MS = 2_000;

export class EventStreams {
  private readonly places: Shares;
  /** Streams that are told the same share its text. */
  private readonly texts = new WeakMap<Message, Map<string, string>>();

  constructor(
    private readonly feed: MessageFeed,
    private readonly source: MessageReader & Pick<IndexReader, 'checkpoint' | 'reached'>,
    private readonly viewers: Viewers,
    private readonly audits: AuditReads,
    private readonly limits: StreamLimits,
  ) {
    this.places = new Shares(limits.streams);
  }

  /**
   * @throws Refusal `PURPOSE_REQUIRED`, `TOO_MANY_STREAMS`, `INDEX_BEHIND`; DomainError `INVALID_ARGUMENT` for a
   *   position that the chain does not have
   */
  async start(principal: Principal, question: StreamQuestion, reason: Reason): Promise<EventStream> {
    const { organisation, grant, resource } = question.filter;
    const ids = [organisation, grant, resource].filter((id) => id !== undefined);
    const release = this.place(principal);
    try {
      await this.audits.note(principal, { kind: 'events', ids }, reason, undefined);
      return await this.stream(principal, question, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  private async stream(
    principal: Principal,
    question: StreamQuestion,
    release: () => void,
  ): Promise<EventStream> {
    const viewer = await this.viewers.narrowedTo(principal);
    const { genesisHash: chain } = await this.source.checkpoint();
    const { position, id } = await this.begin(question);
    const filter = { ...question.filter, ...partyFilter(viewer) };
    const { beatMs, lifeMs } = this.limits;
    const text = (message: Message): string => this.textOf(message, { chain, viewer });
    const { feed, viewers } = this;
    return {
      async *frames(signal) {
        const end = performance.now() + lifeMs;
        yield `retry: ${RETRY_MS}\n${id === undefined ? '' : `id: ${id}\n`}\n`;
        for await (const page of feed.follow(filter, position, beatMs, signal)) {
          if (await viewers.isSuspended(principal.organisation)) return;
          if (page.length === 0) yield ': still here\n\n';
          for (const message of page) yield text(message);
          if (performance.now() > end) return;
        }
      },
      release,
    };
  }

  private textOf(message: Message, telling: Telling): string {
    const known = this.texts.get(message) ?? new Map<string, string>();
    this.texts.set(message, known);
    const viewer = telling.viewer ?? '';
    const text = known.get(viewer) ?? frameOf(message.id, cloudEventOf(message, telling));
    known.set(viewer, text);
    return text;
  }

  /** @returns what gives it back */
  private place(principal: Principal): () => void {
    const release = this.places.take(holdersFor(principal));
    if (release) return release;
    throw new Refusal(
      'TOO_MANY_STREAMS',
      'As many streams are open as this gateway serves, or gives to one user.',
    );
  }

  /** @returns with a new client, what it may come back with before it has got an event */
  private async begin({
    lastEventId,
    from,
  }: StreamQuestion): Promise<Partial<Newest> & { position: Position }> {
    if (lastEventId !== undefined) return { position: await this.positionOf(lastEventId) };
    if (from === undefined) return this.source.newest();
    const { block } = await this.source.checkpoint();
    if (from > block + 1) throw new DomainError('INVALID_ARGUMENT', 'from: must be a block that there is');
    return { position: await this.source.positionBefore(from) };
  }

  /** A client that comes from another replica may be ahead of this one's index. */
  private async positionOf(id: string): Promise<Position> {
    const block = blockIn(id);
    if (block !== undefined) await this.reached(block);
    const position = await this.source.positionOf(id);
    if (position) return position;
    throw new DomainError('INVALID_ARGUMENT', 'Last-Event-ID: must be the id of an event of this chain');
  }

  private async reached(block: number): Promise<void> {
    if ((await this.source.checkpoint()).block >= block) return;
    await this.source.reached(block, INDEX_WAIT_MS).catch((cause: unknown) => {
      throw new Refusal('INDEX_BEHIND', 'The index has not come as far as the last event.', { cause });
    });
  }
}

const frameOf = (id: string, data: string): string => `id: ${id}\ndata: ${data}\n\n`;
