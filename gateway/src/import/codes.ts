// SPDX-License-Identifier: Apache-2.0
/** Codes and ids derived from foreign names: the same name gives the same code, on every machine. */
import { createHash } from 'node:crypto';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { isPersonal, isSpelledOut } from '@catalog-chain/chaincode/domain/text/raw-data';
import { decomposed } from './prose.js';

const MAX_CODE = 64;
const MAX_MSP = 48;
const DIGEST_CHARACTERS = 8;

/** SHA-256, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The value with the members of every object in one order: foreign JSON may hold what the ledger's encoder refuses. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, one]) => [name, ordered(one)]));
}

/** SHA-256 of what a foreign entry says, whatever the order of its members. */
export const contentDigest = (value: unknown): string => sha256(JSON.stringify(ordered(value)));

const ascii = (text: string): string =>
  decomposed(text)
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-._]+$/g, '');

/** For digests that would look like a number: no digits, and no letters that are read as such. */
const CONSONANTS = 'bcdfghjkmnpqrtvw';

/**
 * A code with part of a digest in it. In one of a hundred a run of its digits is, by chance, a mobile telephone number;
 * written in consonants it is none.
 */
export function codeWithDigest(text: string, length: number, code: (digest: string) => string): string {
  const digest = sha256(text).slice(0, length);
  const plain = code(digest);
  if (!isPersonal(plain) && !isSpelledOut(plain)) return plain;
  return code(digest.replace(/./g, (digit) => CONSONANTS.charAt(parseInt(digit, 16))));
}

/** Short enough as it is, or cut and told apart by the digest of the whole. */
const fit = (readable: string, whole: string, max: number): string =>
  readable.length <= max
    ? readable
    : codeWithDigest(
        whole,
        DIGEST_CHARACTERS,
        (digest) => `${readable.slice(0, max - DIGEST_CHARACTERS - 1)}-${digest}`,
      );

/** A code (`[A-Za-z0-9][A-Za-z0-9._-]{0,63}`) for a foreign identifier or name, kept as it is where it is one. */
export function codeOf(text: string, max = MAX_CODE): string {
  const readable = ascii(text);
  const lossless = readable === text || /^[\x20-\x7e]*$/.test(text);
  if (readable !== '' && lossless) return fit(readable, text, max);
  return codeWithDigest(text, DIGEST_CHARACTERS, (digest) => fit(`${readable || 'x'}-${digest}`, text, max));
}

const capital = (word: string): string =>
  word.charAt(0).toUpperCase() + (word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1));

/** An MSP id for an organisation known by name only: `King's College London` → `KingsCollegeLondonMSP`. */
export function mspIdOf(name: string): string {
  const words = ascii(name)
    .split(/[._-]+/)
    .filter((word) => /[A-Za-z0-9]/.test(word));
  const camel = words.map(capital).join('');
  const whole = /^[A-Za-z]/.test(camel) ? camel : `Org${camel}`;
  const unique = /^[\x20-\x7e’]*$/.test(name)
    ? whole
    : `${whole}-${sha256(name).slice(0, DIGEST_CHARACTERS)}`;
  return `${fit(unique, name, MAX_MSP - 3)}MSP`;
}

/** A national-equivalent organisation code `SCHEME:ID` for an organisation known by name only. */
export const organisationCodeOf = (scheme: string, name: string): string =>
  `${scheme}:${codeOf(name.toLowerCase(), 40).replace(/_/g, '-')}`;

/**
 * A UUIDv7 (RFC 9562 §5.7) made from what the row says instead of from chance: its time in the first 48
 * bits, the digest of its content in the rest. The same row imported twice has the same id and counts once.
 * The id is public: `content` must hold no identifier of a record or person, which could be guessed from it.
 */
export function rowId(at: number, content: unknown): string {
  const time = at.toString(16).padStart(12, '0');
  const digest = digestOf(content);
  const variant = ((parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}
