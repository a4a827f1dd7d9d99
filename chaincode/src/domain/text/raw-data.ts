// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises what must never reach the chain: a person's or an account's identifier in text. Numbers are judged by
 * their own rules (check digits, dates, number plans), however their digits are written and grouped, so that codes,
 * dates, amounts, statutes and UUIDs pass. What it finds and what it cannot is measured: decision 0366.
 */
import { digitGroups, type Group } from './digit-groups';
import { mayBeDisguised, withoutLookAlikes } from './look-alikes';
import { isUnifiedCode } from './organisation-code';
import { isUuid, maskIds, plainDigits } from './plain-digits';

/** One character before the sign is enough, and keeps the search linear. */
const EMAIL = /[\p{L}\p{N}._%+-]@[\p{L}\p{N}-]+\.[\p{L}\p{N}-]/u;
const EMAIL_SPACED =
  /[\p{L}\p{N}._%+-] ?(?:@|[[({<] ?at ?[\])}>]) ?[\p{L}\p{N}-]+ ?(?:\.|[[({<] ?dot ?[\])}>]) ?\p{L}{2}/iu;
/** Where another sign stands for the dot, only before the best known ends of names. */
const EMAIL_STOP = /[\w.%+-]@[\w-]+[,。](?:cn|com|net|org|gov|edu)(?![A-Za-z])/i;
const EMAIL_IN_WORDS = /[\p{L}\p{N}] at [\p{L}\p{N}-]+ dot \p{L}/iu;
/** A number in international form, ITU-T E.164. */
const INTERNATIONAL = /(?<![0-9A-Za-z])\+ ?\(?\d(?:[ ().\-/]{0,2}\d){9,14}(?!\d)/;

const ADDRESSES = [EMAIL, EMAIL_SPACED, EMAIL_STOP, EMAIL_IN_WORDS, INTERNATIONAL];

/** A mobile number of China, of any block: new ones are opened. */
const MOBILE = /^1[3-9]\d{9}$/;
/** Blocks that are allotted today. In a code the others are counters. */
const ALLOTTED = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])/;
/** Thousands, as amounts are grouped. */
const THOUSANDS = /^\d{1,3}(?:([, '.])\d{3})(?:\1\d{3})+$/;
/** Of a network or of part of one. */
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/;
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
/** Digits of a number of which the others are letters that look like digits. */
const SHORTEST_DISGUISED = 4;
/** A cheap test that nearly every code passes. */
const MANY_DIGITS = /\d[._:/+=~-]{0,2}(?:\d[._:/+=~-]{0,2}){9}\d/;
const MAX_QUICK = 200;
const ASCII = /^[\x20-\x7e]*$/;
const SIGNS = /@|%[34]|&#|\bat\b|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|yi|yao)/i;
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
  return new LuhnSums(digits).fits(0, digits.length) && !isOrganisation(digits);
}

const LIST = 6;
const LIST_BY_COMMAS = 4;
const LISTED = /^(?:[,,] ?|、)$/;
const PLACE = /(?:版本|章节|条款|section|clause|version|article|release|oid|snmp|对象标识符) ?$/i;
/** Of the text before a candidate, as much as tells what it is. */
const BEFORE = 9;

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

  /** Six numbers and more, or four between commas, each greater than the one before: items that are counted, and no number in pieces. */
  get isList(): boolean {
    const all = this.groups.map(({ digits }) => Number(digits));
    const least = this.even && LISTED.test(this.groups[1]?.gap ?? '') ? LIST_BY_COMMAS : LIST;
    return all.length >= least && all.every((one, i) => i === 0 || one > (all[i - 1] ?? 0));
  }

  /** Digits between dots behind a word for a place in a text or a version. */
  get isPlace(): boolean {
    return this.groups.length > 3 && this.groups[1]?.gap === '.' && this.even && PLACE.test(this.before);
  }

  get written(): string {
    return this.text.slice(this.start, this.end);
  }

  get before(): string {
    return this.text.slice(Math.max(0, this.start - BEFORE), this.start);
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
const MOBILE_LENGTH = 11;

/**
 * Sums of a chain's digits by which the check digit of any stretch of it is told at once (ISO/IEC 7812-1): of the digits up to
 * each place, with those at even places doubled, and with those at odd ones.
 */
class LuhnSums {
  private readonly sums: readonly [even: Uint32Array, odd: Uint32Array];

  constructor(digits: string) {
    const [even, odd] = [new Uint32Array(digits.length + 1), new Uint32Array(digits.length + 1)];
    for (let at = 0; at < digits.length; at += 1) {
      const value = digits.charCodeAt(at) - ZERO;
      const doubled = value > 4 ? value * 2 - 9 : value * 2;
      even[at + 1] = (even[at] ?? 0) + (at % 2 === 0 ? doubled : value);
      odd[at + 1] = (odd[at] ?? 0) + (at % 2 === 0 ? value : doubled);
    }
    this.sums = [even, odd];
  }

  /** Whether the last of the digits from one place to before another is their check digit. */
  fits(from: number, to: number): boolean {
    const sums = this.sums[to % 2 === 0 ? 0 : 1];
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) % 10 === 0;
  }
}

/** How many groups have ended where so many digits have been read; 0 within a group. */
function endsOf(chain: readonly Group[], length: number): Uint32Array {
  const ends = new Uint32Array(length + 1);
  let at = 0;
  for (const [i, group] of chain.entries()) ends[(at += group.digits.length)] = i + 1;
  return ends;
}

/** Neighbouring groups that have the length of a number of a person: no more than a few for each group that begins one. */
function* candidates(text: string, joins: RegExp): Generator<Candidate> {
  for (const chain of digitGroups(text, joins)) {
    const digits = chain.map((group) => group.digits).join('');
    if (digits.length < MOBILE_LENGTH) continue;
    const luhn = new LuhnSums(digits);
    const ends = endsOf(chain, digits.length);
    let from = 0;
    for (const [first, group] of chain.entries()) {
      const lengths = LENGTHS.filter(
        (length) => (ends[from + length] ?? 0) > first && maybePersonal(digits, from, from + length, luhn),
      );
      for (const length of lengths)
        yield new Candidate(text, chain.slice(first, ends[from + length]), digits.slice(from, from + length));
      from += group.digits.length;
    }
  }
}

/** Told by its digits alone, before anything is made of how it is written. */
function maybePersonal(digits: string, from: number, to: number, luhn: LuhnSums): boolean {
  const length = to - from;
  if (length >= CARD_SHORTEST && luhn.fits(from, to) && ISSUED.test(digits.slice(from, from + 3)))
    return true;
  const dialled = DIALLED[length];
  if (dialled !== undefined && digits.startsWith(dialled, from))
    return digits.charCodeAt(from + dialled.length) > ZERO + 2;
  return length >= ID_LENGTH - 1 && length <= ID_LENGTH && CENTURIES.has(digits.slice(from + 6, from + 8));
}

/** How a mobile number begins, with what is dialled before it, by the number of digits. */
const DIALLED: Readonly<Record<number, string>> = { 11: '1', 12: '01', 13: '861', 15: '00861' };
/** Of a date of birth, behind the six digits of an area. */
const CENTURIES = new Set(['18', '19', '20']);

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
  if (candidate.isPlace) return false;
  return shapes.has(shape) || (even && shapes === MOBILE_SHAPES && !candidate.isList);
}

const isCardAs = (candidate: Candidate): boolean => {
  const { digits, shape, before } = candidate;
  if (candidate.isList) return false;
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
  return digits < SHORTEST && (digits < SHORTEST_DISGUISED || !mayBeDisguised(text));
}

/** Texts that were looked at, and what was found: one is judged at the door, piece by piece, and again whole and by the contract. */
const SEEN = new Map<string, boolean>();
/** Characters that are kept, and what each text takes besides: more than a body holds. */
const MOST_SEEN = 4_194_304;
const EACH = 64;
let seen = 0;

function remember(text: string, found: boolean): void {
  seen += text.length + EACH;
  if (seen > MOST_SEEN) {
    SEEN.clear();
    seen = text.length + EACH;
  }
  SEEN.set(text, found);
}

/** @returns whether prose holds an e-mail address, a phone number, an ID-card or a payment-card number. */
export function holdsRawData(text: string): boolean {
  if (isHarmless(text)) return false;
  const known = SEEN.get(text);
  if (known !== undefined) return known;
  const found = screen(text);
  remember(text, found);
  return found;
}

function screen(text: string): boolean {
  const plain = plainDigits(text);
  if (ADDRESSES.some((form) => form.test(plain)) || holdsNumber(plain)) return true;
  if (!mayBeDisguised(plain)) return false;
  const read = plainDigits(text, withoutLookAlikes);
  return read !== plain && holdsNumber(read);
}

function holdsNumber(plain: string): boolean {
  if (holdsIdCard(plain)) return true;
  for (const candidate of candidates(plain, PROSE_JOINS))
    if (isMobile(candidate, MOBILE_SHAPES) || isIdCardAs(candidate) || isCardAs(candidate)) return true;
  return false;
}

/** Eleven digits by themselves, with the same sign between all of them. */
const SPELLED = /(?<![0-9A-Za-z]|\d[._-])(\d)([._-])((?:\d\2){9}\d)(?![0-9A-Za-z]|[._-]\d)/g;
const SPELLED_LENGTH = 2 * MOBILE_LENGTH - 1;
/** A cheap test that nearly every code passes. */
const SINGLY = /(?:\d[._-]){10}/;
/** Object identifiers of the internet, which are written so. */
const INTERNET = /^1\.3\.6\.1\./;

/**
 * Whether a mobile number stands in a code or identifier digit by digit, `1-3-8-…`. Asked of what is new only: codes that were
 * taken before are names of records, and stay.
 */
export function isSpelledOut(code: string): boolean {
  if (code.length < SPELLED_LENGTH || !SINGLY.test(code)) return false;
  for (const [written] of code.matchAll(SPELLED)) {
    const digits = written.replace(/\D/g, '');
    if (ALLOTTED.test(digits) && !INTERNET.test(written)) return true;
  }
  return false;
}

const isCounter = (digits: string): boolean => !ALLOTTED.test(digits) || DATED.test(digits);

/**
 * The same for a code or identifier, which holds no blanks: a mobile or an ID-card number. Cards are not looked
 * for: one long number in ten has a Luhn digit by chance, and counters and time-ordered ids are long numbers.
 */
export function isPersonal(code: string): boolean {
  if (isUuid(code) || !MANY_DIGITS.test(code)) return false;
  const plain = maskIds(code);
  if (holdsIdCard(plain)) return true;
  for (const candidate of candidates(plain, CODE_JOINS)) {
    if (isIdCardAs(candidate)) return true;
    if (isMobile(candidate, MOBILE_CODE_SHAPES) && !isCounter(undialled(candidate.digits))) return true;
  }
  return false;
}
