// SPDX-License-Identifier: Apache-2.0
/** One use, its verdict and its grant. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Gatherer } from './gatherer.js';

/** Without the reporter: the first with the id, as orders name it that were kept before. */
interface NamedEvent {
  readonly id: string;
  readonly organisation?: string | undefined;
}

/** @throws DomainError `NOT_FOUND` */
export async function gatherEvent(gatherer: Gatherer, { id, organisation }: NamedEvent): Promise<void> {
  const { index } = gatherer.sources;
  const [first] = organisation === undefined ? await index.usageEventsNamed(id) : [];
  const event = organisation === undefined ? first : await index.usageEvent(organisation, id);
  if (!event) throw new DomainError('NOT_FOUND', 'There is no such usage event.');
  await gatherer.events([event]);
  await gatherer.grant(event.leaf.grant);
}
