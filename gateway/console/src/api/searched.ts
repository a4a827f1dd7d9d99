// SPDX-License-Identifier: Apache-2.0
/**
 * What was typed into the search box, kept in memory only: somebody may type the identifier of a record there, which is to
 * be in no address and no history.
 */
import { useSyncExternalStore } from 'react';

let typed = '';
const listeners = new Set<() => void>();

export function searchFor(text: string): void {
  typed = text;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSearched = (): string => useSyncExternalStore(subscribe, () => typed);
