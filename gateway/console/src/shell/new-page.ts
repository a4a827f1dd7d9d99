// SPDX-License-Identifier: Apache-2.0
/**
 * Whoever comes to another page of the console by a link goes on at its heading, as in a document that was loaded anew: the
 * link that was followed is gone with its page, and a screen reader would say nothing.
 */
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState, type RefObject } from 'react';

/** Nobody has gone elsewhere by himself: neither into a form that opened with the page nor to the entries beside it. */
const isFree = (main: HTMLElement): boolean =>
  document.activeElement === main || document.activeElement === document.body;

/** Takes the focus to the page's heading once it is there. @returns how to stop waiting for it */
function focusHeading(main: HTMLElement, arrived: () => void): () => void {
  main.focus({ preventScroll: true });
  const observer = new MutationObserver(look);
  function look(): void {
    const heading = main.querySelector('h1');
    if (!heading) return;
    observer.disconnect();
    arrived();
    if (!isFree(main)) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  observer.observe(main, { childList: true, subtree: true });
  look();
  return () => {
    observer.disconnect();
  };
}

/** @returns the title of the page that was come to last, for a screen reader to tell */
export function useNewPage(main: RefObject<HTMLElement | null>): string {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef<string>(undefined);
  const [told, tell] = useState('');
  useEffect(() => {
    const isFirst = before.current === undefined;
    const isSame = before.current === path;
    before.current = path;
    if (isFirst || isSame || !main.current) return undefined;
    return focusHeading(main.current, () => {
      tell(document.title);
    });
  }, [path, main]);
  return told;
}
