// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises what must never reach the chain: a person's or an account's identifier in text. Numbers are judged by
 * their own rules (check digits, dates, number plans), however their digits are written and grouped, so that codes,
 * dates, amounts, statutes and UUIDs pass. What it finds and what it cannot is measured: decision 0366.
 */
import { digitGroups, type Group } from './digit-groups';
import { isUnifiedCode } from './organisation-code';
import { maskIds, plainDigits } from './plain-digits';

/** One character before the sign is enough, and keeps the search linear. */
const EMAIL = /[\p{L}\p{N}._%+-]@[\p{L}\p{N}-]+\.[\p{L}\p{N}-]/u;
const EMAIL_SPACED =
  /[\p{L}\p{N}._%+-] ?(?:@|[[({<] ?at ?[\])}>]) ?[\p{L}\p{N}-]+ ?(?:\.|[[({<] ?dot ?[\])}>]) ?\p{L}{2}/iu;
const EMAIL_IN_WORDS = /[\p{L}\p{N}] at [\p{L}\p{N}-]+ dot \p{L}/iu;
/** A number in international form, ITU-T E.164. */
const INTERNATIONAL = /(?<![0-9A-Za-z])\+ ?\(?\d(?:[ ().\-/]{0,2}\d){9,14}(?!\d)/;

const ADDRESSES = [EMAIL, EMAIL_SPACED, EMAIL_IN_WORDS, INTERNATIONAL];

/** A mobile number of China, of any block: new ones are opened. */
const MOBILE = /^1[3-9]\d{9}$/;
/** Blocks that are allotted today. In a code the others are counters. */
const ALLOTTED = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])/;
/** Thousands, as amounts are grouped. */
const THOUSANDS = /^\d{1,3}(?:([, '.])\d{3})(?:\1\d{3})+$/;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const YEARS = /^(?:(?:19|20)\d\d[^\d]+){2}/;
/** What follows or precedes an amount, and no telephone number. */
const UNIT =
  /^ ?(?:元|圆|yuan|rmb|cny|usd|eur|dollars|euros|bytes?|字节|rows?|records?|条|件|次|笔|人次|人民币|%)/i;
const CURRENCY = /[¥$€£] ?$/;
/** Groups in which mobile numbers are said and written. */
const MOBILE_SHAPES = new Set([
  '3-4-4',
  '3-3-5',
  '3-8',
  '7-4',
  '4-4-3',
  '4-3-4',
  '3-2-2-2-2',
  '3-4-2-2',
  '5-6',
  '5-3-3',
  '6-5',
]);
const MOBILE_CODE_SHAPES = new Set(['3-4-4', '3-3-5', '3-8', '7-4']);
/** A counter that begins with a day of 2013 to 2019, YYMMDD; a mobile number seldom does. */
const DATED = /^1[3-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{5}$/;

const CARD_SHAPES = /^(?:4-4-4-4(?:-[1-3])?|4-6-5|6-13|6-10|8-8|4-4-4-3|4-4-4-4-2-1|(?:1-){15,18}1)$/;
/** First digits that card schemes issue (ISO/IEC 7812-1); years and timestamps are not among them. */
const ISSUED = /^(?:2[2-7]|3[4-8]|[4-6]|8[12]|955)/;

/** Area by province (GB/T 2260), birth date, order, check character. */
const ID_CARD =
  /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)\d{4}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/;
const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_LENGTH = 18;
/** The shortest is a mobile number; letters that look like digits make up for two of its digits at most. */
const SHORTEST = 9;
/** A cheap test that nearly every code passes. */
const MANY_DIGITS = /(?:\d[._:/+=~-]{0,2}){11}/;
const MAX_QUICK = 200;
const ASCII = /^[\x20-\x7e]*$/;
const SIGNS = /@|\bat\b|\b(?:zero|one|two|three|four|five|six|seven|eight|nine)\b/i;
const ZERO = 0x30;
const COLON = 0x3a;
const CARD_SHORTEST = 15;

/** GB 11643: ISO 7064 MOD 11-2 over the first 17 digits. */
function isIdCard(digits: string): boolean {
  if (!ID_CARD.test(digits)) return false;
  const sum = ID_CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return '10X98765432'[sum % 11] === digits[17];
}

/** Cards of 18 digits begin with 6 (UnionPay); other numbers that fit GB 32100 are codes of organisations. */
const isOrganisation = (digits: string): boolean => !digits.startsWith('6') && isUnifiedCode(digits);

/** A payment card: issued first digits and a Luhn check digit (ISO/IEC 7812-1). */
function isCard(digits: string): boolean {
  if (!ISSUED.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const value = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0 && !isOrganisation(digits);
}

/** Neighbouring groups of digits of a text, taken for one number. */
class Candidate {
  constructor(
    private readonly text: string,
    private readonly groups: readonly Group[],
    readonly digits: string,
  ) {}

  /** Lengths of the groups, `3-4-4`. */
  get shape(): string {
    return this.groups.map(({ digits }) => digits.length).join('-');
  }

  /** Whether the same stands between all of them. */
  get even(): boolean {
    return this.groups.every(({ gap }, i) => i < 2 || gap === this.groups[1]?.gap);
  }

  get written(): string {
    return this.text.slice(this.start, this.end);
  }

  get before(): string {
    return this.text.slice(Math.max(0, this.start - 6), this.start);
  }

  get after(): string {
    return this.text.slice(this.end, this.end + 12);
  }

  private get start(): number {
    return this.groups[0]?.start ?? 0;
  }

  private get end(): number {
    return this.groups.at(-1)?.end ?? 0;
  }
}

/** Lengths of numbers that are looked for: a mobile number, as it is dialled from elsewhere, an ID card, cards. */
const LENGTHS = [11, 12, 13, 15, 16, 17, 18, 19];

/** Neighbouring groups that have the length of a number of a person: no more than a few for each group that begins one. */
function* candidates(text: string, joins: RegExp): Generator<Candidate> {
  for (const chain of digitGroups(text, joins)) {
    const digits = chain.map((group) => group.digits).join('');
    const endAt = new Map<number, number>();
    let offset = 0;
    chain.forEach((group, i) => endAt.set((offset += group.digits.length), i));
    let from = 0;
    for (const [first, group] of chain.entries()) {
      const begin = from;
      const fitting = LENGTHS.map(
        (length) => [digits.slice(begin, begin + length), endAt.get(begin + length)] as const,
      );
      const personal = fitting.filter(([number, last]) => last !== undefined && maybePersonal(number));
      yield* personal.map(
        ([number, last = first]) => new Candidate(text, chain.slice(first, last + 1), number),
      );
      from += group.digits.length;
    }
  }
}

/** Told by its digits alone, before anything is made of how it is written. */
const maybePersonal = (digits: string): boolean =>
  MOBILE.test(undialled(digits)) ||
  (digits.length >= CARD_SHORTEST && isCard(digits)) ||
  (digits.length === ID_LENGTH && isIdCard(digits)) ||
  (digits.length === ID_LENGTH - 1 && isIdCard(`${digits}X`));

/** The digits without what is dialled before them from elsewhere. */
const undialled = (digits: string): string =>
  digits.length === 11 ? digits : digits.replace(/^(?:0086|86|0)(?=1)/, '');

/** The same, of the lengths of the groups. */
function undialledShape({ digits, shape }: Candidate): string {
  const lead = digits.length - undialled(digits).length;
  if (lead === 0) return shape;
  const [head = '', ...groups] = shape.split('-');
  const rest = Number(head) - lead;
  // A zero that stands alone is the whole part of a fraction, or a number of its own.
  if (rest === 0 && lead === 1) return shape;
  return (rest > 0 ? [String(rest), ...groups] : groups).join('-');
}

/** What is written so is an amount, an address of a network, or years. */
const isSomethingElse = ({ written, before, after }: Candidate): boolean =>
  [THOUSANDS, ADDRESS, YEARS].some((form) => form.test(written)) || UNIT.test(after) || CURRENCY.test(before);

function isMobile(candidate: Candidate, shapes: ReadonlySet<string>): boolean {
  if (!MOBILE.test(undialled(candidate.digits)) || isSomethingElse(candidate)) return false;
  const { before, even } = candidate;
  const shape = undialledShape(candidate);
  if (shape === '11') return !/\d\.$/.test(before);
  if (shape.startsWith('1-11')) return false;
  return shapes.has(shape) || (even && shapes === MOBILE_SHAPES);
}

const isCardAs = ({ digits, shape, before }: Candidate): boolean => {
  const whole = /^(?:1[5-9])$/.test(shape) && !/\d\.$/.test(before);
  return (whole || CARD_SHAPES.test(shape)) && isCard(digits);
};

const isIdCardAs = ({ digits, after }: Candidate): boolean =>
  isIdCard(
    /^ ?[xX](?![a-wyzA-WYZ0-9])/.test(after) && digits.length === ID_LENGTH - 1 ? `${digits}X` : digits,
  );

/** Within a longer run of digits too: chance seldom makes an area, a date and a check character. */
function holdsIdCard(text: string): boolean {
  for (const [run] of text.matchAll(/\d{17,40}[xX]?/g))
    for (let at = 0; at + ID_LENGTH <= run.length; at += 1)
      if (isIdCard(run.slice(at, at + ID_LENGTH).toUpperCase())) return true;
  return false;
}

/** What may stand between the digits of one number in prose, and in a code. */
const PROSE_JOINS = /^[ \-./\\_,·•*()[\]:;|'"~#+=、。&^!?<>{}]{1,3}$/;
const CODE_JOINS = /^[._:/+=~-]{1,2}$/;

/** Nothing in it that the screen could find: plain characters, too few digits for a number, no sign of an address. */
function isHarmless(text: string): boolean {
  if (text.length > MAX_QUICK || !ASCII.test(text) || SIGNS.test(text)) return false;
  let digits = 0;
  for (let i = 0; i < text.length; i += 1)
    if (text.charCodeAt(i) < COLON && text.charCodeAt(i) >= ZERO) digits += 1;
  return digits < SHORTEST;
}

/** @returns whether prose holds an e-mail address, a phone number, an ID-card or a payment-card number. */
export function holdsRawData(text: string): boolean {
  if (isHarmless(text)) return false;
  const plain = plainDigits(text);
  if (ADDRESSES.some((form) => form.test(plain))) return true;
  if (holdsIdCard(plain)) return true;
  for (const candidate of candidates(plain, PROSE_JOINS))
    if (isMobile(candidate, MOBILE_SHAPES) || isIdCardAs(candidate) || isCardAs(candidate)) return true;
  return false;
}

const isCounter = (digits: string): boolean => !ALLOTTED.test(digits) || DATED.test(digits);

/**
 * The same for a code or identifier, which holds no blanks: a mobile or an ID-card number. Cards are not looked
 * for: one long number in ten has a Luhn digit by chance, and counters and time-ordered ids are long numbers.
 */
export function isPersonal(code: string): boolean {
  if (!MANY_DIGITS.test(code)) return false;
  const plain = maskIds(code);
  if (holdsIdCard(plain)) return true;
  for (const candidate of candidates(plain, CODE_JOINS)) {
    if (isIdCardAs(candidate)) return true;
    if (isMobile(candidate, MOBILE_CODE_SHAPES) && !isCounter(undialled(candidate.digits))) return true;
  }
  return false;
}
