// SPDX-License-Identifier: Apache-2.0
/** Seals a batch that was read: judges each leaf and writes the header. */
import { closedTest, type ClosedSide } from '../period/after-closing';
import { BATCH_LIMITS, type BatchOrder, type ReadBatch } from './batch';
import { DomainError, ensure } from '../errors';
import { deviationOf, EXCHANGE_FORM } from './exchange';
import { isParty, judgeOf, type Judge, type JudgedGrant, type SealedSetting } from './judge';
import type { ReadLeaf } from './leaf-line';
import type { Policy, Stamp } from '../records';
import { tallies } from './tally';
import { formatInstant } from '../calendar/time';
import type { BatchHeader, Leaf, Tally } from './usage-records';

/** What the ledger knows beside the batch itself. */
export interface BatchSetting {
  readonly organisation: string;
  readonly order: BatchOrder;
  /** The grants that exist, by id. */
  readonly grants: ReadonlyMap<string, JudgedGrant>;
  readonly policy: Policy;
  readonly nowMs: number;
  readonly stamp: Stamp;
  /** What the reporter has closed already, of the batch's (grant, side, period). */
  readonly closed: readonly ClosedSide[];
  /** What the batch discloses of sealed uses, by id; absent: nothing. */
  readonly sealed?: ReadonlyMap<string, SealedSetting>;
  /** Ids of what it tells openly although the reporter had sealed it; absent: nothing. */
  readonly openly?: ReadonlySet<string>;
}

type Verdicts = BatchHeader['violations'];
const NONE: Verdicts[number]['codes'] = [];

/**
 * @throws DomainError `BATCH_TOO_LARGE`; `NOT_PARTY` when a leaf speaks for a side of its grant that the reporter is not on
 */
export function sealBatch(batch: ReadBatch, setting: BatchSetting): BatchHeader {
  const { organisation, order, policy, stamp } = setting;
  const violations = verdicts(batch, setting);
  const stated = statedTallies(batch, violations, setting);
  const { tallies: most } = BATCH_LIMITS;
  ensure(stated.length <= most, 'BATCH_TOO_LARGE', 'At most {most} months of grants and sides.', { most });
  return {
    type: 'batch',
    organisation,
    ...order,
    root: batch.root,
    count: batch.leaves.length,
    ...range(batch.leaves),
    tallies: stated,
    exchangeForm: EXCHANGE_FORM,
    violations,
    policyVersion: policy.version,
    committed: stamp,
  };
}

function statedTallies({ leaves }: ReadBatch, violations: Verdicts, setting: BatchSetting): Tally[] {
  const codes = new Map(violations.map((one) => [leaves[one.leaf], one.codes]));
  const grantedTo = ({ grant }: Leaf): string | undefined =>
    setting.grants.get(grant)?.grant.terms.purpose.code;
  return tallies(belonging(leaves, setting), setting.policy.calendar.utcOffsetMinutes, {
    deviationOf: (read) => deviationOf(read.leaf, codes.get(read) ?? NONE, grantedTo(read.leaf)),
    grantedTo,
  });
}

/**
 * What is stated under grants that there are. A leaf whose grant does not exist at the commit stays in the batch with
 * its verdict `no-grant`, and belongs to no grant, whatever gets its id later: docs/decisions/0380.
 */
function belonging(leaves: readonly ReadLeaf[], { grants }: BatchSetting): readonly ReadLeaf[] {
  return leaves.filter(({ leaf }) => grants.has(leaf.grant));
}

function verdicts(batch: ReadBatch, setting: BatchSetting): Verdicts {
  const judges = judgesOf(batch, setting);
  const found: Verdicts[number][] = [];
  batch.leaves.forEach(({ leaf, atMs }, index) => {
    const grant = setting.grants.get(leaf.grant)?.grant;
    if (grant && !isParty(grant, leaf.side, setting.organisation)) {
      throw new DomainError('NOT_PARTY', 'leaf {index}: the reporter is not on this side of the grant.', {
        index,
      });
    }
    const codes = judges.get(leaf.grant)?.(leaf, atMs) ?? [];
    if (codes.length > 0) found.push({ leaf: index, codes });
  });
  return found;
}

function judgesOf(
  { grants }: ReadBatch,
  { grants: known, policy, nowMs, closed, sealed, openly }: BatchSetting,
): Map<string, Judge> {
  const isClosed = closedTest(closed, policy.calendar.utcOffsetMinutes);
  const measure = {
    nowMs,
    reportWithinHours: policy.reportWithinHours,
    isClosed,
    ...(sealed && { sealed }),
    ...(openly && { openly }),
  };
  return new Map(grants.map((id) => [id, judgeOf(known.get(id), measure)]));
}

function range(leaves: readonly ReadLeaf[]): Pick<BatchHeader, 'from' | 'to'> {
  let [from, to] = [Infinity, -Infinity];
  for (const { atMs } of leaves) {
    if (atMs < from) from = atMs;
    if (atMs > to) to = atMs;
  }
  return { from: formatInstant(from), to: formatInstant(to) };
}
