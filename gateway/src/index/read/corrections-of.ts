// SPDX-License-Identifier: Apache-2.0
/** Which later events take an event back: its reporter's, under the same grant and on the same side. */
import { statesExchange } from '@catalog-chain/chaincode/domain/usage/exchange';
import { LEAF_KINDS, SIDES, type Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { sql } from 'kysely';
import { retractedDigest, statedDigest } from '../model/exchanges.js';
import { isoTime } from '../model/keys.js';
import type { CorrectedBy, UsageEvent } from '../model/usage-events.js';
import { getRecord, type IndexDb } from '../tables/record-queries.js';

interface Row {
  readonly line: string;
  readonly transaction_id: string;
  readonly block: number;
  readonly time: number;
}

/** Oldest first. A correction is found by what it names; a digest says whether it takes back what the event states. */
export async function correctionsOf(db: IndexDb, event: UsageEvent): Promise<readonly CorrectedBy[]> {
  const { leaf, organisation, violations } = event;
  // The kind is written into the query, not given as a value: only so do databases take the index of corrections.
  const kind = sql.lit(LEAF_KINDS.indexOf('correction'));
  const { rows } = await sql<Row>`
    select event.line, tx.id as transaction_id, tx.block, tx.time
    from ix_event as event join ix_tx as tx on tx.tx = event.tx
    where event.kind = ${kind}
      and event.grant_no = (select name from ix_name where text = ${leaf.grant})
      and event.side + 0 = ${SIDES.indexOf(leaf.side)} and tx.organisation = ${organisation}
      and event.line like ${`%"corrects":"${leaf.id}"%`}
    order by event.pos`.execute(db);
  if (rows.length === 0) return [];
  const granted = (await getRecord(db, 'grant', leaf.grant))?.value.terms.purpose.code;
  const judged = { leaf, verdict: violations };
  const effectOf = (correction: Leaf): CorrectedBy['effect'] => {
    const takenBack = retractedDigest(correction.retracts ?? '', judged, granted);
    if (takenBack !== statedDigest(judged, granted)) return 'none';
    return statesExchange(correction) ? 'replaced' : 'taken-back';
  };
  return rows.map(({ line, transaction_id: transactionId, block, time }) => {
    const correction = JSON.parse(line) as Leaf;
    const written = { block, transactionId, time: isoTime(time) };
    return { id: correction.id, effect: effectOf(correction), written };
  });
}
