// SPDX-License-Identifier: Apache-2.0
/** Counts an organisation's uses from the index. */
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { CountQuestion, CountReader } from '../index/model/counts.js';
import type { Figure } from './report.js';
import type { Setting } from './setting.js';
import type { Counted } from './counted.js';
import { OutsideCount, UsageCount, type Use } from './usage.js';

const OTHER = { claim: 'attestation', attestation: 'claim' } as const satisfies Record<Side, Side>;

/** The party that speaks for the side. */
const SPEAKER = { claim: 'consumer', attestation: 'provider' } as const satisfies Record<
  Side,
  CountQuestion['party']
>;

async function eachUse(
  source: CountReader,
  question: CountQuestion,
  take: (use: Use) => void,
): Promise<void> {
  const fallen = await source.fallen(question);
  for await (const page of source.counted(question)) {
    for (const event of page) take({ ...event, stands: event.kind !== 'nil' && !fallen.has(event.pos) });
  }
}

/** @param grant only its events */
export async function usageFigures(
  source: CountReader,
  { organisation, span, asOf }: Setting,
  grant?: string,
): Promise<Figure[]> {
  const count = new UsageCount();
  const frame = { organisation, ...span, asOf: asOf.block, ...(grant !== undefined && { grant }) };
  for (const side of SIDES) {
    const question = { ...frame, party: SPEAKER[side] };
    await eachUse(source, { ...question, side }, (use) => {
      count.addOwn(side, use);
    });
    await eachUse(source, { ...question, side: OTHER[side] }, (use) => {
      count.addOther(OTHER[side], use);
    });
  }
  return count.figures(await source.batches([...count.batches()]));
}

/** Claims outside their grants: of a million events only those are read of which the chain found something. */
export async function claimsOutside(
  source: CountReader,
  { organisation, span, asOf }: Setting,
): Promise<Counted> {
  const count = new OutsideCount();
  const frame = { organisation, ...span, asOf: asOf.block, party: SPEAKER.claim };
  for await (const page of source.counted({ ...frame, side: 'claim', violating: true }))
    for (const event of page) count.addOwn({ ...event, stands: true });
  const correlations = count.asked();
  if (correlations.length > 0)
    await eachUse(source, { ...frame, side: OTHER.claim, correlations }, (use) => {
      count.addOther(use);
    });
  const outside = count.outside();
  return outside.counted(await source.batches([...outside.batches()]));
}
