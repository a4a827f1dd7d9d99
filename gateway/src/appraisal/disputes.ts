// SPDX-License-Identifier: Apache-2.0
/** Disputes, their answers, rulings and remedies: docs/appraisal.md, section 6. */
import type {
  Assignment,
  Dispute,
  DisputeStep,
  Ruling,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { rulingInForce } from '@catalog-chain/chaincode/domain/dispute/dispute';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { IndexedRecord } from '../index/model/records.js';
import { entryOf, shareOf } from './counted.js';
import { isIn } from './months.js';
import type { Figure } from './report.js';
import { hasRole, type AppraisalSource, type Setting } from './setting.js';
import { timelyFigure, type Step } from './steps.js';

export type DisputeRecord = IndexedRecord<'dispute'>;

/** The ruling in force, where its time lies in the span. */
export function ruledIn(dispute: Dispute, { span }: Setting): Ruling | undefined {
  const ruling = rulingInForce(dispute);
  return ruling && isIn(span, parseInstant(ruling.stamp.at)) ? ruling : undefined;
}

type StepName = 'answer' | 'assign';

/** Answers and assignments: taken, fallen away unanswered, or awaited. */
function stepsOf(record: DisputeRecord, name: StepName): Step[] {
  const { steps, pending, arbitrators } = record.value;
  const entry = (n: number) => entryOf(record, `step ${n}`);
  const wasDrawn = ({ stamp }: DisputeStep): boolean =>
    arbitrators.some((one) => one.drawn === true && one.stamp.tx === stamp.tx);
  const taken = steps.flatMap((step, i): Step[] => {
    const { action, deadline, stamp } = step;
    // Where an appeal lapsed, there was nobody to name.
    if (deadline?.step !== name || action === 'lapse') return [];
    const fell = action === 'default' || (name === 'assign' && wasDrawn(step));
    return [{ entry: entry(i + 1), deadline, ...(fell ? { left: true } : { answeredBy: stamp.by }) }];
  });
  if (pending?.step !== name) return taken;
  return [...taken, { entry: entry(steps.length + 1), deadline: pending }];
}

/** An arbitrator's time to rule, of each assignment. */
function rulingSteps(record: DisputeRecord, arbitrator: string): Step[] {
  const { arbitrators, rulings, state } = record.value;
  return arbitrators.flatMap((one, i): Step[] => {
    if (one.organisation !== arbitrator) return [];
    const frame = { entry: entryOf(record, `arbitrator ${i + 1}`), deadline: one.deadline };
    if (rulings.some((ruling) => isOf(ruling, one))) return [{ ...frame, answeredBy: arbitrator }];
    if (one.deadline.doneAt !== undefined) return [{ ...frame, left: true }];
    return state === 'assigned' && i === arbitrators.length - 1 ? [frame] : [];
  });
}

const isOf = ({ arbitrator, deadline }: Ruling, one: Assignment): boolean =>
  arbitrator === one.organisation && deadline.startedAt === one.deadline.startedAt;

/** What the ruling in force asked of the organisation. */
function remedySteps(record: DisputeRecord, organisation: string): Step[] {
  const { rulings, steps, outcome } = record.value;
  const ruling = rulingInForce(record.value);
  if (ruling?.responsible !== organisation || !ruling.remedyDue) return [];
  const deadline = ruling.remedyDue;
  const step = { entry: entryOf(record, `ruling ${rulings.length}`), deadline };
  if (deadline.doneAt === undefined) return [step];
  const reported = steps.some(({ action, stamp }) => action === 'remedy' && stamp.at === deadline.doneAt);
  if (!reported) return [{ ...step, left: true }];
  return [{ ...step, answeredBy: organisation, wanting: outcome === 'unremedied' }];
}

/** @returns the figures, in the order of the page */
export async function disputeFigures(
  source: AppraisalSource,
  setting: Setting,
  disputes: readonly DisputeRecord[],
): Promise<Figure[]> {
  const { organisation, span, asOf } = setting;
  const isManager = await hasRole(source, organisation, 'manager', asOf.block);
  const counted = disputes.map((record) => ({ entry: entryOf(record), value: record.value }));
  const opened = counted.filter(
    ({ value }) =>
      [value.opener, value.respondent].includes(organisation) && isIn(span, parseInstant(value.opened.at)),
  );
  const ruled = counted.filter(
    ({ value }) => value.parties.includes(organisation) && ruledIn(value, setting),
  );
  const answers = disputes.filter(({ value }) => value.respondent === organisation);
  const assignments = disputes
    .flatMap((record) => stepsOf(record, 'assign'))
    .filter(({ answeredBy }) => (answeredBy === undefined ? isManager : answeredBy === organisation));
  return [
    shareOf('disputes-opened', opened, ({ value }) => value.opener === organisation),
    shareOf('disputes-lost', ruled, ({ value }) => rulingInForce(value)?.responsible === organisation),
    timelyFigure(
      'answers-in-time',
      answers.flatMap((record) => stepsOf(record, 'answer')),
      setting,
    ),
    timelyFigure('assignments-in-time', assignments, setting),
    timelyFigure(
      'rulings-in-time',
      disputes.flatMap((record) => rulingSteps(record, organisation)),
      setting,
    ),
    timelyFigure(
      'remedies-in-time',
      disputes.flatMap((record) => remedySteps(record, organisation)),
      setting,
    ),
  ];
}
