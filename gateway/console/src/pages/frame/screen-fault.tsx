// SPDX-License-Identifier: Apache-2.0
/** A screen that could not be shown: its code was not loaded, or failed. The rest of the console goes on. */
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ProblemNote } from '../../parts/card/problem-note';

export function ScreenFault({ error, reset }: ErrorComponentProps): ReactElement {
  return (
    <main className="main">
      <ProblemNote
        error={error instanceof Error ? error : new Error(String(error))}
        again={() => {
          reset();
          location.reload();
        }}
      />
    </main>
  );
}
