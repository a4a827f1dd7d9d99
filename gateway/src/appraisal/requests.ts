// SPDX-License-Identifier: Apache-2.0
/** Answers to requests and to submitted entries: docs/appraisal.md, section 4. */
import type { Decision } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Review } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { IndexedRecord } from '../index/model/records.js';
import { entryOf, shareOf } from './counted.js';
import { isIn } from './months.js';
import type { Figure } from './report.js';
import { everyRecord, hasRole, type AppraisalSource, type Setting } from './setting.js';
import { timelyFigure, type Step } from './steps.js';

type RequestRecord = IndexedRecord<'request'>;

const answeredStep = (
  record: IndexedRecord,
  part: string,
  { stamp, deadline }: Pick<Decision, 'stamp' | 'deadline'>,
): Step => ({ entry: entryOf(record, part), deadline, answeredBy: stamp.by });

/** Steps of a request, answered, open, or left when it was withdrawn. */
function stepsOf(record: RequestRecord): Step[] {
  const { decisions, pending, state } = record.value;
  const answered = decisions.map((decision) => answeredStep(record, decision.step, decision));
  if (!pending) return answered;
  const open = { entry: entryOf(record, pending.step), deadline: pending, left: state === 'withdrawn' };
  return [...answered, open];
}

const reviewSteps = (record: IndexedRecord, reviews: readonly Review[]): Step[] =>
  reviews.map((review, i) => answeredStep(record, `review ${i + 1}`, review));

/** Rounds of review, by the version that they led to or the content that is still in the making. */
async function reviewStepsOf(source: AppraisalSource, { asOf }: Setting): Promise<Step[]> {
  const versions = await everyRecord(source, 'resource-version', {}, asOf.block);
  const resources = await everyRecord(source, 'resource', {}, asOf.block);
  const done = versions.flatMap((record) => reviewSteps(record, record.value.reviews));
  const making = resources.flatMap((record): Step[] => {
    const { reviews = [], deadline } = record.value.pending ?? {};
    const entry = entryOf(record, `review ${reviews.length + 1}`);
    return [...reviewSteps(record, reviews), ...(deadline ? [{ entry, deadline }] : [])];
  });
  return [...done, ...making];
}

/** @returns the figures, in the order of the page */
export async function requestFigures(source: AppraisalSource, setting: Setting): Promise<Figure[]> {
  const { organisation, asOf } = setting;
  const requests = await everyRecord(source, 'request', {}, asOf.block);
  const asked = requests.filter(({ value }) => value.terms.provider === organisation);
  const steps = asked.flatMap(stepsOf).filter(({ deadline }) => deadline.step === 'decide');
  const confirmations = requests.flatMap(stepsOf).filter(({ deadline }) => deadline.step === 'confirm');
  const reviews = await reviewStepsOf(source, setting);
  const isManager = await hasRole(source, organisation, 'manager', asOf.block);
  const own = (list: readonly Step[]): Step[] =>
    list.filter(({ answeredBy }) => (answeredBy === undefined ? isManager : answeredBy === organisation));
  return [
    timelyFigure('decisions-in-time', steps, setting),
    timelyFigure('confirmations-in-time', own(confirmations), setting),
    timelyFigure('reviews-in-time', own(reviews), setting),
    refused(asked, setting),
    byLaw(asked, setting),
    granted(requests, setting),
  ];
}

function refused(asked: readonly RequestRecord[], { span }: Setting): Figure {
  const decisions = asked.flatMap((record) =>
    record.value.decisions
      .filter(({ step, stamp }) => step === 'decide' && isIn(span, parseInstant(stamp.at)))
      .map(({ approved }) => ({ entry: entryOf(record, 'decide'), approved })),
  );
  return shareOf('requests-refused', decisions, ({ approved }) => !approved);
}

const submittedIn = (records: readonly RequestRecord[], { span }: Setting) =>
  records
    .filter(({ value }) => isIn(span, parseInstant(value.submitted.at)))
    .map((record) => ({ entry: entryOf(record), value: record.value }));

const byLaw = (asked: readonly RequestRecord[], setting: Setting): Figure =>
  shareOf(
    'requests-refused-by-law',
    submittedIn(asked, setting),
    ({ value }) => value.sharingType === 'not-shared',
  );

function granted(requests: readonly RequestRecord[], setting: Setting): Figure {
  const own = requests.filter(({ value }) => value.terms.consumer === setting.organisation);
  return shareOf('requests-granted', submittedIn(own, setting), ({ value }) => value.state === 'granted');
}
