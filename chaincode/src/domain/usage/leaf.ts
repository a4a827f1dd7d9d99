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

/** How a member's value stands in a line of canonical JSON, and what it may be. */
export interface LeafField {
  readonly schema: z.ZodType;
  /** Regular expression of the value as text, without the quotes of a string. */
  readonly pattern: string;
  readonly form: 'text' | 'number' | 'list';
  readonly optional: boolean;
}

const field = (schema: z.ZodType, pattern: string, form: LeafField['form'] = 'text'): LeafField => ({
  schema,
  pattern,
  form,
  optional: false,
});
const maybe = (...of: Parameters<typeof field>): LeafField => ({ ...field(...of), optional: true });
const oneOf = (values: readonly string[]): LeafField => field(z.enum(values), values.join('|'));

const CODE = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const BYTES32 = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]';
const UUID7 = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const INSTANT = `${YEAR}-\\d\\d-\\d\\dT(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z`;
const CASE = `${REFERENCE}|${DOCUMENT_NUMBER}`;

/**
 * The members of a leaf, in canonical order (RFC 8785: by code unit). Everything that must know them takes them from
 * here: the schema, the expression that reads a line, what writes one, the rows and columns that a gateway takes.
 */
export const LEAF_FIELDS = {
  action: oneOf(SHARING_MODES),
  actor: field(bytes32, BYTES32),
  at: field(instant.regex(new RegExp(`^${YEAR}-`), 'must lie in 1970 to 2999'), INSTANT),
  case: maybe(caseForm, CASE),
  corrects: maybe(uuid, UUID7),
  correlation: field(correlationForm, REFERENCE),
  count: maybe(count(MAX_COUNT), '[1-9]\\d{0,8}', 'number'),
  grant: field(identifier, CODE),
  id: field(uuid, UUID7),
  items: maybe(itemCodes, `\\["${CODE}"(?:,"${CODE}")*\\]`, 'list'),
  kind: oneOf(LEAF_KINDS),
  outcome: oneOf(OUTCOMES),
  purpose: field(code, CODE),
  record: maybe(bytes32, BYTES32),
  retracts: maybe(sha256Hex, '[0-9a-f]{64}'),
  salt: maybe(bytes32, BYTES32),
  side: oneOf(SIDES),
  system: field(ownedId, `[A-Za-z][A-Za-z0-9.-]{0,47}:${CODE}`),
} as const satisfies Readonly<Record<keyof Leaf, LeafField>>;

/** The members of a leaf with their schemas, those that may be absent marked as such. */
export const leafShape: Readonly<Record<keyof Leaf, z.ZodType>> = Object.fromEntries(
  Object.entries(LEAF_FIELDS).map(([name, { schema, optional }]) => [
    name,
    optional ? z.exactOptional(schema) : schema,
  ]),
) as Record<keyof Leaf, z.ZodType>;

export const leafSchema: z.ZodType<Leaf> = (
  z.strictObject(leafShape) as unknown as z.ZodType<Leaf>
).superRefine((leaf, context) => {
  const fault = kindFault(leaf);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

/**
 * What a kind demands: a use or a denied attempt names one record or a count; `nil` neither, nor items; a correction
 * says what it corrects, and without record and count it withdraws it. What can be sealed is a use or a denied attempt.
 * @returns the broken rule, or undefined
 */
export const kindFault = (leaf: Leaf): string | undefined => saltFault(leaf) ?? memberFault(leaf);

const saltFault = ({ kind, salt }: Leaf): string | undefined =>
  salt === undefined || kind === 'use' || kind === 'denied'
    ? undefined
    : 'salt belongs to a use or a denied attempt that was sealed';

function memberFault(leaf: Leaf): string | undefined {
  const named = Number(leaf.record !== undefined) + Number(leaf.count !== undefined);
  const corrects = Number(leaf.corrects !== undefined) + Number(leaf.retracts !== undefined);
  if (corrects !== (leaf.kind === 'correction' ? 2 : 0)) {
    return 'corrects and retracts belong to a correction, both of them';
  }
  if (leaf.kind === 'correction') return named > 1 ? 'a correction has a record or a count' : undefined;
  if (leaf.kind !== 'nil') return named === 1 ? undefined : 'needs either a record or a count';
  return named === 0 && leaf.items === undefined ? undefined : 'nil has no record, count or items';
}
