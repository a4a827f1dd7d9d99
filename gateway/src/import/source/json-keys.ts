// SPDX-License-Identifier: Apache-2.0
/** Whether a member stands twice in an object of JSON: `JSON.parse` keeps the last without a word (RFC 8259 §4). */

/** A string; of two groups that count, one is that it is the name of a member. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

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
