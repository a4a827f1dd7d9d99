// SPDX-License-Identifier: Apache-2.0
/** Questions as they stand in a browser's storage: whatever else stands there is left out. */

export interface SavedQuestion {
  /** Below the console's own, as `/uses?violation=any`. */
  readonly address: string;
  readonly label: string;
}

/** Of one person in one browser. */
export const MOST_QUESTIONS = 50;

const isQuestion = (value: unknown): value is SavedQuestion => {
  const { address, label } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof address === 'string' && /^\/(?![/\\])/.test(address) && typeof label === 'string';
};

/** @param kept what stands in the browser's storage, where anything may. @returns the questions in it */
export function questionsIn(kept: string | null): readonly SavedQuestion[] {
  try {
    const value: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(value) ? value.filter(isQuestion).slice(0, MOST_QUESTIONS) : [];
  } catch {
    return [];
  }
}
