// SPDX-License-Identifier: Apache-2.0
/** Counts what one member answers for, item by item, from what is owed, what was found, and how data were used. */
import { rulingInForce } from '@catalog-chain/chaincode/domain/dispute/dispute';
import type { LiabilityItem, LiableSide } from '@catalog-chain/chaincode/domain/law/liability';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { claimsOutside } from '../appraisal/count-uses.js';
import { countOf, digestOfEntries, entryOf, type Counted, type Entry } from '../appraisal/counted.js';
import { isIn } from '../appraisal/months.js';
import { everyRecord, type AppraisalSource, type Setting } from '../appraisal/setting.js';
import { anyWith } from '../index/model/obligations.js';
import type { IndexedRecord } from '../index/model/records.js';
import { failedUnder, outcomeOf } from './outcomes.js';
import { SHOWN, type ItemCount, type MemberReport } from './report.js';

type Owed = IndexedRecord<'obligation'>;

/** What a member did and left undone, as far as items are counted from it. */
interface Facts {
  readonly due: readonly Owed[];
  readonly disputes: readonly IndexedRecord<'dispute'>[];
  readonly refusals: readonly Entry[];
  /** Complaints upheld that it collected what it could have had by sharing. */
  readonly collections: readonly Entry[];
  /** Incidents that it reported later than the law allows. */
  readonly lateIncidents: readonly Entry[];
  /** Claims outside their grants. */
  readonly outside: Counted;
}

/** What it owed itself, and as one that has the role of a manager; what fell away in time was owed by nobody. */
async function dueOf(source: AppraisalSource, setting: Setting, roles: readonly string[]): Promise<Owed[]> {
  const { organisation, span, asOf } = setting;
  const names = [organisation, ...roles.map(anyWith)];
  const all: Owed[] = [];
  for (const name of names)
    all.push(...(await everyRecord(source, 'obligation', { organisation: name }, asOf.block)));
  return all.filter(({ value }) => isIn(span, parseInstant(value.dueAt)) && value.state !== 'void');
}

/** Requests that the member refused without naming a condition that its catalogue states. */
async function refusalsOf(source: AppraisalSource, { organisation, span, asOf }: Setting): Promise<Entry[]> {
  const requests = await everyRecord(
    source,
    'request',
    { provider: organisation, state: 'refused' },
    asOf.block,
  );
  return requests.flatMap((record) =>
    record.value.decisions.flatMap(({ ground, approved, stamp }, i): Entry[] => {
      const own = !approved && stamp.by === organisation && isIn(span, parseInstant(stamp.at));
      return own && ground === 'none' ? [entryOf(record, `decision ${i + 1}`)] : [];
    }),
  );
}

async function collectionsOf(
  source: AppraisalSource,
  { organisation, span, asOf }: Setting,
): Promise<Entry[]> {
  const complaints = await everyRecord(source, 'complaint', { state: 'answered' }, asOf.block);
  return complaints.flatMap((record): Entry[] => {
    const { answer } = record.value;
    if (answer?.collected?.organisation !== organisation) return [];
    return isIn(span, parseInstant(answer.stamp.at)) ? [entryOf(record)] : [];
  });
}

async function lateIncidentsOf(
  source: AppraisalSource,
  { organisation, span, asOf }: Setting,
): Promise<Entry[]> {
  const incidents = await everyRecord(source, 'incident', { organisation }, asOf.block);
  return incidents
    .filter(({ value: { late, reported } }) => late && isIn(span, parseInstant(reported.at)))
    .map((record) => entryOf(record));
}

async function factsOf(source: AppraisalSource, setting: Setting, roles: readonly string[]): Promise<Facts> {
  const { organisation, asOf } = setting;
  return {
    due: await dueOf(source, setting, roles.includes('manager') ? ['manager'] : []),
    disputes: await everyRecord(source, 'dispute', { party: organisation }, asOf.block),
    refusals: roles.includes('provider') ? await refusalsOf(source, setting) : [],
    collections: roles.includes('consumer') ? await collectionsOf(source, setting) : [],
    lateIncidents: await lateIncidentsOf(source, setting),
    outside: roles.includes('consumer')
      ? await claimsOutside(source.counts, setting)
      : { count: 0, entries: [] },
  };
}

