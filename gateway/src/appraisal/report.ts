// SPDX-License-Identifier: Apache-2.0
/** The form of an appraisal: docs/appraisal.md, section 6. */
import { identifier, instant, mspId, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { month } from '@catalog-chain/verifier/format';

export const FORMAT = 'catalog-chain-appraisal/1';

const natural = z.int().min(0);
const counted = z.strictObject({ count: natural, digest: sha256Hex });

export const figureShape = z.strictObject({
  figure: z.string().regex(/^[a-z][a-z-]{0,63}$/),
  of: counted,
  met: counted,
  rate: z.strictObject({ numerator: natural, denominator: natural }).nullable(),
  milliseconds: natural.exactOptional(),
  workingDays: natural.exactOptional(),
});
/** One figure: what was counted, the part of it that meets the condition, and sums where time is measured. */
export type Figure = z.infer<typeof figureShape>;

export const monthsShape = z.strictObject({ from: month, to: month });
export const spanShape = z.strictObject({ from: instant, to: instant });
export const asOfShape = z.strictObject({
  block: natural,
  hash: z.string().max(128),
  time: instant,
  catalogueBlock: natural,
});

export const appraisalShape = z.strictObject({
  format: z.literal(FORMAT),
  organisation: mspId,
  grant: identifier.exactOptional(),
  months: monthsShape,
  span: spanShape,
  asOf: asOfShape,
  genesisHash: z.string().max(128),
  figures: z.array(figureShape).max(200),
});
export type Appraisal = z.infer<typeof appraisalShape>;

/** What is asked: an organisation, local months, perhaps one grant only, as of a block (default: the newest). */
export interface AppraisalQuestion {
  readonly organisation: string;
  readonly grant?: string;
  readonly months: { readonly from: string; readonly to: string };
  readonly asOf?: number;
}
