// SPDX-License-Identifier: Apache-2.0
/** What an organisation owed that was due in a month: each obligation as the ledger holds it. */
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { monthEnd, monthStart } from '@catalog-chain/chaincode/domain/calendar/month';
import { pagesOf } from '../../support/pages.js';
import type { Gatherer } from './gatherer.js';

/** Each costs an endorsed read. */
export const MAX_OBLIGATIONS = 2_000;
const PAGE = 1_000;

/** @throws DomainError `NOT_FOUND` where nothing was due, `CONDITION_NOT_MET` where it is too much */
export async function gatherObligations(
  gatherer: Gatherer,
  organisation: string,
  period: string,
): Promise<void> {
  const { index } = gatherer.sources;
  const policy = (await index.get('policy', 'current'))?.value ?? BUILT_IN_POLICY;
  const offset = policy.calendar.utcOffsetMinutes;
  const due = {
    dueFrom: formatInstant(monthStart(period, offset)),
    dueBefore: formatInstant(monthEnd(period, offset)),
  };
  const ids: string[] = [];
  const now = formatInstant(gatherer.asOf);
  for await (const { items } of pagesOf((at) =>
    index.obligations({ owedBy: [organisation], ...due }, now, { limit: PAGE, ...at }),
  )) {
    ids.push(...items.map(({ id }) => id));
    if (ids.length > MAX_OBLIGATIONS)
      throw new DomainError('CONDITION_NOT_MET', 'More than {most} obligations were due.', {
        most: MAX_OBLIGATIONS,
      });
  }
  if (ids.length === 0) throw new DomainError('NOT_FOUND', 'Nothing was due.');
  for (const id of ids) {
    await gatherer.read(['obligation', id]);
    gatherer.draft.claim({ claim: 'obligation', id });
  }
}
