// SPDX-License-Identifier: Apache-2.0
/** Uses of the demo's last month, as both sides tell them. The numbers of files are invented. */
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { rowId } from '../import/codes.js';
import type { PlannedUse, UseEvent } from '../import/plan/plan.js';
import { CONSUMER, PROVIDER } from './seed-catalogue.js';

/** What a grant foresees of each of its uses. */
export interface Foreseen {
  readonly grant: string;
  readonly action: 'query' | 'verify';
  readonly system: string;
  readonly holder: string;
  readonly purpose: string;
}

export interface PastUse {
  readonly record: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What it was for, where that is not what the grant foresees. */
  readonly purpose?: string;
  /** The side that does not report it. */
  readonly untold?: Side;
}

const REPORTERS = { claim: CONSUMER, attestation: PROVIDER } as const;
/** The provider notes a call a moment later. */
const LATER_MS = 40;

function eventOf(foreseen: Foreseen, { record, at, purpose }: PastUse, side: Side): UseEvent {
  const { grant, action, system, holder } = foreseen;
  const time = side === 'claim' ? at : at + LATER_MS;
  const content = {
    kind: 'use' as const,
    correlation: `${grant}-${at.toString(36)}`,
    grant,
    action,
    system: side === 'claim' ? `${CONSUMER}:${system}` : `${PROVIDER}:${holder}`,
    purpose: purpose ?? foreseen.purpose,
    outcome: 'ok' as const,
  };
  const actorId = side === 'claim' ? 'caseworker-2' : 'interface-job';
  return {
    id: rowId(time, { side, ...content }),
    at: new Date(time).toISOString(),
    ...content,
    recordId: record,
    actorId,
  };
}

export function pastUses(foreseen: Foreseen, uses: readonly PastUse[]): PlannedUse[] {
  return uses.flatMap((use, n) =>
    (['claim', 'attestation'] as const)
      .filter((side) => side !== use.untold)
      .map((side) => ({
        row: n + 1,
        organisation: REPORTERS[side],
        side,
        event: eventOf(foreseen, use, side),
      })),
  );
}
