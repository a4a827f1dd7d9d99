// SPDX-License-Identifier: Apache-2.0
/** Counts an organisation's uses from the index. */
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { CountQuestion, CountReader } from '../index/model/counts.js';
import type { Figure } from './report.js';
import type { Setting } from './setting.js';
import { UsageCount, type Use } from './usage.js';

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
