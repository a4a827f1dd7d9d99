// SPDX-License-Identifier: Apache-2.0
/** Figures of disputes and of closed months, computed again: docs/appraisal.md, sections 6 and 7. */
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import { dueAt } from '@catalog-chain/chaincode/domain/calendar/working-days';
import type { PlainAppraisal, PlainStep } from './plain-appraisal.js';
import { figure, ms, whole, type PlainFigure, type PlainRecord } from './plain-ledger.js';

type DisputeRecord = PlainRecord<'dispute'>;

/** What was ruled last, where nobody waits for what becomes of an appeal against it. */
export function lastRuling({ rulings, steps }: Dispute): Dispute['rulings'][number] | undefined {
  const course = steps.map(({ action }) => action).filter((one) => ['rule', 'appeal', 'lapse'].includes(one));
  return course.at(-1) === 'appeal' ? undefined : rulings.at(-1);
}

const step = (
  record: PlainRecord,
  part: string,
  deadline: PlainStep['deadline'],
  by?: string,
  left = false,
): PlainStep => ({ record, part, deadline, by, left });

function stepsNamed(record: DisputeRecord, name: string): PlainStep[] {
  const { steps, pending, arbitrators } = record.value;
  const drawn = new Set(arbitrators.filter((one) => one.drawn === true).map(({ stamp }) => stamp.tx));
  const taken = steps.flatMap(({ action, deadline, stamp }, i) => {
    if (deadline?.step !== name || action === 'lapse') return [];
    const fell = action === 'default' || (name === 'assign' && drawn.has(stamp.tx));
    return [step(record, `step ${i + 1}`, deadline, fell ? undefined : stamp.by, fell)];
  });
  return pending?.step === name ? [...taken, step(record, `step ${steps.length + 1}`, pending)] : taken;
}

function rulingSteps(record: DisputeRecord, own: string): PlainStep[] {
  const { arbitrators, rulings, state } = record.value;
  return arbitrators.flatMap(({ organisation, deadline }, i) => {
    if (organisation !== own) return [];
    const ruled = rulings.some(
      (one) => one.arbitrator === own && one.deadline.startedAt === deadline.startedAt,
    );
    const part = `arbitrator ${i + 1}`;
    if (ruled) return [step(record, part, deadline, own)];
    if (deadline.doneAt !== undefined) return [step(record, part, deadline, undefined, true)];
    return state === 'assigned' && i === arbitrators.length - 1 ? [step(record, part, deadline)] : [];
  });
}

function remedySteps(record: DisputeRecord, own: string): PlainStep[] {
  const { rulings, steps, outcome } = record.value;
  const due = lastRuling(record.value)?.responsible === own ? lastRuling(record.value)?.remedyDue : undefined;
  if (!due) return [];
  const part = `ruling ${rulings.length}`;
  if (due.doneAt === undefined) return [step(record, part, due)];
  const done = steps.some(({ action, stamp }) => action === 'remedy' && stamp.at === due.doneAt);
  if (!done) return [step(record, part, due, undefined, true)];
  return [{ ...step(record, part, due, own), wanting: outcome === 'unremedied' }];
}

export function plainDisputes(of: PlainAppraisal): PlainFigure[] {
  const { organisation: own } = of;
  const all = of.all('dispute');
  const opened = all.filter(
    ({ value }) => [value.opener, value.respondent].includes(own) && of.within(value.opened.at),
  );
  const ruled = all.filter(
    ({ value }) =>
      value.parties.includes(own) && of.within(lastRuling(value)?.stamp.at ?? '1970-01-01T00:00:00.000Z'),
  );
  const isManager = of.hasRole('manager', of.state);
  const mine = ({ by }: PlainStep): boolean => (by === undefined ? isManager : by === own);
  const entries = (list: readonly DisputeRecord[]): string[][] => list.map((one) => whole(one));
  return [
    figure('disputes-opened', entries(opened), entries(opened.filter(({ value }) => value.opener === own))),
    figure(
      'disputes-lost',
      entries(ruled),
      entries(ruled.filter(({ value }) => lastRuling(value)?.responsible === own)),
    ),
    of.timely(
      'answers-in-time',
      all.filter(({ value }) => value.respondent === own).flatMap((one) => stepsNamed(one, 'answer')),
    ),
    of.timely('assignments-in-time', all.flatMap((one) => stepsNamed(one, 'assign')).filter(mine)),
    of.timely(
      'rulings-in-time',
      all.flatMap((one) => rulingSteps(one, own)),
    ),
    of.timely(
      'remedies-in-time',
      all.flatMap((one) => remedySteps(one, own)),
    ),
  ];
}

