// SPDX-License-Identifier: Apache-2.0
/**
 * The closed schema of a usage event, as a batch carries it. This is the definition; `leaf-line.ts` reads the same
 * language several times faster and is tested to agree.
 */
import { z } from 'zod';
import { SHARING_MODES } from '../catalogue/resource-records';
import {
  bytes32,
  code,
  count,
  identifier,
  instant,
  ownedId,
  screened,
  sha256Hex,
  sortedSet,
  uuid,
} from '../text/schema';
import { LEAF_KINDS, OUTCOMES, SIDES, type Leaf } from './usage-records';

const MAX_COUNT = 999_999_999;
const MAX_ITEMS = 128;
/** An id made by software, or the number of a file or case. No white space, no `@`. */
export const REFERENCE = '[A-Za-z0-9][A-Za-z0-9._:/+=~-]{0,127}';
/** The number of an official document or a court case, such as 国办发〔2026〕12号 or （2026）京0101民初123号. */
export const DOCUMENT_NUMBER =
  '[\\u4e00-\\u9fff]{0,20}[\\[(\\u3014\\uff08]\\d{4}[\\])\\u3015\\uff09][\\u4e00-\\u9fff0-9]{1,40}\\u53f7';
/** Years that can be meant: 1970 to 2999. */
export const YEAR = '(?:19[7-9]\\d|2\\d{3})';

const reference = (pattern: string): z.ZodString => screened(pattern, 'must be a reference');

/** Names one exchange, on both sides. */
export const correlationForm = reference(REFERENCE);
/** A reference, or the number of a document. */
export const caseForm = reference(`${REFERENCE}|${DOCUMENT_NUMBER}`);

export const itemCodes = sortedSet(code, MAX_ITEMS);

export const leafSchema: z.ZodType<Leaf> = z
  .strictObject({
    id: uuid,
    kind: z.enum(LEAF_KINDS),
    side: z.enum(SIDES),
    correlation: correlationForm,
    grant: identifier,
    record: bytes32.exactOptional(),
    count: count(MAX_COUNT).exactOptional(),
    action: z.enum(SHARING_MODES),
    at: instant.regex(new RegExp(`^${YEAR}-`), 'must lie in 1970 to 2999'),
    system: ownedId,
    actor: bytes32,
    purpose: code,
    case: caseForm.exactOptional(),
    items: itemCodes.exactOptional(),
    outcome: z.enum(OUTCOMES),
    corrects: uuid.exactOptional(),
    retracts: sha256Hex.exactOptional(),
  })
  .superRefine((leaf, context) => {
    const fault = kindFault(leaf);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  });

/**
 * What a kind demands: a use or a denied attempt names one record or a count; `nil` neither, nor items; a correction
 * says what it corrects, and without record and count it withdraws it.
 * @returns the broken rule, or undefined
 */
export function kindFault(leaf: Leaf): string | undefined {
  const named = Number(leaf.record !== undefined) + Number(leaf.count !== undefined);
  const corrects = Number(leaf.corrects !== undefined) + Number(leaf.retracts !== undefined);
  if (corrects !== (leaf.kind === 'correction' ? 2 : 0)) {
    return 'corrects and retracts belong to a correction, both of them';
  }
  if (leaf.kind === 'correction') return named > 1 ? 'a correction has a record or a count' : undefined;
  if (leaf.kind !== 'nil') return named === 1 ? undefined : 'needs either a record or a count';
  return named === 0 && leaf.items === undefined ? undefined : 'nil has no record, count or items';
}
