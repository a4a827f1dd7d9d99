// SPDX-License-Identifier: Apache-2.0
/** The pieces of every closed schema: each string has a length and a pattern, and free text is screened. */
import { z } from 'zod';
import { decode } from '../encoding/canonical-json';
import { DomainError, ensure } from '../errors';
import { isOrganisationCode } from './organisation-code';
import { isNfc } from '../encoding/normal-form';
import { holdsRawData, isPersonal, isSpelledOut } from './raw-data';
import type { Names } from '../records';
import { parseDay, parseInstant } from '../calendar/time';

/** The message of a rule whose breach is `RAW_DATA`. */
export const RAW_DATA = 'must not hold personal data';
// Unassigned characters pass: which they are depends on the Unicode version of a peer's Node. U+FFFD stands for
// bytes that were no text.
const PRINTABLE =
  /^(?:[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\uFFFD]|[\u200C\u200D])*$/u;

const parses =
  (read: (text: string) => number) =>
  (text: string): boolean => {
    try {
      return Number.isFinite(read(text));
    } catch {
      return false;
    }
  };

/**
 * One line of prose: NFC, trimmed, nothing that looks like raw data. Refused are controls, line separators,
 * surrogates, private-use and non-characters, the replacement character, and invisible characters other than the joiners that scripts need.
 * What is too long, or has no normal form to speak of, is not looked at any further.
 */
export const prose = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max, { abort: true })
    .regex(PRINTABLE, 'must not hold control characters or line breaks')
    .refine((text) => isNfc(text, max) && text === text.trim(), {
      error: 'must be NFC and trimmed',
      abort: true,
    })
    .refine((text) => !holdsRawData(text), RAW_DATA);

/** Chinese and English, at least one. */
export const names = (max: number): z.ZodType<Names> =>
  z
    .strictObject({ zh: prose(max).exactOptional(), en: prose(max).exactOptional() })
    .refine((both) => both.zh !== undefined || both.en !== undefined, 'needs zh or en');

const CODE = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const MSP_ID = '[A-Za-z][A-Za-z0-9.-]{0,47}';
const form = (pattern: string, what: string): z.ZodString =>
  z.string().regex(new RegExp(`^(?:${pattern})$`), { error: what, abort: true });
/** A string of a pattern that holds no person's number. */
export const screened = (pattern: string, what: string): z.ZodString =>
  form(pattern, what).refine((text) => !isPersonal(text), RAW_DATA);

export const mspId = screened(MSP_ID, 'must be an MSP id');
export const code = screened(CODE, 'must be a code');
/** `MSPID:CODE`, of a duty, system or resource. */
export const ownedId = screened(`${MSP_ID}:${CODE}`, 'must be MSPID:CODE');
/** Of a request, grant, dispute: chosen by whoever opens it. */
export const identifier = screened(CODE, 'must be an identifier');
/**
 * Of what is there from now on: no number of a person digit by digit either. What refers to a record takes any that was ever
 * taken, for else nobody could name it any more.
 */
export const newIdentifier = identifier.refine((text) => !isSpelledOut(text), RAW_DATA);
export const newCode = code.refine((text) => !isSpelledOut(text), RAW_DATA);
export const uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'must be a UUIDv7 in lower case',
  );
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be SHA-256 in lower-case hex');
/** 32 bytes, base64url without padding, no stray bits. */
export const bytes32 = z
  .string()
  .regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'must be 32 bytes in base64url');
export const organisationCode = z
  .string()
  .refine(isOrganisationCode, 'must be a unified social credit code or SCHEME:ID')
  .refine((text) => !isPersonal(text), RAW_DATA);
export const instant = z.string().refine(parses(parseInstant), 'must be RFC 3339 UTC with milliseconds');
export const day = z.string().refine(parses(parseDay), 'must be YYYY-MM-DD');
export const count = (max: number): z.ZodInt => z.int().min(1).max(max);

/** A list in ascending code-unit order without repeats, so that equal sets have equal text. */
export const sortedSet = <T extends z.ZodType<string>>(item: T, max: number, min = 1): z.ZodArray<T> =>
  z
    .array(item)
    .min(min)
    .max(max)
    .refine(
      (list) => list.every((value, i) => i === 0 || (list[i - 1] ?? '') < value),
      'must be sorted, without repeats',
    );

/** The longest argument, in UTF-16 units: a resource with all the items and texts that it may have fits in. */
export const MAX_ARGUMENT = 1_048_576;

/**
 * Reads a transaction's argument: canonical JSON that fits a closed schema.
 * @throws DomainError `NOT_CANONICAL`, `RAW_DATA`, or `INVALID_ARGUMENT` naming the field and the rule
 */
export function decodeAs<T>(schema: z.ZodType<T>, text: string): T {
  ensure(text.length <= MAX_ARGUMENT, 'INVALID_ARGUMENT', 'argument: is too long');
  return check(schema, decode(text));
}

/** The same for a value already read. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  // A field's name is input too, and is not repeated.
  const unknown = issue?.code === 'unrecognized_keys';
  const message = unknown ? 'must hold no other fields' : (issue?.message ?? 'is not valid');
  throw new DomainError(message === RAW_DATA ? 'RAW_DATA' : 'INVALID_ARGUMENT', `{field}: ${message}`, {
    field: field || 'argument',
  });
}