/** The built-in policy, as far as months are concerned. */
const BUILT_IN = {
  version: 0,
  set: { at: '1970-01-01T00:00:00.000Z' },
  calendar: { utcOffsetMinutes: 480, holidays: [], workdays: [] },
  deadlines: { 'close-period': 10 },
} as unknown as Policy;

function limitsOf(year: number, month: number, { calendar }: Policy): { from: number; to: number } {
  const local = (index: number): number => Date.UTC(year, index, 1) - calendar.utcOffsetMinutes * 60_000;
  return { from: local(month), to: local(month + 1) };
}

/** Which sides of a grant that held then are the organisation's. */
function sidesOf(
  { value: { history, terms } }: PlainRecord<'grant'>,
  organisation: string,
  { from, to }: { readonly from: number; readonly to: number },
): string[] {
  const held = Math.max(ms(history[0].effective), ms(history[0].period.from));
  if (held >= to || ms(terms.period.to) <= from) return [];
  const sides = { claim: terms.consumer, attestation: terms.provider };
  return Object.entries(sides).flatMap(([side, owner]) => (owner === organisation ? [side] : []));
}

/** Sides that were not closed, each a step that nobody took. */
function missing(of: PlainAppraisal): PlainStep[] {
  const policies = [
    BUILT_IN,
    ...of
      .all('policy')
      .filter(({ id }) => id !== 'current')
      .map(({ value }) => value),
  ];
  const closed = new Set(
    of.all('closure').map(({ value }) => [value.grant, value.period, value.side].join()),
  );
  const steps: PlainStep[] = [];
  for (let month = -24; month < 12; month += 1) {
    const ends = (policy: Policy): number => limitsOf(2026, month, policy).to;
    const policy =
      policies.filter((one) => one.version === 0 || ms(one.set.at) <= ends(one)).at(-1) ?? BUILT_IN;
    const { from, to } = limitsOf(2026, month, policy);
    const name = new Date(Date.UTC(2026, month, 1)).toISOString().slice(0, 7);
    const deadlineOf = (recorded: string): PlainStep['deadline'] => {
      const start = Math.max(to, ms(recorded));
      const due = new Date(dueAt(start, policy.deadlines['close-period'], policy.calendar)).toISOString();
      return { step: 'close-period', dueAt: due } as PlainStep['deadline'];
    };
    const held = of
      .all('grant')
      .flatMap((record) => sidesOf(record, of.organisation, { from, to }).map((side) => ({ record, side })));
    const open = held.filter(({ record, side }) => !closed.has([record.id, name, side].join()));
    steps.push(
      ...open.map(({ record, side }) =>
        step(record, `${name} ${side}`, deadlineOf(record.value.history[0].stamp.at)),
      ),
    );
  }
  return steps;
}

export function plainMonths(of: PlainAppraisal): PlainFigure[] {
  const { organisation: own } = of;
  const closures = of.all('closure').filter(({ value }) => value.organisation === own);
  const due = closures.filter(({ value }) => of.within(value.deadline.dueAt));
  const found = of.all('period').filter(({ value }) => {
    const last = value.verdicts.at(-1);
    return [value.provider, value.consumer].includes(own) && last !== undefined && of.within(last.stamp.at);
  });
  const entries = (list: readonly PlainRecord[]): string[][] => list.map((one) => whole(one));
  return [
    of.timely('closings-in-time', [
      ...closures.map((record) => step(record, '', record.value.deadline, own)),
      ...missing(of),
    ]),
    figure('months-reported', entries(due), entries(due.filter(({ value }) => value.reported !== 'silent'))),
    figure(
      'months-matched',
      entries(found),
      entries(found.filter(({ value }) => value.verdicts.at(-1)?.state === 'matched')),
    ),
  ];
}
