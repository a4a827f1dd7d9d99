// SPDX-License-Identifier: Apache-2.0
/** What a valid bundle does not show: said beside what it does, so that nobody takes it for more. */
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Manifest } from '../format.js';
import { onlyEvent, type EventClaim, type Proven } from './claims.js';
import type { CompleteClaim, Proved } from './content/complete.js';
import { undisclosed } from './content/seals.js';

const ALWAYS = [
  'that every use was reported: what neither side reported is nowhere',
  'that a record identifier or a person stands behind a commitment or pseudonym',
  'that nothing was reported, and no record changed, after the block and time that each line names',
  'that the time is exact: whoever asked for the bundle set it, within the minutes that peers allow',
  'that no certificate was revoked: no revocation list is looked at',
] as const;

/** @returns a sentence each */
export function unproved(
  { ledger }: Manifest,
  roots: 'given' | 'bundle',
  claims: readonly Proven[],
  proved: Proved,
): string[] {
  return [
    ...ofRoots(roots),
    ...(ledger.kind === 'embedded' ? [EMBEDDED] : []),
    `that the chain begins with block ${ledger.genesisHash}: no block is in the bundle`,
    `that no other channel has the same request: channel ${ledger.channel} is what its transaction names`,
    ...claims.flatMap((one) => ofClaim(one, proved)),
    ...ALWAYS,
  ];
}

const EMBEDDED = 'that several organisations agreed: one operator keeps this ledger';

const ofRoots = (roots: 'given' | 'bundle'): string[] =>
  roots === 'given'
    ? []
    : [
        'whose keys these are, and so the kind of the ledger: the root certificates came from the bundle itself (see --trust)',
      ];

// eslint-disable-next-line complexity -- one case per claim
function ofClaim({ claim }: Proven, proved: Proved): string[] {
  switch (claim.claim) {
    case 'event':
      return ofEvent(claim, proved);
    case 'record':
      return [`that record ${claim.record} has no other uses: only a grant's month is shown whole`];
    case 'request':
    case 'grant':
      return [`who took the steps of ${claim.claim} ${claim.id}: its transactions are not in the bundle`];
    case 'obligation':
      return [`that nothing else was owed beside ${claim.id}: no list of all is in the bundle`];
    case 'so-far':
      return [
        `what ${claim.organisation} reported of ${claim.grant} for ${claim.period} in all: the month may go on`,
        ...ofSealed(claim, proved),
      ];
    case 'complete':
      return [...ofNils(claim.grant, claim.period, claim.organisation, proved), ...ofSealed(claim, proved)];
    case 'resource-version':
    case 'period':
    case 'dispute':
      return [];
  }
}

function ofEvent(claim: EventClaim, proved: Proved): string[] {
  const { id } = claim;
  const { header } = onlyEvent(claim, proved);
  const corrected = `that no correction took event ${id} back: of all events only those of a grant's month are shown whole`;
  if (proved.transactions.has(header.committed.tx)) return [corrected];
  return [corrected, `that ${header.organisation} signed event ${id}: its transaction is not in the bundle`];
}

/** What is sealed shows nowhere until it is disclosed. */
function ofSealed({ grant, period, organisation }: CompleteClaim, { reads }: Proved): string[] {
  const sealed = undisclosed(organisation, period, reads, 'sealed');
  if (sealed === 0) return [];
  return [
    sealed === undefined
      ? `whether ${organisation} has sealed uses for ${period}: no list of them is in the bundle`
      : `whether the uses that ${organisation} has sealed for ${period} are of ${grant}: they are not disclosed`,
  ];
}

/** A tally does not count them: only the transaction shows that none is missing. */
function ofNils(grant: string, period: string, organisation: string, proved: Proved): string[] {
  const open = proved.reads.batches().some(({ header }) => {
    const stated = SIDES.some((side) =>
      header.tallies.some((one) => one.grant === grant && one.period === period && one.side === side),
    );
    return header.organisation === organisation && stated && !proved.transactions.has(header.committed.tx);
  });
  return open
    ? [
        `whether ${organisation} also reported "nil" of ${grant} for ${period}: not all transactions are in the bundle`,
      ]
    : [];
}
