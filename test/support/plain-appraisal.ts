// SPDX-License-Identifier: Apache-2.0
/**
 * An appraisal computed again, from nothing but a ledger's blocks and docs/appraisal.md: it shares no code with the
 * product, keeps everything in memory and looks at everything for every figure.
 */
import type { Deadline, Names } from '@catalog-chain/chaincode/domain/records';
import type {
  ResourceContent,
  ResourceVersion,
  Review,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { IndexedType } from '@catalog-chain/gateway/index/model/records';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import {
  figure,
  ms,
  stateAfter,
  timeOf,
  whole,
  type PlainFigure,
  type PlainRecord,
  type State,
} from './plain-ledger.js';
import { lastRuling } from './plain-oversight.js';
import { plainUsage } from './plain-uses.js';

export interface PlainStep {
  readonly record: PlainRecord;
  readonly part: string;
  readonly deadline: Deadline;
  readonly by: string | undefined;
  readonly left: boolean;
  readonly wanting?: boolean;
}

/** The span, the blocks and the state of one question. */
export class PlainAppraisal {
  readonly state: State;
  readonly time: number;
  readonly from: number;
  readonly to: number;
  readonly catalogueBlock: number;
  private readonly catalogue: State;

  constructor(
    private readonly blocks: readonly LedgerBlock[],
    readonly organisation: string,
    months: { readonly from: string; readonly to: string },
    readonly asOf: number,
  ) {
    this.state = stateAfter(blocks, asOf);
    const offset = (this.one('policy', 'current')?.value.calendar.utcOffsetMinutes ?? 480) * 60_000;
    const [year = 0, month = 0] = months.to.split('-').map(Number);
    this.from = ms(`${months.from}-01T00:00:00.000Z`) - offset;
    this.to = Date.UTC(year, month, 1) - offset;
    const known = blocks.filter(({ number }) => number <= asOf);
    this.time = timeOf(known.at(-1) as LedgerBlock);
    this.catalogueBlock = known.findLast((block) => timeOf(block) < this.to)?.number ?? 0;
    this.catalogue = stateAfter(blocks, this.catalogueBlock);
  }

  within(time: string): boolean {
    return ms(time) >= this.from && ms(time) < this.to;
  }

  private one<T extends IndexedType>(type: T, id: string, state = this.state): PlainRecord<T> | undefined {
    return this.all(type, state).find((record) => record.id === id);
  }

  all<T extends IndexedType>(type: T, state = this.state): PlainRecord<T>[] {
    return [...state.values()].filter((record) => record.type === type) as PlainRecord<T>[];
  }

  hasRole(role: 'provider' | 'manager', state: State): boolean {
    return this.one('organisation', this.organisation, state)?.value.roles.includes(role) ?? false;
  }

  catalogueFigures(): PlainFigure[] {
    const own = <T extends 'resource' | 'system' | 'duty'>(type: T): PlainRecord<T>[] =>
      this.all(type, this.catalogue).filter(({ id }) => id.startsWith(`${this.organisation}:`));
    const resources = own('resource')
      .filter(({ value }) => value.state === 'published')
      .map((record) => {
        const key = `${record.id}/${String(record.value.version).padStart(10, '0')}`;
        const version = this.one('resource-version', key, this.catalogue);
        return { record, version: (version as PlainRecord<'resource-version'>).value };
      });
    const systems = own('system').filter(({ value }) => value.status === 'active');
    const duties = own('duty').filter(({ value }) => value.status === 'active');
    const both = ({ zh, en }: Names): boolean => zh !== undefined && en !== undefined;
    const placed = (content: ResourceContent): boolean =>
      systems.some(
        ({ id, value }) => id === content.system && duties.some((one) => value.duties.includes(one.id)),
      );
    const conditions: Record<string, (content: ResourceContent) => boolean> = {
      'resources-described': ({ names, summary }) => both(names) && both(summary),
      'resources-itemised': ({ items }) => items.every(({ names }) => both(names)),
      'resources-with-schema': ({ schemaDigest }) => schemaDigest !== undefined,
      'resources-placed': placed,
    };
    const tests = Object.values(conditions);
    const share = (name: string, meets: (version: ResourceVersion) => boolean): PlainFigure => {
      const met = resources.filter(({ version }) => meets(version));
      return figure(
        name,
        resources.map(({ record }) => whole(record)),
        met.map(({ record }) => whole(record)),
      );
    };
    const reference = Math.min(this.time, this.to);
    const catalogued = this.hasRole('provider', this.catalogue) ? systems : [];
    return [
      ...Object.entries(conditions).map(([name, meets]) => share(name, ({ content }) => meets(content))),
      share('resources-complete', ({ content }) => tests.every((meets) => meets(content))),
      share('cycles-stated', ({ content }) => content.updateCycle !== 'unknown'),
      this.cyclesKept(resources),
      share('entries-renewed', ({ published }) => reference - ms(published.at) <= 366 * 86_400_000),
      figure(
        'systems-catalogued',
        catalogued.map((one) => whole(one)),
        catalogued
          .filter(({ id }) => resources.some(({ version }) => version.content.system === id))
          .map((one) => whole(one)),
      ),
      figure(
        'duties-served',
        duties.map((one) => whole(one)),
        duties
          .filter(({ id }) => systems.some(({ value }) => value.duties.includes(id)))
          .map((one) => whole(one)),
      ),
    ];
  }

  private cyclesKept(
    resources: readonly {
      readonly record: PlainRecord<'resource'>;
      readonly version: ResourceVersion;
    }[],
  ): PlainFigure {
    const of = resources.filter(({ version }) => version.content.updateCycle !== 'unknown');
    const rulings = this.all('dispute').map(({ value }) => ({
      on: value.resource,
      last: lastRuling(value),
    }));
    const kept = of.filter(({ record }) =>
      rulings.every(
        ({ on, last }) =>
          on !== record.id ||
          last?.responsible !== this.organisation ||
          !this.within(last.stamp.at) ||
          !last.findings.includes('outdated-data'),
      ),
    );
    const entries = (list: typeof of): string[][] => list.map(({ record }) => whole(record));
    return figure('cycles-kept', entries(of), entries(kept));
  }

  requestFigures(): PlainFigure[] {
    const requests = this.all('request');
    const steps = requests.flatMap((record) => this.stepsOf(record));
    const asked = ({ value }: PlainRecord<'request'>): boolean => value.terms.provider === this.organisation;
    const isManager = this.hasRole('manager', this.state);
    const own = ({ by }: PlainStep): boolean => (by === undefined ? isManager : by === this.organisation);
    const decided = steps.filter(
      ({ record, deadline }) => asked(record as PlainRecord<'request'>) && deadline.step === 'decide',
    );
    const inSpan = requests.filter(({ value }) => this.within(value.submitted.at));
    const refusable = requests
      .filter(asked)
      .flatMap((record) => record.value.decisions.map((decision) => ({ record, decision })))
      .filter(({ decision }) => decision.step === 'decide' && this.within(decision.stamp.at));
    const part = ({ record }: { record: PlainRecord }): string[] => whole(record, 'decide');
    const consumed = inSpan.filter(({ value }) => value.terms.consumer === this.organisation);
    return [
      this.timely('decisions-in-time', decided),
      this.timely(
        'confirmations-in-time',
        steps.filter((s) => s.deadline.step === 'confirm' && own(s)),
      ),
      this.timely('reviews-in-time', this.reviews().filter(own)),
      figure(
        'requests-refused',
        refusable.map(part),
        refusable.filter(({ decision }) => !decision.approved).map(part),
      ),
      figure(
        'requests-refused-by-law',
        inSpan.filter(asked).map((one) => whole(one)),
        inSpan.filter((one) => asked(one) && one.value.sharingType === 'not-shared').map((one) => whole(one)),
      ),
      figure(
        'requests-granted',
        consumed.map((one) => whole(one)),
        consumed.filter(({ value }) => value.state === 'granted').map((one) => whole(one)),
      ),
    ];
  }

  private stepsOf(record: PlainRecord<'request'>): PlainStep[] {
    const { decisions, pending, state } = record.value;
    const steps: PlainStep[] = decisions.map(({ step, deadline, stamp }) => ({
      record,
      part: step,
      deadline,
      by: stamp.by,
      left: false,
    }));
    if (pending === undefined) return steps;
    const left = state === 'withdrawn';
    return [...steps, { record, part: pending.step, deadline: pending, by: undefined, left }];
  }

  private reviews(): PlainStep[] {
    const rounds = (record: PlainRecord, reviews: readonly Review[]): PlainStep[] =>
      reviews.map(({ deadline, stamp }, i) => ({
        record,
        part: `review ${i + 1}`,
        deadline,
        by: stamp.by,
        left: false,
      }));
    const making = this.all('resource').flatMap((record): PlainStep[] => {
      const { pending } = record.value;
      if (pending === undefined) return [];
      const all = rounds(record, pending.reviews);
      const { deadline } = pending;
      if (deadline === undefined) return all;
      const part = `review ${pending.reviews.length + 1}`;
      return [...all, { record, part, deadline, by: undefined, left: false }];
    });
    const done = this.all('resource-version').flatMap((record) => rounds(record, record.value.reviews));
    return [...done, ...making];
  }

  timely(name: string, steps: readonly PlainStep[]): PlainFigure {
    const due = steps.filter(({ deadline, by, left }) => {
      if (!this.within(deadline.dueAt)) return false;
      return by !== undefined || (left ? deadline.late === true : ms(deadline.dueAt) < this.time);
    });
    const answered = due.filter(({ by }) => by !== undefined);
    const met = answered.filter(({ deadline, wanting }) => deadline.late === false && wanting !== true);
    const entries = (list: readonly PlainStep[]): string[][] =>
      list.map(({ record, part }) => whole(record, part));
    const sum = (each: (deadline: Deadline) => number): number =>
      answered.reduce((total, { deadline }) => total + each(deadline), 0);
    return figure(name, entries(due), entries(met), {
      milliseconds: sum(({ startedAt, doneAt = '' }) => Math.max(0, ms(doneAt) - ms(startedAt))),
      workingDays: sum((deadline) => this.workingDays(deadline)),
    });
  }

  private workingDays({ startedAt, doneAt = '', policyVersion }: Deadline): number {
    const id = String(policyVersion).padStart(10, '0');
    const builtIn = { utcOffsetMinutes: 480, workdays: [], holidays: [] };
    const calendar = policyVersion === 0 ? builtIn : this.one('policy', id)?.value.calendar;
    if (calendar === undefined) return 0;
    const local = (time: string): Date => new Date(ms(time) + calendar.utcOffsetMinutes * 60_000);
    const dateOf = (day: Date): string => day.toISOString().slice(0, 10);
    let count = 0;
    for (let day = local(startedAt); dateOf(day) < dateOf(local(doneAt));) {
      day = new Date(day.getTime() + 86_400_000);
      const free = [0, 6].includes(day.getUTCDay());
      const works = free ? calendar.workdays.includes(dateOf(day)) : !calendar.holidays.includes(dateOf(day));
      count += works ? 1 : 0;
    }
    return count;
  }

  usageFigures(codes: readonly string[], grant?: string): PlainFigure[] {
    const { from, to, asOf, organisation } = this;
    return plainUsage(this.blocks, { organisation, from, to, asOf, codes, grant });
  }
}
