// SPDX-License-Identifier: Apache-2.0
/**
 * The acts that a person can take on a card, as buttons. The dialog belongs to the bar and not to its button: what was
 * recorded changes which buttons there are, and the receipt stays.
 */
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import type { Act } from '../specs/spec';

const Dialog = lazy(async () => ({ default: (await import('./act-dialog')).ActDialog }));

export interface ActsBarProps {
  /** The one that is awaited first. */
  readonly acts: readonly Act[];
  readonly onRecorded?: (record: unknown) => void;
}

export function ActsBar({ acts, onRecorded }: ActsBarProps): ReactElement {
  const say = useSay();
  // An address may ask for one of them: what is owed leads to the form by which it is met. Some acts are offered only once
  // more is known of the thing.
  const { do: asked }: { readonly do?: unknown } = useSearch({ strict: false });
  const [answered, setAnswered] = useState<unknown>();
  const [opened, setOpened] = useState<Act>();
  const wanted = asked === answered ? undefined : acts.find(({ title }) => title === asked);
  if (wanted) {
    setAnswered(asked);
    setOpened(wanted);
  }
  return (
    <>
      {acts.map((act, i) => (
        <button
          key={act.title}
          type="button"
          className={i === 0 ? 'primary' : undefined}
          onClick={() => {
            setOpened(act);
          }}
        >
          {say(act.title)}
        </button>
      ))}
      {opened && (
        <Suspense>
          <Dialog
            act={opened}
            onRecorded={onRecorded}
            close={() => {
              setOpened(undefined);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
