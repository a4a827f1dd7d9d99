// SPDX-License-Identifier: Apache-2.0
/** The form of a bundle of evidence: docs/evidence-format.md. Makers and verifiers share this file and nothing else. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import {
  bytes32,
  identifier,
  instant,
  mspId,
  ownedId,
  sha256Hex,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';

export const FORMAT = 'catalog-chain-evidence/1';
export const FILES = { manifest: 'manifest.json', reads: 'reads.ndjson', leaves: 'leaves.ndjson' } as const;

export const rootFile = (organisation: string): string => `roots/${organisation}.pem`;
export const transactionFile = (id: string): string => `transactions/${id}.bin`;

/** Every name that a file of a bundle can have. */
export const FILE_NAME =
  /^(?:manifest\.json|reads\.ndjson|leaves\.ndjson|roots\/[A-Za-z][A-Za-z0-9.-]{0,47}\.pem|transactions\/[0-9a-f]{64}\.bin)$/;

/** No bundle is larger: a reader stops there, whatever the bundle says of itself. */
export const LIMITS = { files: 5_000, fileBytes: 64 * 2 ** 20, totalBytes: 256 * 2 ** 20 } as const;

/** `YYYY-MM` in the policy's local time. */
export const month = z.string().regex(/^(?:19[7-9]\d|2\d{3})-(?:0[1-9]|1[0-2])$/, 'must be YYYY-MM');

const claim = z.discriminatedUnion('claim', [
  z.strictObject({ claim: z.literal('event'), id: uuid, organisation: mspId.exactOptional() }),
  z.strictObject({ claim: z.literal('record'), record: bytes32, events: z.int().min(1) }),
  z.strictObject({ claim: z.literal('request'), id: identifier }),
  z.strictObject({ claim: z.literal('grant'), id: identifier }),
  z.strictObject({ claim: z.literal('dispute'), id: identifier }),
  z.strictObject({ claim: z.literal('period'), grant: identifier, period: month }),
  z.strictObject({ claim: z.literal('resource-version'), id: ownedId, version: z.int().min(1) }),
  z.strictObject({
    claim: z.literal('complete'),
    grant: identifier,
    organisation: mspId,
    period: month,
  }),
]);
export type Claim = z.infer<typeof claim>;

export const manifestShape = z.strictObject({
  format: z.literal(FORMAT),
  /** When the bundle was made, by the maker's clock. */
  made: instant,
  ledger: z.strictObject({
    kind: z.enum(['embedded', 'fabric']),
    channel: z.string().min(1).max(249),
    chaincode: z.string().min(1).max(249),
    genesisHash: sha256Hex,
  }),
  claims: z.array(claim).min(1).max(10_000),
  files: z.array(
    z.strictObject({ path: z.string().regex(FILE_NAME), bytes: z.int().min(0), sha256: sha256Hex }),
  ),
});
export type Manifest = z.infer<typeof manifestShape>;

const base64 = z
  .string()
  .max(4 * 2 ** 20)
  .refine(
    (text) => Buffer.from(text, 'base64').toString('base64') === text,
    'must be base64 (RFC 4648, padded)',
  );

/** A line of `reads.ndjson`: a record of the state, and the organisations that say so. */
export const readShape = z.strictObject({
  /** Object type and parts of the key. */
  key: z.array(z.string().min(1).max(256)).min(2).max(5),
  /** `ProposalResponsePayload`. */
  payload: base64,
  endorsements: z
    .array(z.strictObject({ endorser: base64, signature: base64 }))
    .min(1)
    .max(100),
});
export type ReadLine = z.infer<typeof readShape>;

/** A line of `leaves.ndjson`: a usage event and its way to the root of its batch. */
export const leafShape = z.strictObject({
  /** Organisation, journal, sequence (ten digits). */
  batch: z.tuple([mspId, z.string().max(64), z.string().regex(/^\d{10}$/)]),
  index: z.int().min(0),
  /** The leaf as it lies in the batch. */
  line: z.string().max(16_384),
  path: z.array(sha256Hex).max(32),
});
export type LeafLine = z.infer<typeof leafShape>;

/** Fabric's composite key. */
export const stateKey = (key: readonly string[]): string => `\0${key.join('\0')}\0`;

/** A line of `reads.ndjson` or `leaves.ndjson`, with its end. */
export const lineOf = (value: ReadLine | LeafLine): string => `${encode(value)}\n`;

/** The lines of a file, without what ends them. @throws TypeError for what is no UTF-8, Error for a last line without its end */
export function readLines(bytes: Uint8Array): Iterable<string> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  if (text !== '' && !text.endsWith('\n')) throw new Error('The last line has no end.');
  return linesIn(text);
}

/** One at a time: a file may be all line ends. */
function* linesIn(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const to = text.indexOf('\n', from);
    yield text.slice(from, to);
    from = to + 1;
  }
}
