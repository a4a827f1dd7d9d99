// SPDX-License-Identifier: Apache-2.0
import type { Ledger } from '../../ledger/ledger.js';
import { gatherDispute } from './dispute.js';
import { gatherEvent } from './event.js';
import { Gatherer, type Sources } from './gatherer.js';
import { gatherMonth } from './month.js';
import { gatherRecord } from './record-trail.js';
import { bundleFiles, zipFiles } from './write-bundle.js';

/** What a bundle is asked to prove. */
export type Subject =
  | { readonly kind: 'event'; readonly id: string; readonly organisation?: string | undefined }
  | { readonly kind: 'grant'; readonly id: string; readonly period: string }
  | { readonly kind: 'dispute'; readonly id: string }
  /** By its commitments, one per grant. */
  | { readonly kind: 'record'; readonly records: readonly string[] };

/** The one channel and the one chaincode. */
const NAMES = { channel: 'catalog', chaincode: 'catalog' } as const;

/**
 * @param made milliseconds since 1970
 * @param party of a record's uses only those to which this organisation is a party; absent: all
 * @returns the zip. @throws DomainError `NOT_FOUND`, `CONDITION_NOT_MET` for what is too much; LedgerError
 */
export async function makeBundle(
  subject: Subject,
  sources: Sources & { readonly ledger: Pick<Ledger, 'kind'> },
  made: number,
  party?: string,
): Promise<Buffer> {
  const gatherer = new Gatherer(sources);
  await gather(gatherer, subject, party);
  const { genesisHash } = await sources.ledger.info();
  const kind = sources.ledger.kind === 'embedded' ? 'embedded' : 'fabric';
  const files = bundleFiles(gatherer.draft, {
    ledger: { kind, ...NAMES, genesisHash },
    roots: await sources.ledger.rootCertificates(),
    made: new Date(made).toISOString(),
  });
  return zipFiles(files);
}

function gather(gatherer: Gatherer, subject: Subject, party: string | undefined): Promise<void> {
  switch (subject.kind) {
    case 'event':
      return gatherEvent(gatherer, subject);
    case 'grant':
      return gatherMonth(gatherer, subject.id, subject.period);
    case 'dispute':
      return gatherDispute(gatherer, subject.id);
    case 'record':
      return gatherRecord(gatherer, subject.records, party);
  }
}
