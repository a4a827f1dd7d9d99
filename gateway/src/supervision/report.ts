// SPDX-License-Identifier: Apache-2.0
/** The form of a supervision report: docs/law.md, “What members answer for”. */
import { LIABLE_SIDES, VISIBILITIES } from '@catalog-chain/chaincode/domain/law/liability';
import { PROFILE_NAMES } from '@catalog-chain/chaincode/domain/records';
import { mspId, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { asOfShape, monthsShape, spanShape } from '../appraisal/report.js';

export const FORMAT = 'catalog-chain-supervision/2';

/** So many entries are shown of an item; the digest is over all of them. */
export const SHOWN = 200;

const natural = z.int().min(0);
const counted = z.strictObject({ count: natural, digest: sha256Hex });

/** Type and id of a record, SHA-256 of its value, which part of it is counted. */
const entryShape = z.tuple([z.string(), z.string(), sha256Hex, z.string()]);

export const itemShape = z.strictObject({
  item: z.string().regex(/^\d{2}-\d$/),
  side: z.enum(LIABLE_SIDES),
  text: z.strictObject({ zh: z.string(), en: z.string() }),
  seen: z.enum(VISIBILITIES),
  /** Of an item that is `invisible` always 0, and says nothing. */
  ...counted.shape,
  entries: z.array(entryShape).max(SHOWN),
});
export type ItemCount = z.infer<typeof itemShape>;

export const memberShape = z.strictObject({
  organisation: mspId,
  /** What it owed that was due in the span, and of that what was met in time, met late, and not met. */
  obligations: z.strictObject({ due: counted, inTime: counted, late: counted, unmet: counted }),
  items: z.array(itemShape).max(64),
  /** Orders and criticisms of the member, its incidents and the complaints that it received, of the span. */
  measures: z.strictObject({ orders: counted, criticisms: counted, incidents: counted, complaints: counted }),
});
export type MemberReport = z.infer<typeof memberShape>;

export const supervisionShape = z.strictObject({
  format: z.literal(FORMAT),
  /** The member that it is about; absent: all members. */
  organisation: mspId.exactOptional(),
  months: monthsShape,
  span: spanShape,
  asOf: asOfShape,
  genesisHash: z.string().max(128),
  profile: z.enum(PROFILE_NAMES),
  members: z.array(memberShape),
  /** SHA-256 of the canonical JSON of `members`. */
  digest: sha256Hex,
});
export type SupervisionReport = z.infer<typeof supervisionShape>;

export interface SupervisionQuestion {
  readonly organisation?: string;
  readonly months: { readonly from: string; readonly to: string };
  readonly asOf?: number;
}
