// SPDX-License-Identifier: Apache-2.0
/**
 * A case from the first use to its proof, the same on every ledger: a standing grant, uses of last month of which two
 * are out of scope and one is not attested, the month closed and compared, a dispute from the list of differences, a
 * ruling that revokes the grant, an appeal that upholds it, and bundles that anyone can verify.
 */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type { Appraisal } from '@catalog-chain/gateway/appraisal/report';
import type { Gateway } from '@catalog-chain/gateway/compose';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Difference } from '@catalog-chain/gateway/index/model/reconciliation';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import { v7 as uuid } from 'uuid';
import { call, download, tried } from './attached-gateway.js';
import { content, sharing } from './sharing.js';

export const ARBITRATORS = ['ArbiterMSP', 'CourtMSP'] as const;
const [FIRST, SECOND] = ARBITRATORS;

/** Each organisation's gateway; they may be one. */
export type GatewayOf = (organisation: string) => Gateway;
export type As = readonly [organisation: string, role: UserRole];

/** What the case leaves behind, to go on with. */
export interface Decided {
  readonly dispute: string;
  readonly grant: string;
  readonly period: string;
  readonly unattested: string;
}

const provider = ['ProviderMSP', 'officer'] as const;
const consumer = ['ConsumerMSP', 'officer'] as const;
const manager = ['ManagerMSP', 'officer'] as const;

interface Use {
  readonly id: string;
  readonly [field: string]: string;
}

/** The month before this one, `YYYY-MM`, and its middle. */
function lastMonth(now = new Date()): { readonly period: string; readonly middle: Date } {
  const middle = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 3));
  return { period: middle.toISOString().slice(0, 7), middle };
}

export class ScriptedCase {
  private readonly name = randomUUID().slice(0, 8);
  private readonly resource = `ProviderMSP:R-${this.name}`;
  private readonly grant = `G-${this.name}`;
  private readonly dispute = `D-${this.name}`;
  private readonly month = lastMonth();

  constructor(
    private readonly gateways: readonly Gateway[],
    private readonly of: GatewayOf,
  ) {}

  /** Members, systems and a resource under conditions. What other tests have made already stays as it is. */
  async prepare(): Promise<void> {
    const members = [
      ['ManagerMSP', 'manager'],
      ['ProviderMSP', 'provider'],
      ['ConsumerMSP', 'consumer'],
      ...ARBITRATORS.map((one) => [one, 'arbitrator'] as const),
    ] as const;
    for (const [organisation, role] of members) {
      const body = { organisation, code: `TEST:${organisation}`, names: { en: organisation }, roles: [role] };
      await this.unlessThere(['ManagerMSP', 'admin'], '/v1/organisations', body);
    }
    for (const [organisation, code] of [
      ['ProviderMSP', 'REGISTER'],
      ['ConsumerMSP', 'SYS'],
    ] as const) {
      const duty = { code: 'DUTY', names: { en: 'Duty' }, legalBasis: 'Law 1' };
      await this.unlessThere([organisation, 'officer'], '/v1/duties', duty);
      const system = { code, names: { en: 'System' }, duties: [`${organisation}:DUTY`] };
      await this.unlessThere([organisation, 'officer'], '/v1/systems', system);
    }
    const draft = { code: `R-${this.name}`, content: content(sharing('conditional')) };
    await this.write(provider, '/v1/resources', draft);
    await this.write(provider, `/v1/resources/${this.resource}/submission`, {});
    await this.write(manager, `/v1/resources/${this.resource}/review`, {
      approved: true,
      digest: digestOf(draft.content),
    });
  }

  /** A standing grant by an agreement that was made before last month. */
  async standingGrant(): Promise<void> {
    const day = 86_400_000;
    const from = new Date(this.month.middle.getTime() - 60 * day);
    await this.write(consumer, '/v1/requests', {
      id: this.grant,
      resource: this.resource,
      legalBasis: 'Social Insurance Law, article 77',
      purpose: { code: 'AID', text: 'Aid for families' },
      mode: 'query',
      items: ['birth', 'name'],
      systems: ['ConsumerMSP:SYS'],
      standing: true,
      agreedOn: from.toISOString().slice(0, 10),
      period: { from: from.toISOString(), to: new Date(Date.now() + 365 * day).toISOString() },
    });
    await this.write(provider, `/v1/requests/${this.grant}/decision`, { approved: true });
    await this.write(manager, `/v1/requests/${this.grant}/confirmation`, { approved: true });
  }

