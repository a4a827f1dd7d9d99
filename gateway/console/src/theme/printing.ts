// SPDX-License-Identifier: Apache-2.0
/** Paper does not scroll and has no buttons: what is drawn or opened on demand is drawn whole while a page is printed. */
import { useSyncExternalStore } from 'react';

let isOnPaper = false;

function follow(tell: () => void): () => void {
  const begin = (): void => {
    isOnPaper = true;
    tell();
  };
  const end = (): void => {
    isOnPaper = false;
    tell();
  };
  addEventListener('beforeprint', begin);
  addEventListener('afterprint', end);
  return () => {
    removeEventListener('beforeprint', begin);
    removeEventListener('afterprint', end);
  };
}

/** @returns whether the page is being printed at this moment */
export const usePrinting = (): boolean => useSyncExternalStore(follow, () => isOnPaper);
