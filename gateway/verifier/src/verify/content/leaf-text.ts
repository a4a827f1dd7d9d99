// SPDX-License-Identifier: Apache-2.0
import { MAX_LEAF_LINE } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import type { LeafLine } from '../../format.js';

/** Characters that canonical JSON writes as they are. */
const PLAIN = '[^"\\\\\\u0000-\\u001f\\ud800-\\udfff]*';

/** `leafShape` in canonical JSON, as makers write it: no permitted usage event needs an escape but of its quotes. */
const LINE = new RegExp(
  [
    '^\\{"batch":\\["([A-Za-z][A-Za-z0-9.-]{0,47})","([A-Za-z0-9._-]{0,64})","(\\d{10})"\\],',
    '"index":(0|[1-9]\\d{0,8}),',
    `"line":"(${PLAIN}(?:\\\\"${PLAIN})*)",`,
    '"path":\\[((?:"[0-9a-f]*"(?:,"[0-9a-f]*")*)?)\\]\\}$',
  ].join(''),
);
const MAX_PATH = 32;
const HASH_LENGTH = 64;

type Captures = [
  whole: string,
  mspId: string,
  journal: string,
  sequence: string,
  index: string,
  line: string,
  path: string,
];

/**
 * Reads a line of `leaves.ndjson` in one go, as the chaincode reads leaves (docs/decisions/0061).
 * @returns undefined for what is not canonical or not of the shape, and for some that is: `decode` and `leafShape` tell
 */
export function quickLeaf(text: string): LeafLine | undefined {
  const match = LINE.exec(text) as Captures | null;
  if (!match) return undefined;
  const [, mspId, journal, sequence, index, escaped, nodes] = match;
  const line = JSON.parse(`"${escaped}"`) as string;
  const path = nodes === '' ? [] : nodes.slice(1, -1).split('","');
  const fits = path.length <= MAX_PATH && path.every((node) => node.length === HASH_LENGTH);
  if (!fits || line.length > MAX_LEAF_LINE) return undefined;
  return { batch: [mspId, journal, sequence], index: Number(index), line, path };
}
