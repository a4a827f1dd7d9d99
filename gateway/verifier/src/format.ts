// SPDX-License-Identifier: Apache-2.0
/** The form of a bundle of evidence: docs/evidence-format.md. Makers and verifiers share this file and nothing else. */
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import { obligationId } from '@catalog-chain/chaincode/domain/law/obligations';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import {
  bytes32,
  identifier,
  mspId,
  ownedId,
  sha256Hex,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';

export { month };

export const FORMAT = 'catalog-chain-evidence/2';
export const FILES = { manifest: 'manifest.json', reads: 'reads.ndjson', leaves: 'leaves.ndjson' } as const;

export const rootFile = (organisation: string): string => `roots/${organisation}.pem`;
export const transactionFile = (id: string): string => `transactions/${id}.bin`;

/** Every name that a file of a part can have. */
export const FILE_NAME =
  /^(?:manifest\.json|reads\.ndjson|leaves\.ndjson|roots\/[A-Za-z][A-Za-z0-9.-]{0,47}\.pem|transactions\/[0-9a-f]{64}\.bin)$/;

/** Name of a part in the archive of a bundle that has several: `part-000001.zip` and so on. */
export const PART_NAME = /^part-(\d{6})\.zip$/;
export const partFile = (number: number): string => `part-${String(number).padStart(6, '0')}.zip`;

/** No part is larger: a reader stops there, whatever the part says of itself. */
export const LIMITS = {
  files: 5_000,
  manifestBytes: 4 * 2 ** 20,
  rootBytes: 64 * 2 ** 10,
  transactionBytes: 3 * 2 ** 20,
  /** `reads.ndjson` or `leaves.ndjson`. */
  linesBytes: 32 * 2 ** 20,
  /** A line of either. */
  lineLength: 6 * 2 ** 20,
  /** All of a part's files, unpacked; and the part as it is packed. */
  totalBytes: 64 * 2 ** 20,
} as const;

/** @returns how many bytes the file may unpack to */
export function limitOf(path: string): number {
  if (path === FILES.manifest) return LIMITS.manifestBytes;
  if (path.startsWith('roots/')) return LIMITS.rootBytes;
  return path.startsWith('transactions/') ? LIMITS.transactionBytes : LIMITS.linesBytes;
}

const ofMonth = { grant: identifier, organisation: mspId, period: month } as const;
const claim = z.discriminatedUnion('claim', [
  z.strictObject({ claim: z.literal('event'), id: uuid, organisation: mspId.exactOptional() }),
  z.strictObject({ claim: z.literal('record'), record: bytes32, events: z.int().min(1) }),
  z.strictObject({ claim: z.literal('request'), id: identifier }),
  z.strictObject({ claim: z.literal('grant'), id: identifier }),
  z.strictObject({ claim: z.literal('dispute'), id: identifier }),
  z.strictObject({ claim: z.literal('obligation'), id: obligationId }),
  z.strictObject({ claim: z.literal('period'), grant: identifier, period: month }),
  z.strictObject({ claim: z.literal('resource-version'), id: ownedId, version: z.int().min(1) }),
  z.strictObject({ claim: z.literal('complete'), ...ofMonth }),
  z.strictObject({ claim: z.literal('so-far'), ...ofMonth }),
]);
export type Claim = z.infer<typeof claim>;

/** Names the request for evidence that every read of the bundle was made with. */
const requested = z.strictObject({ organisation: mspId, id: uuid });

const MAX_PARTS = 999_999;

export const manifestShape = z.strictObject({
  format: z.literal(FORMAT),
  asOf: requested,
  ledger: z.strictObject({
    kind: z.enum(['embedded', 'fabric']),
    channel: z.string().regex(/^[a-z][a-z0-9.-]{0,248}$/),
    chaincode: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,248}$/),
    genesisHash: sha256Hex,
  }),
  /** Of the first part; the others have none. */
  claims: z.array(claim).max(10_000),
  /** Of a bundle with several parts. */
  part: z.strictObject({ number: z.int().min(1).max(MAX_PARTS), last: z.boolean() }).exactOptional(),
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
  key: z.array(z.string().min(1).max(256)).min(1).max(5),
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

const LINE_FEED = 0x0a;

/**
 * The lines of a file, without what ends them, one at a time: a file may be all line ends, or one line.
 * @throws TypeError for what is no UTF-8, Error for a last line without its end or a line that is too long
 */
export function* readLines(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf(LINE_FEED, from);
    if (to < 0) throw new Error('The last line has no end.');
    if (to - from > LIMITS.lineLength) throw new Error('A line is longer than any can be.');
    yield decoder.decode(bytes.subarray(from, to));
    from = to + 1;
  }
}
