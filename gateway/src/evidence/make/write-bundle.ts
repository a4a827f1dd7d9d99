// SPDX-License-Identifier: Apache-2.0
/** Writes what was gathered as archives. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import yazl from 'yazl';
import { FILES, FORMAT, partFile, rootFile, type Claim, type Manifest } from '@catalog-chain/verifier/format';

/** Where the bundle's records come from. */
export interface Origin extends Pick<Manifest, 'asOf' | 'ledger'> {
  /** Root certificates by MSP, PEM. */
  readonly roots: Readonly<Record<string, readonly string[]>>;
}

export interface Gathered {
  /** Contents by name. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly claims: readonly Claim[];
}

/** @returns the files of a part, the manifest first; roots are in the first part */
export function partFiles(
  { files: gathered, claims }: Gathered,
  { ledger, roots, asOf }: Origin,
  part?: Manifest['part'],
): Map<string, Buffer> {
  const contents = new Map(gathered);
  if (part === undefined || part.number === 1)
    for (const [organisation, certificates] of Object.entries(roots))
      contents.set(
        rootFile(organisation),
        Buffer.from(certificates.map((pem) => `${pem.trim()}\n`).join('')),
      );
  const files = [...contents.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
  const manifest: Manifest = {
    format: FORMAT,
    asOf,
    ledger,
    claims: [...claims],
    files,
    ...(part && { part }),
  };
  return new Map([[FILES.manifest, Buffer.from(encode(manifest), 'utf8')], ...contents]);
}

const SAME = { mtime: new Date(0), mode: 0o100644 } as const;

/** Equal files make equal archives. Hashes, most of a bundle, hardly shrink with more effort. */
export async function zipFiles(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [path, content] of files) archive.addBuffer(content, path, { ...SAME, compressionLevel: 1 });
  archive.end();
  return buffer(archive.outputStream);
}

type Part = IteratorResult<{ readonly zip: Buffer }, undefined>;

/** An archive of parts, each made when the one before has been taken. */
export async function* zipParts(
  first: Part,
  others: AsyncGenerator<{ readonly zip: Buffer }, undefined>,
): AsyncGenerator<Uint8Array> {
  const archive = new yazl.ZipFile();
  const bytes = archive.outputStream.pipe(new PassThrough());
  const feed = async (): Promise<void> => {
    let number = 1;
    for (let next = first; next.done !== true; next = await others.next()) {
      const part = Readable.from([next.value.zip]);
      archive.addReadStream(part, partFile(number), { ...SAME, compress: false });
      await new Promise((resolve) => part.once('close', resolve));
      number += 1;
    }
    archive.end();
  };
  const fed = feed().catch((error: unknown) => {
    bytes.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  yield* bytes as AsyncIterable<Buffer>;
  await fed;
}
