// SPDX-License-Identifier: Apache-2.0
/** Every use of a record, by its commitments: one under each grant's key. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { UsageEvent } from '../../index/model/usage-events.js';
import { pagesOf } from '../../support/pages.js';
import type { Gatherer } from './gatherer.js';

/** Each batch with a use costs an endorsed read and its transaction. */
export const MAX_EVENTS = 5_000;
const PAGE = 1_000;

/**
 * @param party only what this organisation is a party to; absent: everything
 * @throws DomainError `NOT_FOUND` when there is no use, `CONDITION_NOT_MET` when there are too many
 */
export async function gatherRecord(
  gatherer: Gatherer,
  records: readonly string[],
  party?: string,
): Promise<void> {
  const events = await eventsOf(gatherer, records, party);
  if (events.length === 0) throw new DomainError('NOT_FOUND', 'There is no use of such a record.');
  for (const [record, uses] of Map.groupBy(events, ({ leaf }) => leaf.record ?? ''))
    gatherer.draft.claim({ claim: 'record', record, events: uses.length });
  await gatherer.events(events);
  for (const grant of new Set(events.map(({ leaf }) => leaf.grant))) {
    if (await gatherer.grant(grant)) await gatherer.accessRequest(grant);
  }
}

async function eventsOf(
  { sources }: Gatherer,
  records: readonly string[],
  party: string | undefined,
): Promise<UsageEvent[]> {
  const events: UsageEvent[] = [];
  const query = { kind: 'record', ids: records, limit: PAGE, ...(party !== undefined && { party }) } as const;
  for await (const { items } of pagesOf((at) => sources.index.trail({ ...query, ...at }))) {
    for (const entry of items) if (entry.entry === 'usage') events.push(entry.event);
    if (events.length > MAX_EVENTS)
      throw new DomainError('CONDITION_NOT_MET', 'The record has more than {most} uses.', {
        most: MAX_EVENTS,
      });
  }
  return events;
}
