// SPDX-License-Identifier: Apache-2.0
/**
 * The session ended while somebody was at work. The page stays as it is, with all that was typed, under a window in which
 * the person signs in again; at a provider this happens in a tab of its own.
 */
import { useEffect, useRef, type ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import { Doors } from './doors';
import { currentSession, type Session } from './session';

export interface SessionOverProps {
  /** The organisation's name, or its id where nothing was read yet. */
  readonly organisation: string;
  readonly onSignedIn: (session: Session) => void;
}

export function SessionOver({ organisation, onSignedIn }: SessionOverProps): ReactElement {
  const say = useSay();
  const window_ = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    window_.current?.showModal();
    const look = (): void => {
      void currentSession().then((session) => {
        if (session) onSignedIn(session);
      });
    };
    window.addEventListener('focus', look);
    return () => {
      window.removeEventListener('focus', look);
    };
  }, [onSignedIn]);
  return (
    <dialog
      ref={window_}
      aria-labelledby="session-over"
      onCancel={(event) => {
        event.preventDefault();
      }}
    >
      <div className="dialog-head">
        <h2 id="session-over">{say('session.over')}</h2>
      </div>
      <div className="dialog-body">
        <p>{say('session.overLead', { organisation })}</p>
        <Doors
          onSignedIn={onSignedIn}
          leave={(address) => {
            window.open(address, '_blank');
          }}
        />
      </div>
    </dialog>
  );
}
