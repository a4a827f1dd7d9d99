// SPDX-License-Identifier: Apache-2.0
/** The acts that a person can take on a card, as buttons. Their dialog stands on the stage, and outlives the bar. */
import { useSearch } from '@tanstack/react-router';
import { useEffect, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import type { Act } from '../specs/spec';
import { useStage } from './act-stage';

export interface ActsBarProps {
  /** The one that is awaited first. */
  readonly acts: readonly Act[];
  readonly onRecorded?: (record: unknown) => void;
}

export function ActsBar({ acts, onRecorded }: ActsBarProps): ReactElement {
  const say = useSay();
  const { open, openAsked } = useStage();
  // An address may ask for one of them: what is owed leads to the form by which it is met. Some acts are offered only once
  // more is known of the thing.
  const { do: asked }: { readonly do?: unknown } = useSearch({ strict: false });
  const wanted = acts.find(({ title }) => title === asked);
  useEffect(() => {
    if (wanted) openAsked({ act: wanted, onRecorded });
  });
  return (
    <>
      {acts.map((act, i) => (
        <button
          key={act.title}
          type="button"
          className={i === 0 ? 'primary' : undefined}
          onClick={() => {
            open({ act, onRecorded });
          }}
        >
          {say(act.title)}
        </button>
      ))}
    </>
  );
}
