// SPDX-License-Identifier: Apache-2.0
/** What an organisation owed that was due in a month: each obligation as the ledger holds it. */
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { monthEnd, monthStart } from '@catalog-chain/chaincode/domain/calendar/month';
import { pagesOf } from '../../support/pages.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { IndexedRecord } from '../../index/model/records.js';
import type { Gatherer } from './gatherer.js';

/** Each costs an endorsed read. */
export const MAX_OBLIGATIONS = 2_000;
const PAGE = 1_000;

/** What an organisation owed that was due in a local month, page by page. */
async function* dueIn(
  index: IndexReader,
  organisation: string,
  period: string,
  limit: number,
): AsyncGenerator<readonly IndexedRecord<'obligation'>[]> {
  const policy = (await index.get('policy', 'current'))?.value ?? BUILT_IN_POLICY;
  const offset = policy.calendar.utcOffsetMinutes;
  const due = {
    dueFrom: formatInstant(monthStart(period, offset)),
    dueBefore: formatInstant(monthEnd(period, offset)),
  };
  const asked = { owedBy: [organisation], ...due };
  // How they stand is not asked for, so that it does not matter as of when.
  const pages = pagesOf((at) => index.obligations(asked, due.dueBefore, { limit, ...at }));
  for await (const { items } of pages) yield items;
}

/** A later look may find something. @throws DomainError `CONDITION_NOT_MET` where nothing was due in the month */
export async function ensureDue(index: IndexReader, organisation: string, period: string): Promise<void> {
  for await (const items of dueIn(index, organisation, period, 1)) if (items.length > 0) return;
  throw nothingDue();
}

// What is looked at has come as far as the request, so that waiting finds no more.
const nothingDue = (): DomainError => new DomainError('CONDITION_NOT_MET', 'Nothing was due.');

/** @throws DomainError `CONDITION_NOT_MET` where nothing was due, or too much */
export async function gatherObligations(
  gatherer: Gatherer,
  organisation: string,
  period: string,
): Promise<void> {
  const ids: string[] = [];
  for await (const items of dueIn(gatherer.sources.index, organisation, period, PAGE)) {
    ids.push(...items.map(({ id }) => id));
    if (ids.length > MAX_OBLIGATIONS)
      throw new DomainError('CONDITION_NOT_MET', 'More than {most} obligations were due.', {
        most: MAX_OBLIGATIONS,
      });
  }
  if (ids.length === 0) throw nothingDue();
  for (const id of ids) {
    await gatherer.read(['obligation', id]);
    gatherer.draft.claim({ claim: 'obligation', id });
  }
}