  /** Five uses of last month: the third and the fifth for another purpose; the provider does not know the fifth. */
  async uses(): Promise<string> {
    const exchanges = [1, 2, 3, 4, 5].map((n) => ({ n, correlation: uuid() }));
    const claims = exchanges.map(({ n, correlation }) => this.use(n, correlation, n === 3 || n === 5));
    await this.report(['ConsumerMSP', 'submitter'], '/v1/usage-events', claims);
    const attested = exchanges.filter(({ n }) => n !== 5);
    const seen = attested.map(({ n, correlation }) => ({
      ...this.use(n, correlation, n === 3),
      system: 'ProviderMSP:REGISTER',
    }));
    await this.report(['ProviderMSP', 'submitter'], '/v1/attestations', seen);
    const { items } = await this.read<Page<UsageEvent>>(
      provider,
      `/v1/usage-events?grant=${this.grant}&side=claim&violation=wrong-purpose`,
    );
    assert.equal(items.length, 2, 'two uses are out of scope');
    return exchanges.at(-1)?.correlation ?? '';
  }

  /** Both sides close the month; the chain finds that they differ. @returns what the list names, to dispute it */
  async closeMonth(): Promise<string> {
    const { period } = this.month;
    const at = `/v1/periods/${this.grant}/${period}/closing`;
    await this.write(consumer, at, { side: 'claim' });
    const { state } = await this.write<Period>(provider, at, { side: 'attestation' });
    assert.equal(state, 'differs');
    const list = `/v1/reconciliations/${this.grant}/${period}?verdict=unattested`;
    const { items } = await this.read<Page<Difference>>(provider, list);
    assert.equal(items.length, 1, 'one use is not attested');
    return items[0]?.correlation ?? '';
  }

  /** The provider disputes the use that the list names; a first arbitrator revokes the grant, a second upholds it. */
  async decide(correlation: string): Promise<void> {
    const subject = { kind: 'exchange', grant: this.grant, correlation };
    const statement = 'We served no such query, and its purpose was never granted.';
    await this.write(provider, '/v1/disputes', { id: this.dispute, kind: 'misuse', subject, statement });
    await this.step(consumer, 'answer', { text: 'It was a mistake of our software.' });
    await this.step(manager, 'assignment', { arbitrator: FIRST });
    await this.step([FIRST, 'arbitrator'], 'ruling', { ...RULING, grantAction: 'revoke' });
    const { state, history } = await this.read<Grant>(consumer, `/v1/grants/${this.grant}`);
    assert.deepEqual([state, named(history.at(-1))], ['revoked', this.dispute]);
    await this.step(consumer, 'appeal', { text: 'To revoke it is out of proportion.' });
    await this.refused(manager, 'assignment', { arbitrator: FIRST }, 'CONFLICT_OF_INTEREST');
    await this.step(manager, 'assignment', { arbitrator: SECOND });
    const upheld = await this.step([SECOND, 'arbitrator'], 'ruling', { ...RULING, outcome: 'upheld' });
    assert.deepEqual(
      upheld.rulings.map(({ arbitrator, outcome }) => [arbitrator, outcome]),
      [
        [FIRST, undefined],
        [SECOND, 'upheld'],
      ],
    );
  }

  /** What is used after the ruling is outside the grant. */
  async useAfterRevocation(): Promise<void> {
    const late = { ...this.use(6, uuid(), false), at: new Date().toISOString() };
    await this.report(['ConsumerMSP', 'submitter'], '/v1/usage-events', [late]);
    const event = await this.read<UsageEvent>(consumer, `/v1/usage-events/${late.id}`);
    assert.ok(event.violations.includes('revoked'), event.violations.join());
  }

