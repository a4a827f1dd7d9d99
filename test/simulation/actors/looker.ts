// SPDX-License-Identifier: Apache-2.0
/** Somebody who reads lists as of one block, page by page while they grow, each page from whichever gateway answers. */
import type { Index, IndexReader } from '@catalog-chain/gateway/index/model/reader';
import type { Page, PageOptions } from '@catalog-chain/gateway/index/model/pages';
import type { Chance } from '../world/chance.js';
import { sleep } from '../world/virtual-time.js';
import { answered, NoAnswer } from './answered.js';
import type { SimulatedGateway } from './gateway.js';

type Asked = Pick<IndexReader, 'usageEvents' | 'list' | 'trail'>;

interface Question {
  readonly name: string;
  readonly ask: (index: Asked, page: PageOptions) => Promise<Page<unknown>>;
}

const QUESTIONS: readonly [Question, ...Question[]] = [
  { name: 'events of a grant', ask: (index, page) => index.usageEvents({ grant: 'G-1' }, page) },
  {
    name: 'events of a party, newest first',
    ask: (index, page) => index.usageEvents({ party: 'ConsumerMSP' }, { ...page, order: 'newest' }),
  },
  { name: 'batches', ask: (index, page) => index.list('batch', { organisation: 'ConsumerMSP' }, page) },
  { name: 'closures', ask: (index, page) => index.list('closure', {}, page) },
  { name: 'grants', ask: (index, page) => index.list('grant', {}, page) },
  {
    name: 'trail of a grant',
    ask: (index, page) => index.trail({ kind: 'grant', ids: ['G-2'], ...page }),
  },
];

/** What was answered, page by page, and as of which block. */
export interface Reading {
  readonly question: Question;
  readonly asOf: number;
  readonly items: readonly unknown[];
}

export interface LookerSetting {
  readonly gateways: readonly SimulatedGateway[];
  readonly chance: Chance;
}

const MOST_PAUSE_MS = 4_000;
const BETWEEN_MS = 25_000;

export class Looker {
  readonly readings: Reading[] = [];

  constructor(private readonly setting: LookerSetting) {}

  async look(times: number): Promise<void> {
    const { chance } = this.setting;
    for (let n = 0; n < times; n += 1) {
      await sleep(chance.between(0, BETWEEN_MS));
      const question = chance.pick(QUESTIONS);
      // Whoever gets no answer asks for something else the next time.
      const reading = await this.read(question).catch(() => undefined);
      if (reading) this.readings.push(reading);
    }
  }

  private async read(question: Question): Promise<Reading> {
    const { chance } = this.setting;
    const limit = chance.between(2, 6);
    const items: unknown[] = [];
    const { block: asOf } = await answered(() => this.index().checkpoint());
    let next: string | undefined;
    for (;;) {
      const place = { asOf, limit, ...(next !== undefined && { cursor: next }) };
      const page = await answered(() => question.ask(this.index(), place));
      items.push(...page.items);
      next = page.next;
      if (next === undefined) return { question, asOf, items };
      await sleep(chance.between(0, MOST_PAUSE_MS));
    }
  }

  private index(): Index {
    const { gateways, chance } = this.setting;
    const { running } = chance.pick([...gateways] as [SimulatedGateway, ...SimulatedGateway[]]);
    if (!running) throw new NoAnswer('Connection refused');
    return running.index;
  }
}
