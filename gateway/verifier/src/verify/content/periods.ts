// SPDX-License-Identifier: Apache-2.0
/** What each side closed of (grant, month), summed up again from the events, and the verdict that follows. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { organisationOf } from '@catalog-chain/chaincode/domain/period/period';
import type { Closure, PeriodAnswer } from '@catalog-chain/chaincode/domain/period/period-records';
import { agree, TallySum } from '@catalog-chain/chaincode/domain/usage/tally-sum';
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Claim } from '../../format.js';
import { demandOver, type Proved } from './complete.js';
import { demand, Fault } from '../faults.js';
import { nameOf } from './journals.js';

type PeriodClaim = Extract<Claim, { claim: 'period' }>;
type Closures = Readonly<Partial<Record<Side, Closure>>>;

/** @returns what is proved. @throws Fault */
export function checkPeriod(claim: PeriodClaim, proved: Proved): string {
  const where = `period ${claim.grant} ${claim.period}`;
  demandOver(claim, proved, where);
  const record = proved.reads.get(where, 'period', claim.grant, claim.period);
  const closures: Partial<Record<Side, Closure>> = {};
  for (const side of SIDES)
    if (record[side] !== undefined) closures[side] = checkClosure(claim, side, record[side], proved, where);
  const verdict = verdictOf(closures);
  demand(
    record.state === verdict,
    'verdict-mismatch',
    where,
    'The sides, summed up again, make another verdict.',
  );
  checkLastVerdict(record, where);
  return statementOf(record, closures, latecomers(claim, record, proved));
}

/** The sum of all that the side's organisation reported in the journals, as far as the closure covers them. */
function checkClosure(
  { grant, period }: PeriodClaim,
  side: Side,
  revision: number,
  proved: Proved,
  where: string,
): Closure {
  const closure = proved.reads.get(where, 'closure', grant, period, side);
  const { terms } = proved.reads.get(where, 'grant', grant);
  const compared = closure.revision === revision && closure.organisation === organisationOf(terms, side);
  demand(compared, 'closure-mismatch', where, `The ${side} side's closure is not the one that was compared.`);
  const sum = sumOf(closure, proved, where);
  const { total, batches } = closure;
  const same = encode(sum) === encode({ total, batches });
  demand(same, 'closure-mismatch', where, `The ${side} side's events do not add up to what was closed.`);
  return closure;
}

function sumOf(closure: Closure, proved: Proved, where: string): TallySum['value'] {
  const { organisation, side } = closure;
  const sum = new TallySum();
  for (const { id, batches, root, broken = {} } of closure.journals) {
    const reached = proved.journals.reached(organisation, id, batches, where);
    const same = reached.root === root;
    demand(same, 'journal-broken', where, 'A journal does not have the root that was closed.');
    const stated = encode(reached.broken ?? {}) === encode(broken);
    demand(stated, 'closure-mismatch', where, `Journal ${id} is broken elsewhere than the closure says.`);
    const found = reached.sums.get(nameOf(closure))?.sides[side];
    if (found) sum.add({ ...found.total, batches: found.batches });
  }
  return sum.value;
}

function verdictOf({ claim, attestation }: Closures): PeriodAnswer['state'] {
  if (!claim || !attestation) return 'closing';
  return agree(claim.total, attestation.total) ? 'matched' : 'differs';
}

function checkLastVerdict(record: PeriodAnswer, where: string): void {
  if (record.state === 'closing') return;
  const last = record.verdicts.at(-1);
  const same =
    last?.state === record.state && last.claim === record.claim && last.attestation === record.attestation;
  demand(same, 'verdict-mismatch', where, 'The last verdict is not that of the record.');
}

/** Sides of which the bundle itself has something that came after they were closed, or of which the record says so. */
function latecomers(claim: PeriodClaim, record: PeriodAnswer, proved: Proved): Side[] {
  return SIDES.filter((side) => {
    if (record[side] === undefined) return false;
    return record.reopened?.includes(side) === true || hasMore(claim, side, proved);
  });
}

function hasMore({ grant, period }: PeriodClaim, side: Side, proved: Proved): boolean {
  const { reads, journals } = proved;
  const closure = reads.get('period', 'closure', grant, period, side);
  const list = reads.find('journal-list', closure.organisation)?.record;
  if (list?.type !== 'journal-list') return false;
  const batches = list.journals.map((name) => {
    const head = reads.find('journal-head', closure.organisation, name)?.record;
    if (head?.type !== 'journal-head') return 0;
    const sums = sumsAt(journals, closure.organisation, name, head.batches);
    return sums?.get(nameOf(closure))?.sides[side].batches ?? 0;
  });
  return batches.reduce((sum, one) => sum + one, 0) > closure.batches;
}

/** Undefined where the journal is not whole up to there: whoever claims that it is, is told. */
function sumsAt(
  journals: Proved['journals'],
  organisation: string,
  name: string,
  batches: number,
): ReturnType<Proved['journals']['reached']>['sums'] | undefined {
  try {
    return journals.reached(organisation, name, batches, name).sums;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function statementOf(
  { grant, period, state }: PeriodAnswer,
  closures: Closures,
  news: readonly Side[],
): string {
  const figures = SIDES.flatMap((side) => {
    const closure = closures[side];
    if (!closure) return [];
    const { total, sealed } = closure;
    const hidden = sealed === undefined ? '' : ` and ${sealed} uses sealed under whatever grants`;
    return [`${side} side closed with ${total.count} exchanges${hidden}`];
  });
  const late = news.length > 0 ? `; something arrived later for: ${news.join(', ')}` : '';
  return `grant ${grant} in ${period}: ${state}: ${figures.join(', ')}, summed up again from the events${late}`;
}
