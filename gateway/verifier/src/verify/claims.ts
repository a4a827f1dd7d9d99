// SPDX-License-Identifier: Apache-2.0
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { Claim } from '../format.js';
import { checkComplete, type Proved } from './complete.js';
import { checkDispute } from './disputes.js';
import { demand, Fault } from './faults.js';
import { checkPeriod } from './periods.js';

/** A claim that holds, and what it says. */
export interface Proven {
  readonly claim: Claim;
  readonly statement: string;
}

/** @throws Fault */
export function checkClaim(claim: Claim, proved: Proved): Proven {
  return { claim, statement: statementOf(claim, proved) };
}

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
    case 'dispute':
      return checkDispute(claim.id, proved);
    case 'period':
      return checkPeriod(claim, proved);
    case 'resource-version':
      return ofVersion(claim.id, claim.version, proved);
    case 'complete': {
      const where = `complete ${claim.grant} ${claim.period} ${claim.organisation}`;
      const { journals, batches, events, broken } = checkComplete(claim, proved, where);
      const faults = broken.length === 0 ? '' : `; its journals are broken: ${broken.join(', ')}`;
      return (
        `${claim.organisation} reported ${events} events of grant ${claim.grant} for ${claim.period}: ` +
        `all that its ${batches} batches in ${journals} journals hold${faults}`
      );
    }
  }
}

/** An id is one per reporter; a bundle that does not say whose holds one only. */
function ofEvent(
  { id, organisation: reporter }: Extract<Claim, { claim: 'event' }>,
  { reads, leaves, transactions }: Proved,
): string {
  const where = `event ${id}`;
  const [leaf, ...others] = leaves
    .withId(id)
    .filter(({ header }) => reporter === undefined || header.organisation === reporter);
  if (!leaf || others.length > 0)
    throw new Fault('record-missing', where, 'The event is not there exactly once.');
  const { organisation, journal, sequence, violations, committed } = leaf.header;
  const codes = violations.find((one) => one.leaf === leaf.index)?.codes ?? [];
  const block = reads.find('batch', organisation, journal, tenDigits(sequence))?.block;
  const signed = transactions.has(committed.tx) ? 'signed by its reporter' : 'as the ledger holds it';
  return (
    `${leaf.leaf.kind} of grant ${leaf.leaf.grant} at ${leaf.leaf.at}, reported by ${organisation} ` +
    `(${leaf.leaf.side}) ${committed.at}, ${signed}, in block ${block ?? '?'}; ` +
    (codes.length === 0 ? 'no violation' : `violations: ${codes.join(', ')}`)
  );
}

function ofRecord(record: string, events: number, { leaves }: Proved): string {
  const found = leaves.ofRecord(record);
  const all = found.length === events;
  demand(all, 'leaves-incomplete', `record ${record}`, 'The bundle has not as many events of the record.');
  const claimed = found.filter(({ leaf }) => leaf.side === 'claim').length;
  const grants = [...new Set(found.map(({ leaf }) => leaf.grant))].sort();
  return (
    `${events} events of the record, ${claimed} claimed and ${events - claimed} attested, ` +
    `under grant ${grants.join(', ')}`
  );
}

function ofRequest(id: string, { reads }: Proved): string {
  const { terms, state } = reads.get(`request ${id}`, 'request', id);
  return `${terms.consumer} asked ${terms.provider} for ${terms.resource} version ${terms.resourceVersion}; ${state} when read`;
}

function ofGrant(id: string, { reads }: Proved): string {
  const where = `grant ${id}`;
  const { terms, hash, state } = reads.get(where, 'grant', id);
  demand(digestOf({ id, terms }) === hash, 'hash-mismatch', where, 'The hash is not that of the terms.');
  return `${terms.provider} grants ${terms.consumer} ${terms.resource} version ${terms.resourceVersion}; ${state} when read`;
}

function ofVersion(id: string, version: number, { reads }: Proved): string {
  const where = `resource-version ${id} ${version}`;
  reads.get(where, 'resource-version', id, tenDigits(version));
  return `the catalogue held version ${version}`;
}
