// SPDX-License-Identifier: Apache-2.0
/** Keeps what was typed from being lost by one key, by a reload or by going back: whoever leaves is asked first. */
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';

export interface Leaving {
  readonly isAsked: boolean;
  /** Leaves where nothing would be lost, and asks otherwise. */
  readonly leave: () => void;
  readonly stay: () => void;
}

export function useLeaving(wouldLose: boolean, close: () => void): Leaving {
  const [isAsked, setAsked] = useState(false);
  useBlocker({
    shouldBlockFn: () => {
      setAsked(true);
      return true;
    },
    enableBeforeUnload: true,
    disabled: !wouldLose,
  });
  return {
    isAsked: isAsked && wouldLose,
    leave: () => {
      if (wouldLose) setAsked(true);
      else close();
    },
    stay: () => {
      setAsked(false);
    },
  };
}
