// SPDX-License-Identifier: Apache-2.0
/** What a bundle claims: checked one by one, each said in a line that can be read by itself. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { Claim } from '../format.js';
import type { AsOf } from './proof/as-of.js';
import { checkComplete, type CompleteClaim, type Proved } from './content/complete.js';
import { checkDispute } from './content/disputes.js';
import { demand, Fault } from './faults.js';
import type { ProvedLeaf } from './content/leaves.js';
import { checkPeriod } from './content/periods.js';
import { sealedBefore, undisclosed } from './content/seals.js';

/** A claim that holds, and what it says. */
export interface Proven {
  readonly claim: Claim;
  readonly statement: string;
  /** It is so in no older state than that of this block. */
  readonly asOf: AsOf;
}

/** @throws Fault */
export function checkClaim(claim: Claim, proved: Proved): Proven {
  const { asOf } = proved.anchor;
  const statement = `${statementOf(claim, proved)}; as of block ${asOf.block}, ${asOf.time}`;
  return { claim, statement, asOf };
}

// eslint-disable-next-line complexity -- one case per claim
function statementOf(claim: Claim, proved: Proved): string {
  switch (claim.claim) {
    case 'event':
      return ofEvent(claim, proved);
    case 'record':
      return ofRecord(claim.record, claim.events, proved);
    case 'request':
      return ofRequest(claim.id, proved);
    case 'grant':
      return ofGrant(claim.id, proved);
    case 'obligation':
      return ofObligation(claim.id, proved);
    case 'dispute':
      return checkDispute(claim.id, proved);
    case 'period':
      return checkPeriod(claim, proved);
    case 'resource-version':
      return ofVersion(claim.id, claim.version, proved);
    case 'complete':
    case 'so-far':
      return ofMonth(claim, proved);
  }
}

function ofMonth(claim: CompleteClaim, proved: Proved): string {
  const { grant, period, organisation } = claim;
  const where = `${claim.claim} ${grant} ${period} ${organisation}`;
  const { journals, batches, events, broken } = checkComplete(claim, proved, where);
  const faults = broken.length === 0 ? '' : `; its journals are broken: ${broken.join(', ')}`;
  const running = claim.claim === 'so-far' ? '; the month may go on' : '';
  const sealed = undisclosed(organisation, period, proved.reads, where) ?? 0;
  const hidden =
    sealed === 0 ? '' : `; ${sealed} uses of the month are sealed and not disclosed, under whatever grants`;
  return (
    `${organisation} reported ${events} events of grant ${grant} for ${period}: ` +
    `all that its ${batches} batches in ${journals} journals hold${faults}${running}${hidden}`
  );
}

export type EventClaim = Extract<Claim, { claim: 'event' }>;

/**
 * An id is one per reporter; a bundle that does not say whose holds one only.
 * @throws Fault where there is none, or another of the same id
 */
export function onlyEvent({ id, organisation }: EventClaim, { leaves }: Proved): ProvedLeaf {
  const [leaf, ...others] = leaves
    .withId(id)
    .filter(({ header }) => organisation === undefined || header.organisation === organisation);
  if (!leaf || others.length > 0)
    throw new Fault('record-missing', `event ${id}`, 'The event is not there exactly once.');
  return leaf;
}

function ofEvent(claim: EventClaim, proved: Proved): string {
  const { id } = claim;
  const found = onlyEvent(claim, proved);
  const { header, index, leaf } = found;
  const { organisation, journal, sequence, violations, committed } = header;
  const codes = violations.find((one) => one.leaf === index)?.codes ?? [];
  const block = proved.reads.find('batch', organisation, journal, tenDigits(sequence))?.version?.block;
  const signed = proved.transactions.has(committed.tx) ? 'signed by its reporter' : 'as the ledger holds it';
  const record = leaf.record === undefined ? '' : ` of record ${leaf.record}`;
  const corrects = leaf.corrects === undefined ? '' : ` of event ${leaf.corrects}`;
  return (
    `${id}: ${leaf.kind}${corrects}${record} under grant ${leaf.grant} at ${leaf.at}, reported by ${organisation} ` +
    `(${leaf.side}) ${committed.at}, ${signed}, in block ${block ?? '?'}; ` +
    (codes.length === 0 ? 'no violation' : `violations: ${codes.join(', ')}`) +
    sealedBefore(found, proved.reads)
  );
}

function ofRecord(record: string, events: number, { leaves }: Proved): string {
  const found = leaves.ofRecord(record);
  const all = found.length === events;
  demand(all, 'leaves-incomplete', `record ${record}`, 'The bundle has not as many events of the record.');
  const claimed = found.filter(({ leaf }) => leaf.side === 'claim').length;
  const grants = [...new Set(found.map(({ leaf }) => leaf.grant))].sort();
  return (
    `${record}: ${events} events of the record, ${claimed} claimed and ${events - claimed} attested, ` +
    `under grant ${grants.join(', ')}`
  );
}

function ofRequest(id: string, { reads }: Proved): string {
  const { terms, state } = reads.get(`request ${id}`, 'request', id);
  return `${id}: ${terms.consumer} asked ${terms.provider} for ${terms.resource} version ${terms.resourceVersion}; ${state} when read`;
}

function ofGrant(id: string, { reads }: Proved): string {
  const where = `grant ${id}`;
  const { terms, hash, state } = reads.get(where, 'grant', id);
  demand(digestOf({ id, terms }) === hash, 'hash-mismatch', where, 'The hash is not that of the terms.');
  return `${id}: ${terms.provider} grants ${terms.consumer} ${terms.resource} version ${terms.resourceVersion}; ${state} when read`;
}

function ofObligation(id: string, { reads }: Proved): string {
  const { owedBy, owedTo, kind, article, dueAt, state, met } = reads.get(
    `obligation ${id}`,
    'obligation',
    id,
  );
  const law = article === undefined ? '' : ` under article ${article}`;
  const to = owedTo === undefined ? '' : ` to ${owedTo}`;
  const done = met ? ` ${met.late ? 'late' : 'in time'} at ${met.at} (${met.basis})` : '';
  return `${id}: ${owedBy ?? 'whoever has the role'} owes ${kind}${to}${law}, due ${dueAt}; ${state}${done} when read`;
}

function ofVersion(id: string, version: number, { reads }: Proved): string {
  const where = `resource-version ${id} ${version}`;
  reads.get(where, 'resource-version', id, tenDigits(version));
  return `${id}: the catalogue held version ${version}`;
}
