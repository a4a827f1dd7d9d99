// SPDX-License-Identifier: Apache-2.0
/** An officer who has an organisation's events sent to a receiver, and sends again what was given up. */
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import type { MessageName, Position } from '@catalog-chain/gateway/index/model/messages';
import type { Principal } from '@catalog-chain/gateway/usecases/principal';
import type { Webhooks } from '@catalog-chain/gateway/webhooks/webhooks';
import type { Chance } from '../world/chance.js';
import { sleep } from '../world/virtual-time.js';
import { answered } from './answered.js';
import { codeOf, type SimulatedGateway } from './gateway.js';

export interface SubscriberSetting {
  readonly organisation: string;
  /** Of which events; absent: all. */
  readonly names?: readonly MessageName[];
  /** First block that is told of. */
  readonly from: number;
  readonly gateways: readonly SimulatedGateway[];
  readonly chance: Chance;
  readonly note: (line: string) => void;
}

const ID = 'HOOK';
const AGAIN_MS = 3_000;
const PAGE = 50;

interface Serving {
  readonly webhooks: Webhooks;
  readonly index: Index;
}

export class Subscriber {
  readonly url: string;
  /** Ids of messages that were given up and sent again by hand. */
  readonly givenUp = new Set<string>();
  private readonly principal: Principal;

  constructor(readonly setting: SubscriberSetting) {
    const { organisation } = setting;
    this.url = `https://receiver.example/${organisation.toLowerCase()}`;
    this.principal = { organisation, user: 'officer', role: 'officer' };
  }

  get filter(): { readonly names?: readonly MessageName[] } {
    const { names } = this.setting;
    return names ? { names } : {};
  }

  /** Repeats until it is set: that it exists is an answer, too. */
  async subscribe(): Promise<void> {
    const { chance, from, note, organisation } = this.setting;
    await sleep(chance.between(0, 20_000));
    for (;;) {
      try {
        const { webhooks } = this.serving();
        const hook = { id: ID, url: this.url, filter: this.filter, from };
        await answered(() => webhooks.create(this.principal, hook));
        note(`${organisation}: webhook set`);
        return;
      } catch (error) {
        note(`${organisation}: webhook not set: ${codeOf(error)}`);
        if (codeOf(error) === 'ALREADY_EXISTS') return;
        await sleep(AGAIN_MS);
      }
    }
  }

  /** Sends what was given up again. @returns whether nothing is left to be sent */
  async hasAll(): Promise<boolean> {
    return answered(() => this.lookAfter()).catch(() => false);
  }

  private async lookAfter(): Promise<boolean> {
    const { webhooks, index } = this.serving();
    await this.sendAgain(webhooks);
    const { hook } = await webhooks.get(this.principal, ID);
    if (hook.state !== 'active') await webhooks.resume(this.principal, ID);
    return hook.state === 'active' && !(await this.waits(index, hook.position));
  }

  private async waits(index: Index, after: Position): Promise<boolean> {
    const party = this.setting.organisation;
    return (await index.messages({ ...this.filter, party }, after, 1)).length > 0;
  }

  private async sendAgain(webhooks: Webhooks): Promise<void> {
    const { items } = await webhooks.deliveries(this.principal, ID, 'dead', { limit: PAGE });
    for (const { message } of items) {
      this.givenUp.add(message);
      await webhooks.redeliver(this.principal, ID, message);
    }
  }

  private serving(): Serving {
    const { gateways, chance } = this.setting;
    const { running } = chance.pick([...gateways] as [SimulatedGateway, ...SimulatedGateway[]]);
    if (!running?.webhooks) throw new Error('Connection refused');
    return { webhooks: running.webhooks, index: running.index };
  }
}
