// SPDX-License-Identifier: Apache-2.0
/** What each side closed of (grant, month), summed up again from the events, and the verdict that follows. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { countsTowards } from '@catalog-chain/chaincode/domain/period/coverage';
import { organisationOf } from '@catalog-chain/chaincode/domain/period/period';
import type { Closure, PeriodAnswer, SideTotal } from '@catalog-chain/chaincode/domain/period/period-records';
import { agree, isOf, TallySum } from '@catalog-chain/chaincode/domain/usage/tally-sum';
import { SIDES, type BatchHeader, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Claim } from '../format.js';
import { wholeBatch, wholeJournal, type Proved } from './complete.js';
import { demand } from './faults.js';

type PeriodClaim = Extract<Claim, { claim: 'period' }>;
type Totals = Readonly<Partial<Record<Side, SideTotal>>>;

/** @returns what is proved. @throws Fault */
export function checkPeriod(claim: PeriodClaim, proved: Proved): string {
  const where = `period ${claim.grant} ${claim.period}`;
  const record = proved.reads.get(where, 'period', claim.grant, claim.period);
  const totals: Partial<Record<Side, SideTotal>> = {};
  for (const side of SIDES)
    if (record[side] !== undefined) totals[side] = checkClosure(claim, side, record[side], proved, where);
  const verdict = verdictOf(totals);
  demand(
    record.state === verdict,
    'verdict-mismatch',
    where,
    'The sides, summed up again, make another verdict.',
  );
  checkLastVerdict(record, where);
  return statementOf(record, totals);
}

/** The sum of all that the side's organisation reported in the journals, as far as the closure covers them. */
function checkClosure(
  { grant, period }: PeriodClaim,
  side: Side,
  revision: number,
  proved: Proved,
  where: string,
): SideTotal {
  const closure = proved.reads.get(where, 'closure', grant, period, side);
  const { terms } = proved.reads.get(where, 'grant', grant);
  const compared = closure.revision === revision && closure.organisation === organisationOf(terms, side);
  demand(compared, 'closure-mismatch', where, `The ${side} side's closure is not the one that was compared.`);
  const sum = sumOf(closure, proved, where);
  const { total, batches } = closure;
  const same = encode(sum) === encode({ total, batches });
  demand(same, 'closure-mismatch', where, `The ${side} side's events do not add up to what was closed.`);
  return total;
}

function sumOf(closure: Closure, proved: Proved, where: string): TallySum['value'] {
  const sum = new TallySum();
  for (const { id, broken: stated, ...head } of closure.journals) {
    const { headers, broken } = wholeJournal(closure.organisation, id, head, proved.reads, where);
    const same = encode(broken ?? {}) === encode(stated ?? {});
    demand(same, 'closure-mismatch', where, `Journal ${id} is broken elsewhere than the closure says.`);
    for (const header of headers) addHeader(sum, header, closure, proved, where);
  }
  return sum.value;
}

/** What is reported long before the month began does not count towards it: see `coverage.ts`. */
function addHeader(
  sum: TallySum,
  header: BatchHeader,
  closure: Closure,
  proved: Proved,
  where: string,
): void {
  wholeBatch(closure, header, proved, where);
  if (!countsTowards(closure.period, header.committed.at)) return;
  for (const tally of header.tallies) if (isOf(tally, closure)) sum.add(tally);
}

function verdictOf({ claim, attestation }: Totals): PeriodAnswer['state'] {
  if (!claim || !attestation) return 'closing';
  return agree(claim, attestation) ? 'matched' : 'differs';
}

function checkLastVerdict(record: PeriodAnswer, where: string): void {
  if (record.state === 'closing') return;
  const last = record.verdicts.at(-1);
  const same =
    last?.state === record.state && last.claim === record.claim && last.attestation === record.attestation;
  demand(same, 'verdict-mismatch', where, 'The last verdict is not that of the record.');
}

function statementOf({ state, reopened }: PeriodAnswer, totals: Totals): string {
  const figures = SIDES.flatMap((side) => {
    const total = totals[side];
    return total ? [`${side} side closed with ${total.count} exchanges`] : [];
  });
  const news = reopened ? `; something arrived later for: ${reopened.join(', ')}` : '';
  return `${state}: ${figures.join(', ')}, summed up again from the events${news}`;
}
