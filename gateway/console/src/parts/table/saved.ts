// SPDX-License-Identifier: Apache-2.0
/** Questions that a person keeps in this browser: addresses with filters, which hold no identifier of a record. */
import { useState } from 'react';
import { useMe } from '../../api/me';

export interface SavedQuestion {
  /** Below the console's own, as `/uses?violation=any`. */
  readonly address: string;
  readonly label: string;
}

const MOST = 50;

export function useSavedQuestions(): {
  readonly saved: readonly SavedQuestion[];
  readonly keep: (question: SavedQuestion) => void;
  readonly drop: (address: string) => void;
} {
  const { session } = useMe();
  const name = `questions/${session.organisation}/${session.user}`;
  const [saved, setSaved] = useState(() => {
    const kept = localStorage.getItem(name);
    return kept === null ? [] : (JSON.parse(kept) as readonly SavedQuestion[]);
  });
  const change = (next: readonly SavedQuestion[]): void => {
    localStorage.setItem(name, JSON.stringify(next));
    setSaved(next);
  };
  const others = (address: string): readonly SavedQuestion[] =>
    saved.filter((question) => question.address !== address);
  return {
    saved,
    keep: (question) => {
      change([question, ...others(question.address)].slice(0, MOST));
    },
    drop: (address) => {
      change(others(address));
    },
  };
}
