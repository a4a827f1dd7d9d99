// SPDX-License-Identifier: Apache-2.0
/** Where webhooks lead: takes what is posted, or refuses it, or is silent, and remembers what came, in order. */
import type { Poster, Posting, PostResult } from '@catalog-chain/gateway/webhooks/post';
import type { SenderTurn } from '@catalog-chain/gateway/webhooks/sender-turn';
import type { Faults } from '../world/faults.js';
import type { Life } from '../world/life.js';
import { sleep } from '../world/virtual-time.js';

/** Something that was posted and came to somebody who could read it. */
export interface Post {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  /** `refused`: the receiver says that it will never take it. */
  readonly fate: 'taken' | 'failed' | 'refused';
}

/** As long as the gateway waits for an answer. */
const TIMEOUT_MS = 10_000;
const WAY_MS = 150;

const FAULTS = [
  'hook: no connection',
  'hook: fails',
  'hook: refuses',
  'hook: silent',
  'hook: taken, answer lost',
  'hook: taken, silent',
] as const;

interface Course {
  readonly fate?: Post['fate'];
  readonly isSilent?: boolean;
  readonly result: PostResult;
}

const COURSES: Readonly<Record<(typeof FAULTS)[number], Course>> = {
  'hook: no connection': { result: { error: 'UNREACHABLE' } },
  'hook: fails': { fate: 'failed', result: { status: 503 } },
  'hook: refuses': { fate: 'refused', result: { status: 400 } },
  'hook: silent': { fate: 'failed', isSilent: true, result: { error: 'TIMEOUT' } },
  'hook: taken, answer lost': { fate: 'taken', result: { error: 'UNREACHABLE' } },
  'hook: taken, silent': { fate: 'taken', isSilent: true, result: { error: 'TIMEOUT' } },
};

const NOTHING_WRONG: Course = { fate: 'taken', result: { status: 204 } };

export class Receiver {
  readonly posts: Post[] = [];

  constructor(private readonly faults: Faults) {}

  /** The way from one process to the receiver. */
  posterFor(life: Life): Poster {
    return { post: (posting, signal) => life.within(() => this.receive(life, posting, signal)) };
  }

  private async receive(life: Life, posting: Posting, signal: AbortSignal): Promise<PostResult> {
    await sleep(this.faults.delay(1, WAY_MS));
    // A process that has ended, or has broken the call off, sends nothing.
    if (life.isOver || signal.aborted) return { error: 'UNREACHABLE' };
    const fault = this.faults.draw(FAULTS, `${life.name} post`);
    const { fate, isSilent, result } = fault === undefined ? NOTHING_WRONG : COURSES[fault];
    if (fate) {
      const { url, headers, body } = posting;
      this.posts.push({ url: url.href, id: headers['webhook-id'] ?? '', body, fate });
    }
    if (isSilent === true) await sleep(TIMEOUT_MS);
    return result;
  }
}

const ASK_MS = 1_000;
const LOOK_MS = 5_000;
const UNAWARE_MS = 8_000;

/**
 * Whose turn it is to send, as a lock of PostgreSQL says that is held by a connection. When the connection breaks, the
 * server may know it before the process does: for a while two may think that it is their turn.
 */
export class Turn {
  private holder: object | undefined;

  constructor(private readonly faults: Faults) {}

  turnFor(life: Life): SenderTurn {
    return { take: (stop, work) => life.within(() => this.take(life, stop, work)) };
  }

  private async take(
    life: Life,
    stop: AbortSignal,
    work: (until: AbortSignal) => Promise<void>,
  ): Promise<void> {
    while (this.holder !== undefined && !stop.aborted) await life.within(() => sleep(ASK_MS));
    if (stop.aborted) return;
    const me = {};
    this.holder = me;
    const free = (): void => {
      if (this.holder === me) this.holder = undefined;
    };
    const survive = life.atEnd(free);
    const lost = new AbortController();
    void this.watch(life, me, free, lost);
    try {
      await work(AbortSignal.any([stop, lost.signal]));
    } finally {
      survive();
      free();
    }
  }

  private async watch(life: Life, me: object, free: () => void, lost: AbortController): Promise<void> {
    while (this.holder === me) {
      await sleep(LOOK_MS);
      if (this.holder !== me || this.faults.draw(['hook: turn lost'], life.name) === undefined) continue;
      free();
      await sleep(this.faults.delay(0, UNAWARE_MS));
      lost.abort();
    }
  }
}
