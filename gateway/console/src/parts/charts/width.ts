// SPDX-License-Identifier: Apache-2.0
/** How wide a drawing may be: one that is drawn for the room that there is has letters of the same size on a telephone. */
import { useLayoutEffect, useState, type RefObject } from 'react';
import { usePrinting } from '../../theme/printing';

/** Until it is measured. */
const USUAL = 900;
/** Between the margins of an A4 page. */
const PAPER = 620;

/** @returns pixels */
export function useWidth(frame: RefObject<HTMLElement | null>): number {
  const isPrinted = usePrinting();
  const [width, setWidth] = useState(USUAL);
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current) return undefined;
    const measure = (): void => {
      setWidth(current.clientWidth || USUAL);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [frame]);
  return isPrinted ? PAPER : width;
}