  /** Every trail that it belongs to tells of the dispute. */
  async trails(): Promise<void> {
    for (const [kind, id] of [
      ['dispute', this.dispute],
      ['grant', this.grant],
      ['resource', this.resource],
    ] as const) {
      const at = `/v1/trails/${kind}/${encodeURIComponent(id)}?limit=500`;
      const { items } = await this.read<Page<TrailEntry>>(consumer, at);
      const states = items.flatMap((entry) =>
        entry.entry === 'record' && entry.record.type === 'dispute' && entry.record.id === this.dispute
          ? [(entry.record.value as Dispute).state]
          : [],
      );
      const expected = ['opened', 'answered', 'assigned', 'ruled', 'appealed', 'assigned', 'ruled'];
      assert.deepEqual(states, expected, `${kind} ${id}`);
    }
  }

  /** A bundle of evidence, as the provider gets it. */
  async evidence(subject: object): Promise<Buffer> {
    const gateway = this.of('ProviderMSP');
    const { id } = await call<Job>(gateway, provider, '/v1/evidence', { subject });
    const until = Date.now() + 60_000;
    for (;;) {
      const job = await call<Job>(gateway, provider, `/v1/evidence/${id}`);
      if (job.state === 'ready') return download(gateway, provider, `/v1/evidence/${id}/bundle`);
      assert.ok(job.state === 'working' && Date.now() < until, JSON.stringify(job));
      await delay(100);
    }
  }

  /** The appraisal of a party's uses under the grant in the case's month. */
  appraisal([organisation, role]: As): Promise<Appraisal> {
    const { grant, month } = this;
    return this.read(
      [organisation, role],
      `/v1/kpis?period=${month.period}&grant=${encodeURIComponent(grant)}`,
    );
  }

  /** From the first step to the last. */
  async run(): Promise<Decided> {
    await this.prepare();
    await this.standingGrant();
    const unattested = await this.uses();
    assert.equal(await this.closeMonth(), unattested);
    await this.decide(unattested);
    await this.useAfterRevocation();
    await this.trails();
    return { dispute: this.dispute, grant: this.grant, period: this.month.period, unattested };
  }

  private use(n: number, correlation: string, outOfScope: boolean): Use {
    const at = new Date(this.month.middle.getTime() + n * 60_000).toISOString();
    return {
      id: uuid(),
      kind: 'use',
      correlation,
      grant: this.grant,
      recordId: `HR-${n}`,
      action: 'query',
      at,
      system: 'ConsumerMSP:SYS',
      actorId: 'clerk 7',
      purpose: outOfScope ? 'MARKETING' : 'AID',
      outcome: 'ok',
    };
  }

  private async report(as: As, at: string, uses: readonly object[]): Promise<void> {
    const { state } = await this.write<Reported>(as, at, uses);
    assert.equal(state, 'committed');
  }

  private step(as: As, name: string, body: object): Promise<Dispute> {
    return this.write<Dispute>(as, `/v1/disputes/${this.dispute}/${name}`, body);
  }

  private async refused(as: As, name: string, body: object, code: string): Promise<void> {
    const answer = await tried(this.of(as[0]), as, `/v1/disputes/${this.dispute}/${name}`, body);
    assert.equal(answer.code, code);
  }

  private async unlessThere(as: As, at: string, body: object): Promise<void> {
    const { ok, code } = await tried(this.of(as[0]), as, at, body);
    assert.ok(ok || code === 'ALREADY_EXISTS', `${at}: ${code}`);
    await this.everywhere(this.of(as[0]));
  }

  private async write<T = object>(as: As, at: string, body: object): Promise<T> {
    const answer = await call<T>(this.of(as[0]), as, at, body);
    await this.everywhere(this.of(as[0]));
    return answer;
  }

  private read<T>(as: As, at: string): Promise<T> {
    return call<T>(this.of(as[0]), as, at);
  }

  /** The next step is taken where the last one is known already. */
  private async everywhere(writer: Gateway): Promise<void> {
    const { height } = await writer.ledger.info();
    for (const { index } of this.gateways) await index.reached(height - 1, 20_000);
  }
}

const RULING = {
  findings: ['out-of-scope-use', 'unattested-use'],
  responsible: 'ConsumerMSP',
  remedy: { action: 'report-measures' },
  reasons: 'The purpose is not the one granted.',
};

const named = (change: Grant['history'][number] | undefined): string | undefined =>
  change && 'dispute' in change ? change.dispute : undefined;
