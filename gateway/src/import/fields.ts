// SPDX-License-Identifier: Apache-2.0
/** Reading fields of unknown JSON without trusting its shape. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objects = (value: unknown): JsonObject[] =>
  (Array.isArray(value) ? value : [value]).filter(isObject);

/** Of more digits than a number of JSON or a spreadsheet keeps: in the form that tells, so that nobody takes it for exact. */
const numberText = (value: number): string => {
  if (!Number.isFinite(value)) return '#NUM!';
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? value.toExponential().toUpperCase()
    : String(value);
};

/** The text or number of a field; undefined where it is absent, empty, or the word `None` of a Python export. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return numberText(value);
  const raw = typeof value === 'boolean' ? String(value) : value;
  if (typeof raw !== 'string') return undefined;
  const trimmed = raw.trim();
  return trimmed === '' || trimmed === 'None' ? undefined : trimmed;
}

/** What a cell of JSON says as text: a list of values one after the other; nothing of what has a shape of its own. */
export function cellText(value: unknown): string {
  if (Array.isArray(value)) return value.map(cellText).filter(Boolean).join('; ');
  if (typeof value === 'string') return value;
  return text(value) ?? '';
}

/** Whether a value is more than a cell can say. */
export const isShaped = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isShaped) : isObject(value);

/** What a word stands for in a table of words; undefined for one that is not in it, `constructor` too. */
export const wordIn = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

/** A whole number written as a number or as digits. */
export function integer(value: unknown): number | undefined {
  const digits = text(value);
  const parsed = digits !== undefined && /^\d{1,15}$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(parsed) ? parsed : undefined;
}

/** The fields that have a value: an absent field is absent, not undefined. */
export const present = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The object without some of its fields. */
export const omit = <T extends object, K extends keyof T>(fields: T, ...names: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.some((one) => one === name))) as Omit<
    T,
    K
  >;