/** Rulings in force by which the member answers, on the side that the item is of, for one of its findings. */
function rulingsOf(
  { disputes }: Facts,
  { findings = [], side }: LiabilityItem,
  { organisation, span }: Setting,
): Entry[] {
  return disputes.flatMap((record): Entry[] => {
    const { provider, rulings } = record.value;
    const last = rulingInForce(record.value);
    const own: LiableSide = provider === organisation ? 'provider' : 'consumer';
    if (last?.responsible !== organisation || own !== side) return [];
    const falls = last.findings.some((finding) => findings.includes(finding));
    return falls && isIn(span, parseInstant(last.stamp.at))
      ? [entryOf(record, `ruling ${rulings.length}`)]
      : [];
  });
}

function itemCount(item: LiabilityItem, facts: Facts, setting: Setting): ItemCount {
  const isFailed = failedUnder(item.item, setting.reference);
  const owed = facts.due.filter(({ value }) => isFailed(value)).map((one) => entryOf(one));
  const found = rulingsOf(facts, item, setting);
  const refused = item.counts === 'refusals-without-condition' ? facts.refusals : [];
  const collected = item.counts === 'duplicate-collections' ? facts.collections : [];
  const incidents = item.counts === 'late-incidents' ? facts.lateIncidents : [];
  const outside = item.counts === 'uses-outside-grant' ? facts.outside : { count: 0, entries: [] };
  const entries = [...owed, ...found, ...refused, ...collected, ...incidents, ...outside.entries];
  const count = entries.length - outside.entries.length + outside.count;
  const { side, text, seen } = item;
  const shown = entries.slice(0, SHOWN).map((entry): Entry => [...entry]);
  return {
    item: item.item,
    side,
    text,
    seen,
    count,
    digest: digestOfEntries(entries),
    entries: shown as ItemCount['entries'],
  };
}

const summary = (owed: readonly Owed[]): MemberReport['obligations']['due'] => {
  const { count, entries } = countOf(owed.map((one) => entryOf(one)));
  return { count, digest: digestOfEntries(entries) };
};

type MeasureType = 'order' | 'criticism' | 'incident' | 'complaint';

/** When it was first written. */
const begunAt = ({ value }: IndexedRecord<MeasureType>): number => {
  if (value.type === 'order') return parseInstant(value.issued.at);
  if (value.type === 'incident') return parseInstant(value.reported.at);
  return parseInstant(value.type === 'complaint' ? value.registered.at : value.changed.at);
};

async function measured(
  source: AppraisalSource,
  { organisation, span, asOf }: Setting,
  type: MeasureType,
): Promise<MemberReport['measures']['orders']> {
  const all = await everyRecord(source, type, { organisation }, asOf.block);
  const entries = all.filter((one) => isIn(span, begunAt(one))).map((one) => entryOf(one));
  return { count: entries.length, digest: digestOfEntries(entries) };
}

async function measuresOf(source: AppraisalSource, setting: Setting): Promise<MemberReport['measures']> {
  return {
    orders: await measured(source, setting, 'order'),
    criticisms: await measured(source, setting, 'criticism'),
    incidents: await measured(source, setting, 'incident'),
    complaints: await measured(source, setting, 'complaint'),
  };
}

/** @param roles of the member: items of the sides that it has */
export async function memberReport(
  source: AppraisalSource,
  setting: Setting,
  roles: readonly string[],
  items: readonly LiabilityItem[],
): Promise<MemberReport> {
  const facts = await factsOf(source, setting, roles);
  const ofOutcome = (wanted: string): readonly Owed[] =>
    facts.due.filter(({ value }) => outcomeOf(value, setting.reference) === wanted);
  return {
    organisation: setting.organisation,
    obligations: {
      due: summary(facts.due),
      inTime: summary(ofOutcome('inTime')),
      late: summary(ofOutcome('late')),
      unmet: summary(ofOutcome('unmet')),
    },
    items: items.filter(({ side }) => roles.includes(side)).map((item) => itemCount(item, facts, setting)),
    measures: await measuresOf(source, setting),
  };
}
