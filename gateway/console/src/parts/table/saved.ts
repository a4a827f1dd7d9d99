// SPDX-License-Identifier: Apache-2.0
/** Questions that a person keeps in this browser: addresses with filters, which hold no identifier of a record. */
import { useState } from 'react';
import { useMe } from '../../api/me';
import { MOST_QUESTIONS, questionsIn, type SavedQuestion } from './saved-questions';

export type { SavedQuestion } from './saved-questions';

export function useSavedQuestions(): {
  readonly saved: readonly SavedQuestion[];
  readonly keep: (question: SavedQuestion) => void;
  readonly drop: (address: string) => void;
} {
  const { session } = useMe();
  const name = `questions/${session.organisation}/${session.user}`;
  const [saved, setSaved] = useState(() => questionsIn(localStorage.getItem(name)));
  const change = (next: readonly SavedQuestion[]): void => {
    localStorage.setItem(name, JSON.stringify(next));
    setSaved(next);
  };
  const others = (address: string): readonly SavedQuestion[] =>
    saved.filter((question) => question.address !== address);
  return {
    saved,
    keep: (question) => {
      change([question, ...others(question.address)].slice(0, MOST_QUESTIONS));
    },
    drop: (address) => {
      change(others(address));
    },
  };
}
