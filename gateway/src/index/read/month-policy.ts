// SPDX-License-Identifier: Apache-2.0
/** The policy by which a month is compared: the one in force when it ended, as the contracts take it for its closing. */
import { monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { IndexDb } from '../tables/record-queries.js';

/**
 * @param period local month
 * @param upTo position of the chain as of which it is asked
 */
export async function policyOfMonth(db: IndexDb, period: string, upTo: number): Promise<Policy> {
  const rows = await db
    .selectFrom('ix_record')
    .select('json')
    .where('type', '=', 'policy')
    .where('pos', '<=', upTo)
    .orderBy('pos', 'desc')
    .execute();
  const newestFirst = rows.map(({ json }) => JSON.parse(json) as Policy);
  const isSetBefore = ({ set, calendar }: Policy): boolean =>
    parseInstant(set.at) <= monthEnd(period, calendar.utcOffsetMinutes);
  return newestFirst.find(isSetBefore) ?? BUILT_IN_POLICY;
}
