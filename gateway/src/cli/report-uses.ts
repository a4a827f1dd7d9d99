// SPDX-License-Identifier: Apache-2.0
/** Sends usage events, each by its own reporter, a thousand at a time. */
import type { Surroundings } from './carry-out.js';
import type { UseResult } from './catalog-api.js';
import type { PlannedUse } from './import/plan.js';
import { chunks } from './pool.js';
import { isRowFault, type Tally } from './tally.js';

const BATCH = 1000;
const WAIT_SECONDS = 30;

const WHAT = { claim: 'claims', attestation: 'attestations' } as const;

function note(tally: Tally, use: PlannedUse, result: UseResult | undefined): void {
  if (result?.status === 'accepted') tally.add(WHAT[use.side], 'created');
  else if (result?.status === 'duplicate') tally.add(WHAT[use.side], 'unchanged');
  else
    tally.refuse({
      row: use.row,
      code: result?.code ?? 'NO_RESULT',
      message: result?.message ?? 'The gateway did not say what became of the row.',
    });
}

/** Uses of one reporter and side, in batches. */
function batches(uses: readonly PlannedUse[]): PlannedUse[][] {
  const groups = Map.groupBy(uses, ({ organisation, side }) => `${organisation}\n${side}`);
  return [...groups.values()].flatMap((group) => chunks(group, BATCH));
}

/** Sends one batch; where the gateway refuses it as a whole, each of its rows is refused. */
async function send(
  { api, tally }: Surroundings,
  batch: readonly PlannedUse[],
  first: PlannedUse,
): Promise<void> {
  try {
    const events = batch.map((use) => use.event);
    const { rows } = await api.report(first.organisation, first.side, events, WAIT_SECONDS);
    batch.forEach((use, i) => {
      note(tally, use, rows[i]);
    });
  } catch (error) {
    if (!isRowFault(error)) throw error;
    tally.refuse(...batch.map(({ row }) => ({ row, code: error.code, message: error.message })));
  }
}

/** Reports the uses and waits for their commit. A repeated event counts as unchanged. */
export async function reportUses(around: Surroundings, uses: readonly PlannedUse[]): Promise<void> {
  const { progress } = around;
  progress.start('usage events', uses.length);
  for (const batch of batches(uses)) {
    const [first] = batch;
    if (first) await send(around, batch, first);
    progress.step(batch.length);
  }
  progress.stop('usage events: done');
}
