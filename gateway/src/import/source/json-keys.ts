// SPDX-License-Identifier: Apache-2.0
/** What `JSON.parse` takes without a word: a member that stands twice in an object, of which the last is kept (RFC 8259 §4), and any depth. */

/** A string; of two groups that count, one is that it is the name of a member. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

const STRINGS_AND_BRACKETS = /"[^"\\]*(?:\\.[^"\\]*)*"|[[{]|[\]}]/g;
const MAX_DEPTH = 100;

/** Whether values are nested deeper than anybody nests them: readers go down into them. */
export function isDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(STRINGS_AND_BRACKETS)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function namesIn(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) count += 1;
  return count;
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: readonly unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : values.length;
  return values.reduce((sum: number, one) => sum + membersOf(one), own);
}

/**
 * @param text valid JSON
 * @param value what it was parsed to
 */
export const hasRepeatedMember = (text: string, value: unknown): boolean =>
  typeof value === 'object' && value !== null && namesIn(text) > membersOf(value);
