// SPDX-License-Identifier: Apache-2.0
/** Usage events with the proof that a dispute about one needs: its line and its path in the batch. */
import type { OpenInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { carriedBatch, Paths } from '../../evidence/make/batches.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { UsageEvent } from '../../index/model/usage-events.js';
import type { BlockSource } from '../../ledger/ledger.js';
import type { Principal } from '../principal.js';
import type { NamedUse } from '../usage/named-uses.js';
import type { UsageViews } from '../usage/usage-views.js';

/** An event by its id; or an exchange, of which either side is at hand: the claim, or else the attestation. */
export type NamedEvent =
  | ({ readonly kind: 'event' } & NamedUse)
  | { readonly kind: 'exchange'; readonly grant: string; readonly correlation: string };

type ProvenEvent = Extract<OpenInput['subject'], { kind: 'event' }>;

/** The purpose of an auditor's read that goes into a dispute. */
const OPENING = 'dispute';

export class ProvenEvents {
  constructor(
    private readonly ledger: BlockSource,
    private readonly index: Pick<IndexReader, 'usageEvents'>,
    private readonly views: Pick<UsageViews, 'get'>,
  ) {}

  /** @throws DomainError `NOT_FOUND`, also for what the asker may not see */
  async prove(principal: Principal, named: NamedEvent): Promise<ProvenEvent> {
    const use = named.kind === 'event' ? named : await this.sideOf(named);
    return this.proofOf(await this.views.get(principal, use, { purpose: OPENING }));
  }

  private async sideOf({ grant, correlation }: Extract<NamedEvent, { kind: 'exchange' }>): Promise<NamedUse> {
    for (const side of ['claim', 'attestation'] as const) {
      const { items } = await this.index.usageEvents({ grant, correlation, side }, { limit: 1 });
      if (items[0]) return { id: items[0].leaf.id, organisation: items[0].organisation };
    }
    throw new DomainError('NOT_FOUND', 'There is no such exchange.');
  }

  private async proofOf({ organisation, batch, written }: UsageEvent): Promise<ProvenEvent> {
    const { journal, sequence, leaf } = batch;
    const carried = await carriedBatch(this.ledger, written);
    const lines = carried.batch.leaves.map(({ line }) => line);
    const path = new Paths(lines).to(leaf);
    return { kind: 'event', organisation, journal, sequence, leaf, line: lines[leaf] ?? '', path };
  }
}
