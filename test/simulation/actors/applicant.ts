// SPDX-License-Identifier: Apache-2.0
/** An officer who orders evidence, asks for it until it is there or has failed, and downloads it. */
import { buffer } from 'node:stream/consumers';
import type { EvidenceJobs } from '@catalog-chain/gateway/evidence/jobs/evidence-jobs';
import type { Job, Order } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Model } from '../check/model.js';
import type { Chance } from '../world/chance.js';
import { now, sleep } from '../world/virtual-time.js';
import { answered } from './answered.js';
import { codeOf, type SimulatedGateway } from './gateway.js';

export interface ApplicantSetting {
  readonly organisation: string;
  readonly gateways: readonly SimulatedGateway[];
  readonly chance: Chance;
  readonly model: Model;
  readonly note: (line: string) => void;
}

/** A bundle as it was downloaded. */
export interface Downloaded {
  readonly job: Job;
  readonly bytes: Buffer;
}

const ASK_MS = 3_000;
/** A gateway makes one bundle at a time, and each call of it may take two minutes. */
const PATIENCE_MS = 1_200_000;

export class Applicant {
  readonly bundles: Downloaded[] = [];
  private readonly principal;

  constructor(private readonly setting: ApplicantSetting) {
    this.principal = { organisation: setting.organisation, role: 'officer' } as const;
  }

  /** @returns how the order ended: `ready`, or the code with which it failed */
  async order(): Promise<string> {
    const { model, organisation, note } = this.setting;
    const job = await this.accepted(this.something());
    note(`${organisation}: evidence ordered: ${job.subject.kind}`);
    const until = now() + PATIENCE_MS;
    for (;;) {
      const found = await this.asked(job.id);
      if (found?.state === 'failed') return this.failed(found);
      if (found?.state === 'ready' && (await this.download(found))) return 'ready';
      if (now() > until) break;
      await sleep(ASK_MS);
    }
    model.fault(`${organisation}: an order for evidence never ends`);
    return 'never';
  }

  private failed({ code = '' }: Job): string {
    const { model, organisation, note } = this.setting;
    note(`${organisation}: evidence failed: ${code}`);
    if (code === '') model.fault(`${organisation}: an order for evidence failed and does not say why`);
    return code;
  }

  /** The month of a grant, or a use that is known to be committed. */
  private something(): Order {
    const { chance, model, organisation } = this.setting;
    const of = { ...this.principal, party: organisation };
    const told = [...model.events.values()].filter(
      (event) => event.organisation === organisation && event.block !== undefined,
    );
    const [first, ...others] = told;
    if (!first || chance.is(0.3)) return { ...of, subject: { kind: 'grant', id: 'G-1', period: '2026-03' } };
    return { ...of, subject: { kind: 'event', id: chance.pick([first, ...others]).id, organisation } };
  }

  private async accepted(order: Order): Promise<Job> {
    for (;;) {
      try {
        return await answered(() => this.serving().start(order));
      } catch (error) {
        this.setting.note(`${order.organisation}: evidence not ordered: ${codeOf(error)}`);
        await sleep(ASK_MS);
      }
    }
  }

  /** @returns undefined where nobody could say */
  private async asked(id: string): Promise<Job | undefined> {
    const { model, organisation } = this.setting;
    try {
      return await answered(() => this.serving().find(organisation, id));
    } catch (error) {
      if (codeOf(error) === 'NOT_FOUND') model.fault(`${organisation}: an accepted order is not known`);
      return undefined;
    }
  }

  private async download(job: Job): Promise<boolean> {
    try {
      const bytes = await answered(async () => {
        const { chunks } = await this.serving().bundle(this.setting.organisation, job.id);
        return buffer(chunks);
      });
      this.bundles.push({ job, bytes });
      return true;
    } catch {
      return false;
    }
  }

  private serving(): EvidenceJobs {
    const { gateways, chance } = this.setting;
    const { running } = chance.pick([...gateways] as [SimulatedGateway, ...SimulatedGateway[]]);
    if (!running?.evidence) throw new Error('Connection refused');
    return running.evidence;
  }
}
