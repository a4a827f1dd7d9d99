// SPDX-License-Identifier: Apache-2.0
/** The present moment, for deadlines; it goes on by itself while a screen is open. */
import { useEffect, useState } from 'react';

const EVERY_MS = 60_000;

export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
