// SPDX-License-Identifier: Apache-2.0
/** Bundles of several parts: whole, with parts missing, doubled, out of order, or of other bundles. */
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { partFiles, zipFiles } from '@catalog-chain/gateway/evidence/make/write-bundle';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { lineOf, partFile, readLines, type Manifest, type ReadLine } from '@catalog-chain/verifier/format';
import type { Bundles } from './bundles.js';
import type { Case } from './case.js';

type Part = Manifest['part'];

export async function archived(parts: readonly Buffer[], nameOf = partFile): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [at, part] of parts.entries()) archive.addBuffer(part, nameOf(at + 1), { compress: false });
  archive.end();
  return buffer(archive.outputStream);
}

/** One bundle taken into parts: the headers that claims walk, with what carried them, one batch in each later part. */
async function taken(zip: Buffer): Promise<(numbers?: readonly Part[]) => Promise<Buffer[]>> {
  const files = new Map(await openBundle(zip));
  const manifest = decode(String(files.get('manifest.json'))) as unknown as Manifest;
  const lines = [...readLines(files.get('reads.ndjson') ?? Buffer.alloc(0))].map(
    (one) => decode(one) as unknown as ReadLine,
  );
  const isBatch = ({ key }: ReadLine): boolean => key[0] === 'batch';
  const batches = lines.filter(isBatch).sort((a, b) => (a.key.join('\0') < b.key.join('\0') ? -1 : 1));
  const textOf = (some: readonly ReadLine[]): Buffer => Buffer.from(some.map(lineOf).join(''));
  const carrier = (line: ReadLine): [string, Buffer] | undefined =>
    [...files].find(
      ([name]) =>
        name.startsWith('transactions/') && Buffer.from(line.payload, 'base64').includes(name.slice(13, 77)),
    );
  const carriers = batches.map(carrier);
  const first = new Map(files);
  first.delete('manifest.json');
  for (const found of carriers) if (found) first.delete(found[0]);
  first.set('reads.ndjson', textOf(lines.filter((line) => !isBatch(line))));
  const rest = batches.map((line, at) => {
    const found = carriers[at];
    return new Map([['reads.ndjson', textOf([line])], ...(found ? [found] : [])] as [string, Buffer][]);
  });
  const origin = { ledger: manifest.ledger, asOf: manifest.asOf, roots: {} };
  const count = batches.length + 1;
  const usual = Array.from({ length: count }, (_, at) => ({ number: at + 1, last: at + 1 === count }));
  return (numbers = usual) =>
    Promise.all(
      [first, ...rest].map((contents, at) =>
        zipFiles(
          partFiles({ files: contents, claims: at === 0 ? manifest.claims : [] }, origin, numbers[at]),
        ),
      ),
    );
}

export async function* parts(bundles: Bundles): AsyncGenerator<Case> {
  for (const base of ['closed', 'running']) {
    const make = await taken(bundles.embedded.get(base) ?? Buffer.alloc(0));
    const whole = await make();
    const count = whole.length;
    const one = async (name: string, some: readonly Buffer[], exit: 0 | 1 | 2): Promise<Case> => ({
      name: `${base} in parts: ${name}`,
      bundle: await archived(some),
      exit,
      ...(exit === 1 && { reason: 'parts-differ' as const }),
    });
    yield one('all of them', whole, 0);
    yield one('without the last', whole.slice(0, -1), 1);
    yield one('without the first', whole.slice(1), 1);
    for (let at = 1; at < count - 1; at += 1)
      yield one(`without part ${at + 1}`, [...whole.slice(0, at), ...whole.slice(at + 1)], 1);
    yield one('the last twice', [...whole, ...whole.slice(-1)], 1);
    yield one(
      'two the other way round',
      [...whole.slice(0, 1), ...whole.slice(2, 3), ...whole.slice(1, 2), ...whole.slice(3)],
      1,
    );
    const early = Array.from({ length: count }, (_, at) => ({ number: at + 1, last: at + 1 >= count - 1 }));
    yield one('one after the last', await make(early), 1);
    const never = Array.from({ length: count }, (_, at) => ({ number: at + 1, last: false }));
    yield one('none the last', await make(never), 1);
    const named = await archived(whole, (number) => partFile(number + 1));
    yield { name: `${base} in parts: numbered from two`, bundle: named, exit: 2 };
    yield {
      name: `${base} in parts: a part alone`,
      bundle: whole[0] ?? Buffer.alloc(0),
      exit: 1,
      reason: 'parts-differ',
    };
    const other = await (
      await taken(bundles.embedded.get(base === 'closed' ? 'running' : 'closed') ?? Buffer.alloc(0))
    )();
    yield one(
      'the second of another bundle',
      [...whole.slice(0, 1), ...other.slice(1, 2), ...whole.slice(2)],
      1,
    );
  }
  const mixed = new yazl.ZipFile();
  const [some = Buffer.alloc(0)] = await (await taken(bundles.embedded.get('closed') ?? Buffer.alloc(0)))();
  mixed.addBuffer(some, partFile(1), { compress: false });
  mixed.addBuffer(Buffer.from(encode({})), 'manifest.json');
  mixed.end();
  yield { name: 'parts and files in one archive', bundle: await buffer(mixed.outputStream), exit: 2 };
  const packed = new yazl.ZipFile();
  packed.addBuffer(some, partFile(1));
  packed.end();
  yield { name: 'a part that is packed', bundle: await buffer(packed.outputStream), exit: 2 };
}
