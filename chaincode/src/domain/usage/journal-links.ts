// SPDX-License-Identifier: Apache-2.0
/** Whether a journal's batches follow on one another, and where they do not. For the contracts and for verifiers. */
import type { BatchHeader, BrokenLinks, Journal } from './usage-records';
import type { Stamp } from '../records';
import { HOUR_MS, parseInstant } from '../calendar/time';

/** How long after a later batch was committed a missing one is given up. A gateway that was down has time to send it. */
export const GIVEN_UP_AFTER_HOURS = 72;

/** How far a journal was followed: the root of its newest batch, and where it is broken. */
export interface Followed {
  readonly batches: number;
  readonly root: string;
  readonly broken?: BrokenLinks;
}

type Link = Pick<BatchHeader, 'sequence' | 'previousRoot' | 'root' | 'missing'>;

/** Follows one header after the other. A break is noted and does not stop it. */
export class JournalLinks {
  private afterMissing = false;

  /** @param reached where an existing batch ended it, or nothing */
  constructor(private reached: Followed) {}

  get followed(): Followed {
    return this.reached;
  }

  /** Takes the next batch. What names the root of a missing batch cannot be told right from wrong. */
  follow({ sequence, previousRoot, root, missing }: Link): void {
    const isWhole = missing !== true && (this.afterMissing || previousRoot === this.reached.root);
    const former = this.reached.broken;
    const broken = isWhole
      ? former
      : { sequence: former?.sequence ?? sequence, places: (former?.places ?? 0) + 1 };
    this.afterMissing = missing === true;
    this.reached = { batches: sequence, root, ...(broken && { broken }) };
  }
}

/** Whether a batch is missing for good, by when a later one was committed. */
export const isGivenUp = ({ committed }: Pick<BatchHeader, 'committed'>, nowMs: number): boolean =>
  nowMs >= parseInstant(committed.at) + GIVEN_UP_AFTER_HOURS * HOUR_MS;

/** What stands at the place of a batch that is given up: whoever sends it later finds the place taken. */
export function missingBatch(
  { organisation, id }: Pick<Journal, 'organisation' | 'id'>,
  sequence: number,
  root: string,
  stamp: Stamp,
): BatchHeader {
  const { at } = stamp;
  return {
    type: 'batch',
    organisation,
    journal: id,
    sequence,
    root,
    previousRoot: root,
    count: 0,
    from: at,
    to: at,
    tallies: [],
    violations: [],
    policyVersion: 0,
    committed: stamp,
    missing: true,
  };
}
