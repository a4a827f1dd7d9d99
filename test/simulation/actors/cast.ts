// SPDX-License-Identifier: Apache-2.0
/** Everybody who has to do with the gateways in a run. */
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { dueSides, everything } from '@catalog-chain/gateway/schedule/due-sides';
import type { Model } from '../check/model.js';
import type { Chance } from '../world/chance.js';
import { sleep } from '../world/virtual-time.js';
import { Applicant } from './applicant.js';
import { Client } from './client.js';
import type { SimulatedGateway } from './gateway.js';
import { Looker } from './looker.js';
import { SERVED, type Company } from './process.js';
import { Subscriber } from './subscriber.js';

export interface CastSetting {
  readonly gateways: readonly [SimulatedGateway, ...SimulatedGateway[]];
  readonly company: Company;
  readonly chance: Chance;
  readonly model: Model;
  readonly note: (line: string) => void;
  /** First block after those of the founding. */
  readonly from: number;
}

const READINGS = 5;
const FIRST_ORDER_MS = 90_000;

export class Cast {
  readonly clients: readonly Client[];
  readonly subscribers: readonly Subscriber[];
  readonly applicants: readonly Applicant[];
  readonly looker: Looker;
  /** Orders for evidence that have not ended. */
  private ordered = 0;

  constructor(private readonly setting: CastSetting) {
    const { company, gateways, chance } = setting;
    this.clients = this.makeClients();
    this.subscribers = company.webhooks ? this.makeSubscribers() : [];
    this.applicants = company.evidence ? [this.makeApplicant('ConsumerMSP')] : [];
    this.looker = new Looker({ gateways, chance: chance.of('looker') });
  }

  begin(): void {
    for (const client of this.clients) void client.report();
    for (const subscriber of this.subscribers) void subscriber.subscribe();
    for (const applicant of this.applicants) void this.orderOnce(applicant);
    void this.looker.look(READINGS);
  }

  /** Whether nobody waits for an answer to what was asked in the storm. */
  get isDone(): boolean {
    return this.ordered === 0 && this.clients.every((client) => client.isDone);
  }

  /** Orders evidence when nothing goes wrong any more: then it is made. */
  async orderInCalm(): Promise<void> {
    for (const applicant of this.applicants) await this.made(applicant);
  }

  /** Whether each subscription has come to the end of what there is. */
  async hasAll(): Promise<boolean> {
    const all = await Promise.all(this.subscribers.map((subscriber) => subscriber.hasAll()));
    return all.every((has) => has);
  }

  /** Whether the gateways find nothing more to close of a month. */
  async isClosed(period: string): Promise<boolean> {
    const [gateway] = this.setting.gateways;
    const index = gateway.running?.index;
    if (!index) return false;
    for (const organisation of SERVED) {
      const grants: Grant[] = await everything(index, 'grant', { party: organisation });
      if ((await dueSides(index, organisation, grants, period)).length > 0) return false;
    }
    return true;
  }

  private async orderOnce(applicant: Applicant): Promise<void> {
    this.ordered += 1;
    await sleep(this.setting.chance.of('first order').between(0, FIRST_ORDER_MS));
    await this.made(applicant);
    this.ordered -= 1;
  }

  /** What goes wrong passes: an order outlasts it. */
  private async made(applicant: Applicant): Promise<void> {
    const ended = await applicant.order();
    if (ended !== 'ready') this.setting.model.fault(`evidence failed for good with ${ended}`);
  }

  private makeClients(): Client[] {
    const { chance, model, note, gateways } = this.setting;
    const make = (name: string, organisation: string, side: 'claim' | 'attestation'): Client =>
      new Client({ name, organisation, side, gateways, model, note, requests: 4, chance: chance.of(name) });
    return [
      make('c1', 'ConsumerMSP', 'claim'),
      make('c2', 'ConsumerMSP', 'claim'),
      make('p1', 'ProviderMSP', 'attestation'),
    ];
  }

  private makeSubscribers(): Subscriber[] {
    const { chance, note, gateways, from } = this.setting;
    const of = (organisation: string): ConstructorParameters<typeof Subscriber>[0] => {
      return { organisation, gateways, note, from, chance: chance.of(`hook of ${organisation}`) };
    };
    return [
      new Subscriber({ ...of('ConsumerMSP'), names: ['usage.committed'] }),
      new Subscriber(of('ProviderMSP')),
    ];
  }

  private makeApplicant(organisation: string): Applicant {
    const { chance, note, gateways, model } = this.setting;
    return new Applicant({ organisation, gateways, model, note, chance: chance.of('applicant') });
  }
}
