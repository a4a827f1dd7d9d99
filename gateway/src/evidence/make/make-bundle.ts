// SPDX-License-Identifier: Apache-2.0
import type { Ledger } from '../../ledger/ledger.js';
import { Collector, type Sources } from './collect.js';
import { bundleFiles, zipFiles } from './write-bundle.js';

/** What a bundle is asked to prove. */
export type Subject =
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'grant'; readonly id: string; readonly period: string };

/** The one channel and the one chaincode. */
const NAMES = { channel: 'catalog', chaincode: 'catalog' } as const;

/**
 * @param made milliseconds since 1970
 * @returns the zip. @throws DomainError `NOT_FOUND`, LedgerError
 */
export async function makeBundle(
  subject: Subject,
  sources: Sources & { readonly ledger: Pick<Ledger, 'kind'> },
  made: number,
): Promise<Buffer> {
  const collector = new Collector(sources);
  if (subject.kind === 'event') await collector.event(subject.id);
  else await collector.grantMonth(subject.id, subject.period);
  const { genesisHash } = await sources.ledger.info();
  const kind = sources.ledger.kind === 'embedded' ? 'embedded' : 'fabric';
  const files = bundleFiles(collector.draft, {
    ledger: { kind, ...NAMES, genesisHash },
    roots: await sources.ledger.rootCertificates(),
    made: new Date(made).toISOString(),
  });
  return zipFiles(files);
}
