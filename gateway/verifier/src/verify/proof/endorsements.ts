// SPDX-License-Identifier: Apache-2.0
/** Whether enough organisations say what a response says. */
import type { Manifest } from '../../format.js';
import type { Endorsement } from '../../wire/envelope.js';
import { demand } from '../faults.js';
import type { Trust } from './trust.js';

/** The one endorser of an embedded ledger. */
export const EMBEDDED_NODE = 'EmbeddedNode';

export interface EndorsedBytes {
  /** `ProposalResponsePayload`. */
  readonly payload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  readonly at: number;
  readonly where: string;
}

/** The organisations of which more than half must endorse. */
export const membersOf = (trust: Trust): readonly string[] =>
  trust.organisations.filter((one) => one !== EMBEDDED_NODE);

/**
 * Fabric: more than half of the configuration's organisations, each by a peer of its own. Embedded: the node.
 * @throws Fault; one wrong endorsement spoils all
 */
export function checkEndorsements(
  { payload, endorsements, at, where }: EndorsedBytes,
  trust: Trust,
  { kind }: Manifest['ledger'],
): void {
  const organisations = new Set<string>();
  for (const { endorser, signature } of endorsements) {
    const message = Buffer.concat([payload, endorser]);
    const signer = trust.verify({ identity: endorser, message, signature, at, where });
    demand(signer.units.includes('peer'), 'role-unfit', where, 'An endorser is not a peer.');
    organisations.add(signer.organisation);
  }
  const node = organisations.delete(EMBEDDED_NODE);
  const members = membersOf(trust).length;
  const enough = kind === 'embedded' ? node : organisations.size * 2 > members && members > 0;
  demand(enough, 'endorsements-too-few', where, 'Too few organisations endorsed it.');
}
