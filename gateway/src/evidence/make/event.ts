// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Gatherer } from './gatherer.js';

/** One use, its verdict and its grant. @throws DomainError `NOT_FOUND` */
export async function gatherEvent(gatherer: Gatherer, id: string): Promise<void> {
  const event = await gatherer.sources.index.usageEvent(id);
  if (!event) throw new DomainError('NOT_FOUND', 'There is no such usage event.');
  await gatherer.events([event]);
  await gatherer.grant(event.leaf.grant);
}
