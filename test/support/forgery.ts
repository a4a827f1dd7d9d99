// SPDX-License-Identifier: Apache-2.0
/** Bundles as forgers would make them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { lineOf, readLines, type LeafLine, type ReadLine } from '@catalog-chain/verifier/format';
import { zipFiles } from '@catalog-chain/gateway/evidence/make/write-bundle';
import { Unreadable, type FaultCode } from '@catalog-chain/verifier/verify/faults';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';

export type Files = Map<string, Buffer>;
export interface Listed {
  files: { path: string; bytes: number; sha256: string }[];
  asOf: { organisation: string; id: string };
  ledger: Record<string, string>;
  claims: object[];
}

const manifestOf = (files: Files): Listed => JSON.parse(String(files.get('manifest.json'))) as Listed;

/** As a careful forger would: the manifest lists the altered files. */
export async function forged(zip: Buffer, alter: (files: Files, manifest: Listed) => void): Promise<Buffer> {
  const files: Files = new Map(await openBundle(zip));
  const manifest = manifestOf(files);
  alter(files, manifest);
  files.delete('manifest.json');
  manifest.files = [...files].map(([path, content]) => ({
    path,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  return zipFiles(new Map([['manifest.json', Buffer.from(encode(manifest))], ...files]));
}

export async function codesOf(zip: Buffer): Promise<FaultCode[]> {
  const { valid, faults } = await verifyBundle(zip);
  assert.equal(valid, faults.length === 0);
  return faults.map(({ code }) => code);
}

export async function caught(
  code: FaultCode,
  zip: Buffer,
  alter: Parameters<typeof forged>[1],
): Promise<void> {
  const codes = await codesOf(await forged(zip, alter));
  assert.ok(codes.includes(code), `${code} expected, found: ${codes.join(', ') || 'nothing'}`);
}

const edit =
  <T extends LeafLine | ReadLine>(path: string, change: (lines: T[]) => void) =>
  (files: Files): void => {
    const lines = [...readLines(files.get(path) ?? Buffer.alloc(0))].map(decode) as unknown as T[];
    change(lines);
    files.set(path, Buffer.from(lines.map(lineOf).join('')));
  };
export const leaves = (change: (lines: LeafLine[]) => void): ((files: Files) => void) =>
  edit('leaves.ndjson', change);
export const reads = (change: (lines: ReadLine[]) => void): ((files: Files) => void) =>
  edit('reads.ndjson', change);

/** Without a transaction that carried a batch, the first or the one that has the text. */
export const withoutBatch =
  (text = 'usage:submit') =>
  (files: Files): void => {
    const carries = ([name, content]: [string, Buffer]): boolean =>
      name.startsWith('transactions/') && content.includes('usage:submit') && content.includes(text);
    files.delete([...files].find(carries)?.[0] ?? assert.fail('no such batch'));
  };

/** A read in the place of the one that the bundle has of the same key, or beside the others. */
export const put = (...given: readonly ReadLine[]): ((files: Files) => void) =>
  reads((lines) => {
    for (const one of given) {
      const at = lines.findIndex(({ key }) => key.join('/') === one.key.join('/'));
      if (at < 0) lines.push(one);
      else lines.splice(at, 1, one);
    }
  });

/** The request that gives a bundle its time. */
export const requestOf = async (zip: Buffer): Promise<{ organisation: string; id: string }> =>
  manifestOf(new Map(await openBundle(zip))).asOf;

export const flip = (content: Buffer, at: number): Buffer => {
  const altered = Buffer.from(content);
  altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
  return altered;
};

/** Positions spread over a length, at most so many. */
export const spread = (length: number, most: number): number[] =>
  Array.from({ length: Math.min(length, most) }, (_, i) => Math.floor((i * length) / Math.min(length, most)));

/** What `fate` says of a bundle that is believed. */
export const OK = 'valid';
export const fate = async (zip: Buffer): Promise<string> => {
  try {
    return (await verifyBundle(zip)).valid ? OK : 'invalid';
  } catch (error) {
    assert.ok(error instanceof Unreadable, String(error));
    return 'unreadable';
  }
};
