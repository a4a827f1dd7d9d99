// SPDX-License-Identifier: Apache-2.0
/** Finds a use by its id. Reporters choose ids independently of one another: only with its reporter an id names one use. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { IndexReader } from '../../index/model/reader.js';
import type { UsageEvent } from '../../index/model/usage-events.js';
import type { Principal } from '../principal.js';
import type { Viewers } from '../viewers.js';

/** A use as a caller names it; without the reporter: his own, or the only one that he may see. */
export interface NamedUse {
  readonly id: string;
  /** MSP id of the reporter. */
  readonly organisation?: string | undefined;
}

export class NamedUses {
  constructor(
    private readonly index: Pick<IndexReader, 'get' | 'usageEvent' | 'usageEventsNamed'>,
    private readonly viewers: Pick<Viewers, 'narrowedTo'>,
  ) {}

  /**
   * @returns undefined where there is none, or none that concerns the viewer, unless he oversees
   * @throws DomainError `INVALID_ARGUMENT` when several may be meant
   */
  async find(principal: Principal, { id, organisation }: NamedUse): Promise<UsageEvent | undefined> {
    const all =
      organisation === undefined
        ? await this.index.usageEventsNamed(id)
        : present(await this.index.usageEvent(organisation, id));
    const own = all.find((event) => event.organisation === principal.organisation);
    if (own) return own;
    const seen = await this.seenBy(await this.viewers.narrowedTo(principal), all);
    if (seen.length > 1) {
      const reporters = seen.map((event) => event.organisation).join(', ');
      throw new DomainError('INVALID_ARGUMENT', 'organisation: must say whose use is meant: {reporters}', {
        reporters,
      });
    }
    return seen[0];
  }

  /** Whether the viewer reported it, or is a party to its grant. */
  async concerns(viewer: string, { organisation, leaf }: UsageEvent): Promise<boolean> {
    if (viewer === organisation) return true;
    const terms = (await this.index.get('grant', leaf.grant))?.value.terms;
    return terms?.provider === viewer || terms?.consumer === viewer;
  }

  private async seenBy(
    viewer: string | undefined,
    events: readonly UsageEvent[],
  ): Promise<readonly UsageEvent[]> {
    if (viewer === undefined) return events;
    const seen: UsageEvent[] = [];
    for (const event of events) if (await this.concerns(viewer, event)) seen.push(event);
    return seen;
  }
}

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);
