// SPDX-License-Identifier: Apache-2.0
/** Sealed uses: that what was disclosed is what was sealed, and how much of a month is not disclosed. */
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import { sealOf } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { demand } from '../faults.js';
import type { Reads } from '../proof/reads.js';
import type { ProvedLeaf } from './leaves.js';

/** What is to be said of an event that was sealed first; nothing of others. @throws Fault */
export function sealedBefore({ leaf, header }: ProvedLeaf, reads: Reads): string {
  const { id, salt } = leaf;
  if (salt === undefined) return '';
  const where = `event ${id}`;
  const seal = reads.get(where, 'seal', header.organisation, id);
  const made = sealOf(leaf, salt);
  const same = made.seal === seal.seal && made.exchange === seal.exchange && leaf.side === seal.side;
  demand(same, 'seal-mismatch', where, 'The event is not the one that was sealed.');
  const { disclosed: done } = seal;
  const here =
    seal.state === 'disclosed' &&
    done?.tx === header.committed.tx &&
    done.journal === header.journal &&
    tenDigits(done.sequence) === tenDigits(header.sequence);
  demand(here, 'seal-mismatch', where, 'The event was disclosed elsewhere, or not at all.');
  return `; sealed ${seal.sealed.at} to be disclosed by ${seal.discloseBy}, ${done.late ? 'disclosed late' : 'disclosed in time'}`;
}

/**
 * How many uses of a month an organisation had sealed and not disclosed, on both sides.
 * @returns undefined where the bundle has no list of them. @throws Fault where it lacks a seal of its lists
 */
export function undisclosed(
  organisation: string,
  period: string,
  reads: Reads,
  where: string,
): number | undefined {
  const lists = SIDES.map((side) => reads.find('sealed-month', organisation, period, side)?.record);
  let open = 0;
  for (const list of lists) {
    if (list?.type !== 'sealed-month') return undefined;
    open += list.ids.filter((id) => isOpen(reads.get(where, 'seal', organisation, id))).length;
  }
  return open;
}

const isOpen = ({ state }: Seal): boolean => state === 'sealed';
