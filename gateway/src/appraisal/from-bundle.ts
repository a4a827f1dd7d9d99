// SPDX-License-Identifier: Apache-2.0
/** The uses of a grant in a month, counted again from a bundle of evidence: docs/appraisal.md, section 5. */
import { hash } from 'node:crypto';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import {
  belongsToGrant,
  type BatchHeader,
  type Leaf,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Proved } from '@catalog-chain/verifier/verify/content/complete';
import type { Evidence } from '@catalog-chain/verifier/archive/verify-bundle';
import type { BatchName, Placed } from './events.js';
import { isIn } from './months.js';
import type { Appraisal } from './report.js';
import { UsageCount } from './usage.js';

/** A bundle that cannot answer for an appraisal; the message says why. */
export class NotInBundle extends Error {
  override readonly name = 'NotInBundle';
}

interface Event extends Placed {
  readonly organisation: string;
  readonly reported: Leaf;
  readonly violations: string | null;
}

function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw new NotInBundle(message);
}

/** The grant's parties, both of which the bundle must be complete for. */
function ensureComplete({ grant, months }: Appraisal, { verdict, proved }: Evidence): string {
  ensure(grant !== undefined, 'Only an appraisal of one grant is recomputed from a bundle.');
  ensure(months.from === months.to, 'Only an appraisal of one month is recomputed from a bundle.');
  ensure(verdict.valid && proved !== undefined, 'The bundle is not valid.');
  const { provider, consumer } = proved.reads.get('appraisal', 'grant', grant).terms;
  for (const organisation of [provider, consumer]) {
    const complete = verdict.claims.some(
      ({ claim }) =>
        (claim.claim === 'complete' || claim.claim === 'so-far') &&
        claim.grant === grant &&
        claim.period === months.from &&
        claim.organisation === organisation,
    );
    ensure(complete, `The bundle is not complete for ${organisation} in ${months.from}.`);
  }
  return grant;
}

const keyOf = ({ organisation, journal, sequence }: BatchHeader): string[] => [
  organisation,
  journal,
  tenDigits(sequence),
];

/** Batches up to the block that the appraisal is as of, in the order of the chain. */
function batchesOf({ asOf }: Appraisal, { reads }: Proved): { header: BatchHeader; text: string }[] {
  const blockOf = (header: BatchHeader): number => reads.find('batch', ...keyOf(header))?.version?.block ?? 0;
  return reads
    .batches()
    .filter(({ header }) => blockOf(header) <= asOf.block)
    .sort((a, b) => blockOf(a.header) - blockOf(b.header) || a.header.sequence - b.header.sequence);
}

/** @returns the same report with the figures that the bundle's events make. @throws NotInBundle */
export function fromBundle(stated: Appraisal, evidence: Evidence): Appraisal {
  const grant = ensureComplete(stated, evidence);
  const proved = evidence.proved as Proved;
  const span = { from: parseInstant(stated.span.from), to: parseInstant(stated.span.to) };
  const names = new Map<number, BatchName>();
  const seen = new Set<string>();
  const events = batchesOf(stated, proved).flatMap(({ header, text }, tx) => {
    names.set(tx, { id: keyOf(header).join('/'), sha256: hash('sha256', text) });
    const belongs = belongsToGrant(header);
    const codes = new Map(header.violations.map((one) => [one.leaf, one.codes.join(',')]));
    return proved.leaves
      .ofBatch(header)
      .filter(({ leaf, atMs, index }) => {
        const isMeant = leaf.grant === grant && isIn(span, atMs) && belongs(index);
        return isMeant && isNew(seen, header, leaf);
      })
      .map(({ leaf, index }): Event => ({
        tx,
        leaf: index,
        organisation: header.organisation,
        reported: leaf,
        violations: codes.get(index) ?? null,
      }));
  });
  return { ...stated, figures: counted(stated.organisation, events).figures(names) };
}

const isNew = (seen: Set<string>, { organisation }: BatchHeader, { id }: Leaf): boolean =>
  seen.size < seen.add(`${organisation} ${id}`).size;

function counted(own: string, events: readonly Event[]): UsageCount {
  const count = new UsageCount();
  const corrected = new Set(events.map(({ reported }) => `${reported.side} ${reported.corrects ?? ''}`));
  const used = events.map(({ reported, ...event }) => {
    const { kind, grant, correlation, side, record, count: number, id } = reported;
    const stands = (record !== undefined || number !== undefined) && !corrected.has(`${side} ${id}`);
    return { side, use: { ...event, kind, grant, correlation, stands }, isOwn: event.organisation === own };
  });
  for (const { side, use, isOwn } of used) if (isOwn) count.addOwn(side, use);
  for (const { side, use, isOwn } of used) if (!isOwn) count.addOther(side, use);
  return count;
}
