// SPDX-License-Identifier: Apache-2.0
/** Who is signed in and as what; the other roles; keys and sessions; what is open to everyone; signing out. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { api, done } from '../api/client';
import { useMe, type Hat } from '../api/me';
import { useInTongue, useSay, useWord } from '../i18n/i18n';
import { useSessionState } from '../session/session-context';

export interface PersonMenuProps {
  readonly hat: Hat;
  readonly choose: (hat: Hat) => void;
}

function useLeaving(): { readonly leave: () => void; readonly failed: boolean } {
  const { change } = useSessionState();
  const [failed, setFailed] = useState(false);
  const leave = (): void => {
    done(api.DELETE('/v1/session')).then(
      ({ providerSignOut }) => {
        if (providerSignOut === undefined) change(undefined);
        else location.assign(providerSignOut);
      },
      () => {
        setFailed(true);
      },
    );
  };
  return { leave, failed };
}

function Roles({ hat, choose }: PersonMenuProps): ReactElement | null {
  const say = useSay();
  const word = useWord();
  const { hats } = useMe();
  const { session, change } = useSessionState();
  const others = session.roles.filter((role) => role !== session.role);
  if (hats.length < 2 && others.length === 0) return null;
  return (
    <div>
      <span className="label">{say('person.actAs')}</span>
      <div className="row">
        {hats.length > 1 &&
          hats.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === hat}
              onClick={() => {
                choose(one);
              }}
            >
              {word('hat', one)}
            </button>
          ))}
        {others.map((role) => (
          <button
            key={role}
            type="button"
            onClick={() => {
              void done(api.PUT('/v1/session/role', { body: { role } })).then((next) => {
                change(next);
              });
            }}
          >
            {word('userRole', role)}
          </button>
        ))}
      </div>
    </div>
  );
}

export function PersonMenu({ hat, choose }: PersonMenuProps): ReactElement {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const { session, organisation } = useMe();
  const { leave, failed } = useLeaving();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      const isKey = event instanceof KeyboardEvent;
      if (isKey && event.key !== 'Escape') return;
      if (!isKey && menu.current?.contains(event.target as Node)) return;
      if (menu.current) menu.current.open = false;
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  const shut = (): void => {
    if (menu.current) menu.current.open = false;
  };
  return (
    <details className="menu" ref={menu}>
      <summary>
        {word('hat', hat)} · {organisation ? tongue(organisation.names) : session.organisation}
      </summary>
      <div className="menu-body">
        <div className="small quiet">
          {session.user} · <span className="mono">{session.organisation}</span>
        </div>
        <Roles hat={hat} choose={choose} />
        <ul onClick={shut}>
          <li>
            <Link to="/keys">{say('nav.keys')}</Link>
          </li>
          <li>
            <Link to="/verify">{say('nav.verify')}</Link>
          </li>
          <li>
            <Link to="/blocks" search={{}}>
              {say('nav.blocks')}
            </Link>
          </li>
          <li>
            <Link to="/corrections" search={{}}>
              {say('nav.corrections')}
            </Link>
          </li>
          <li>
            <Link to="/organisations" search={{}}>
              {say('nav.organisations')}
            </Link>
          </li>
          <li>
            <a href="/docs">{say('nav.api')}</a>
          </li>
          <li>
            <Link to="/parts">{say('nav.parts')}</Link>
          </li>
        </ul>
        <button type="button" onClick={leave}>
          {say('person.signOut')}
        </button>
        {failed && (
          <p role="alert" className="small">
            {say('person.stillIn')}
          </p>
        )}
      </div>
    </details>
  );
}
