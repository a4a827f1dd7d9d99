// SPDX-License-Identifier: Apache-2.0
/** The Merkle paths of a bundle's uses, step by step (RFC 9162 §2.1.3.2), to be drawn. Drawing proves nothing: the verifier does. */
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { leafHash, nodeHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import type { Archive } from '@catalog-chain/verifier/verify/archive';
import { FILES } from '@catalog-chain/verifier/format';
import type { PathStep, ProvedPath } from './protocol';

interface GivenLeaf {
  readonly batch: readonly [organisation: string, journal: string, sequence: string];
  readonly index: number;
  readonly line: string;
  readonly path: readonly string[];
}

interface Header {
  readonly root: string;
  readonly count: number;
}

const MOST_DRAWN = 200;

function stepsOf(leaf: string, { index, path }: GivenLeaf, size: number): readonly PathStep[] {
  let [at, last] = [index, size - 1];
  let ours = leaf;
  return path.map((sibling) => {
    const isLeft = at % 2 === 0 && at !== last;
    if (!isLeft) while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    const parent = isLeft ? nodeHash(ours, sibling) : nodeHash(sibling, ours);
    const step = { ours, sibling, isLeft, parent };
    [at, last, ours] = [at >> 1, last >> 1, parent];
    return step;
  });
}

async function linesOf(archive: Archive, name: string): Promise<readonly unknown[]> {
  if (!archive.has(name)) return [];
  const text = new TextDecoder().decode(await archive.read(name));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => decode(line));
}

const idOf = (line: string): string => {
  const { id } = decode(line) as { readonly id?: unknown };
  return typeof id === 'string' ? id : '';
};

/** @param headerOf finds the header of a batch among what was read */
export async function pathsOf(
  archive: Archive,
  headerOf: (batch: GivenLeaf['batch']) => Header | undefined,
): Promise<readonly ProvedPath[]> {
  const leaves = (await linesOf(archive, FILES.leaves)) as readonly GivenLeaf[];
  return leaves.slice(0, MOST_DRAWN).flatMap((given) => {
    const header = headerOf(given.batch);
    if (!header) return [];
    const leaf = leafHash(given.line);
    const steps = stepsOf(leaf, given, header.count);
    const [organisation, journal, sequence] = given.batch;
    return [
      {
        id: idOf(given.line),
        place: `${organisation} ${journal} ${Number(sequence)} / ${given.index}`,
        leaf,
        steps,
        root: steps.at(-1)?.parent ?? leaf,
        stated: header.root,
      },
    ];
  });
}
