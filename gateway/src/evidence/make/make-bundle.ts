// SPDX-License-Identifier: Apache-2.0
/** Makes a bundle of evidence: what it is asked to prove, gathered and given out part by part. */
import type { Ledger } from '../../ledger/ledger.js';
import { gatherDispute } from './dispute.js';
import { gatherEvent } from './event.js';
import { Gatherer } from './gatherer.js';
import { gatherMonth } from './month.js';
import { gatherObligations } from './obligations.js';
import { gatherRecord } from './record-trail.js';
import type { Rest, Sources } from './sources.js';
import { partFiles, zipFiles, zipParts, type Origin } from './write-bundle.js';

/** What a bundle is asked to prove. */
export type Subject =
  | { readonly kind: 'event'; readonly id: string; readonly organisation?: string | undefined }
  | { readonly kind: 'grant'; readonly id: string; readonly period: string }
  | { readonly kind: 'dispute'; readonly id: string }
  /** What the organisation owed that was due in the month. */
  | { readonly kind: 'obligations'; readonly id: string; readonly period: string }
  /** By its commitments, one per grant. */
  | { readonly kind: 'record'; readonly records: readonly string[] };

/** The one channel and the one chaincode. */
const NAMES = { channel: 'catalog', chaincode: 'catalog' } as const;

/**
 * @param party of a record's uses only those to which this organisation is a party; absent: all
 * @returns the zip, in pieces; of a month that is larger than one part, an archive of parts
 * @throws DomainError `NOT_FOUND`, `CONDITION_NOT_MET` for what is too much; LedgerError
 */
export async function* makeBundle(
  subject: Subject,
  sources: Sources & { readonly ledger: Pick<Ledger, 'kind'> },
  party?: string,
): AsyncGenerator<Uint8Array> {
  const gatherer = await Gatherer.begin(sources);
  const rest = await gather(gatherer, subject, party);
  const { genesisHash } = await sources.ledger.info();
  const kind = sources.ledger.kind === 'embedded' ? 'embedded' : 'fabric';
  const { organisation, id } = gatherer.request;
  const origin = { ledger: { kind, ...NAMES, genesisHash }, asOf: { organisation, id } } as const;
  const parts = partsOf(gatherer, rest, { ...origin, roots: await sources.ledger.rootCertificates() });
  const first = await parts.next();
  if (first.done !== true && first.value.isOnly) yield first.value.zip;
  else yield* zipParts(first, parts);
}

interface MadePart {
  readonly zip: Buffer;
  /** There is no other. */
  readonly isOnly: boolean;
}

async function* partsOf(
  { draft }: Gatherer,
  rest: Rest | undefined,
  origin: Origin,
): AsyncGenerator<MadePart, undefined> {
  let number = 1;
  const ended = async (isLast: boolean): Promise<MadePart> => {
    const isOnly = isLast && number === 1;
    const zip = await zipFiles(
      partFiles(draft.take(), origin, isOnly ? undefined : { number, last: isLast }),
    );
    number += 1;
    return { zip, isOnly };
  };
  const batches = rest?.();
  while (batches && (await batches.next()).done !== true) if (draft.isFull) yield ended(false);
  yield ended(true);
}

async function gather(
  gatherer: Gatherer,
  subject: Subject,
  party: string | undefined,
): Promise<Rest | undefined> {
  switch (subject.kind) {
    case 'event':
      await gatherEvent(gatherer, subject);
      return undefined;
    case 'grant':
      return gatherMonth(gatherer, subject.id, subject.period);
    case 'dispute':
      return gatherDispute(gatherer, subject.id);
    case 'obligations':
      await gatherObligations(gatherer, subject.id, subject.period);
      return undefined;
    case 'record':
      await gatherRecord(gatherer, subject.records, party);
      return undefined;
  }
}
