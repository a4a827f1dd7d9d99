// SPDX-License-Identifier: Apache-2.0
/** Usage offered over HTTP at a chosen rate, by a client that costs little and does not wait when told to. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { usage } from './embedded-market.js';

export interface Target {
  readonly url: string;
  readonly token: string;
}

/** What became of the bodies that were offered. */
export class Offered {
  events = 0;
  accepted = 0;
  /** How long bodies were offered. */
  seconds = 0;
  /** Bodies that were not taken, by status and code. */
  readonly refused = new Map<string, number>();
  /** Of those, how many were not told when to come again. */
  untold = 0;

  get perSecond(): number {
    return Math.round(this.events / this.seconds);
  }

  count({ status, head, retryAfter }: Answer): void {
    if (status < 300) {
      this.accepted += Number(/"accepted":(\d+)/.exec(head)?.[1]);
      return;
    }
    const kind = `${status} ${/"code":"(\w+)"/.exec(head)?.[1]}`;
    this.refused.set(kind, (this.refused.get(kind) ?? 0) + 1);
    this.untold += Number(!retryAfter);
  }
}

export interface Plan {
  readonly connections: number;
  /** In a body. */
  readonly rows: number;
  readonly ms: number;
  /** Events per second; absent: each connection's next body when its last is answered. */
  readonly perSecond?: number;
  /** Seconds that the client asks to wait for the commit. */
  readonly wait?: number;
}

/** Offers bodies over a fixed number of kept connections, each event under an id of its own. */
export class UsageLoad {
  private bodies = 0;

  constructor(private readonly target: Target) {}

  async offer({ connections, rows, ms, perSecond = Infinity, wait = 0 }: Plan): Promise<Offered> {
    const offered = new Offered();
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const spacing = (rows * 1_000) / perSecond;
    const bodies = Array.from({ length: connections }, () => this.renew(new Body(rows)));
    const start = performance.now();
    let tickets = 0;
    const lane = async (body: Body): Promise<void> => {
      for (;;) {
        const due = start + spacing * tickets++;
        if (Math.max(due, performance.now()) > start + ms) return;
        await delay(Math.max(0, due - performance.now()));
        offered.events += rows;
        const answer = await post(agent, this.target, body.bytes, wait);
        offered.count(answer);
        // What was refused was not kept: its ids are as good as new.
        if (answer.status < 300) this.renew(body);
      }
    };
    await Promise.all(bodies.map(lane));
    offered.seconds = Math.min(performance.now() - start, ms) / 1_000;
    agent.destroy();
    return offered;
  }

  private renew(body: Body): Body {
    body.become((this.bodies += 1));
    return body;
  }
}

const ID_START = '019b7a5c-0000-7000-8000-';
const BLANK = '00000000';

/** Rows written once, whose ids are made new in place. */
class Body {
  readonly bytes: Buffer;
  private readonly places: readonly number[];

  constructor(rows: number) {
    const all = Array.from({ length: rows }, (_, row) => {
      const id = `${ID_START}${BLANK}${row.toString(16).padStart(4, '0')}`;
      return usage(row, { id, correlation: id });
    });
    const text = JSON.stringify(all);
    this.bytes = Buffer.from(text);
    this.places = [...text.matchAll(new RegExp(ID_START, 'g'))].map(({ index }) => index + ID_START.length);
  }

  /** Takes the ids of the n-th body of all. */
  become(n: number): void {
    const digits = Buffer.from(n.toString(16).padStart(BLANK.length, '0'));
    for (const place of this.places) this.bytes.set(digits, place);
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: boolean;
  /** Its first bytes. */
  readonly head: string;
}

const HEAD = 1_000;

/** Resolves when the answer was read and the body is out of our hands. */
async function post(agent: Agent, { url, token }: Target, bytes: Buffer, wait: number): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...(wait > 0 && { prefer: `wait=${wait}` }),
  };
  const sending = request(`${url}/v1/usage-events`, { agent, method: 'POST', headers });
  const answered = Promise.withResolvers<Answer>();
  sending.on('error', answered.reject);
  sending.on('response', (response) => {
    let head = '';
    response.on('data', (chunk: Buffer) => {
      if (head.length < HEAD) head += chunk.toString('latin1', 0, HEAD);
    });
    response.on('error', answered.reject);
    response.on('end', () => {
      const { statusCode: status = 0, headers: said } = response;
      answered.resolve({ status, head, retryAfter: Number(said['retry-after']) > 0 });
    });
  });
  const sent = once(sending, 'finish');
  sending.end(bytes);
  const [answer] = await Promise.all([answered.promise, sent]);
  return answer;
}
