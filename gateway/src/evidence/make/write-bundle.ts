// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import yazl from 'yazl';
import { FILES, FORMAT, rootFile, type Manifest } from '@catalog-chain/verifier/format';
import type { Draft } from './draft.js';

/** Where the bundle's records come from. */
export interface Origin {
  readonly ledger: Manifest['ledger'];
  /** Root certificates by MSP, PEM. */
  readonly roots: Readonly<Record<string, readonly string[]>>;
  /** RFC 3339. */
  readonly made: string;
}

/** @returns the files of a bundle, the manifest first */
export function bundleFiles(draft: Draft, { ledger, roots, made }: Origin): Map<string, Buffer> {
  const contents = draft.files;
  for (const [organisation, certificates] of Object.entries(roots))
    contents.set(rootFile(organisation), Buffer.from(certificates.map((pem) => `${pem.trim()}\n`).join('')));
  const files = [...contents.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
  const manifest: Manifest = { format: FORMAT, made, ledger, claims: [...draft.claims], files };
  return new Map([[FILES.manifest, Buffer.from(encode(manifest), 'utf8')], ...contents]);
}

/** Equal files make equal archives. Hashes, most of a bundle, hardly shrink with more effort. */
export async function zipFiles(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [path, content] of files)
    archive.addBuffer(content, path, { mtime: new Date(0), mode: 0o100644, compressionLevel: 1 });
  archive.end();
  return buffer(archive.outputStream);
}
