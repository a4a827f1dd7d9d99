// SPDX-License-Identifier: Apache-2.0
/** The ways in, as buttons: those of a demo, one per person, and the agency's own identity provider. */
import { useEffect, useState, type ReactElement } from 'react';
import { useInTongue, useSay } from '../i18n/i18n';
import { enterDemo, providerAddress, waysIn, type DemoPerson, type Session, type WaysIn } from './session';

const MAIN = ['provider', 'consumer', 'manager', 'auditor', 'arbitrator'] as const;
type Main = (typeof MAIN)[number];
const isMain = (login: string): login is Main => MAIN.some((one) => one === login);

function useWays(): { readonly ways?: WaysIn; readonly failed: boolean; readonly again: () => void } {
  const [ways, setWays] = useState<WaysIn>();
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    setFailed(false);
    waysIn().then(setWays, () => {
      setFailed(true);
    });
  }, [round]);
  const again = (): void => {
    setRound(round + 1);
  };
  return { failed, again, ...(ways && { ways }) };
}

function Others({
  people,
  enter,
}: {
  people: readonly DemoPerson[];
  enter: (login: string) => void;
}): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  return (
    <details className="door-note">
      <summary>{say('signIn.others')}</summary>
      <ul className="door-small">
        {people.map(({ login, names, userRole }) => (
          <li key={login}>
            <button
              type="button"
              onClick={() => {
                enter(login);
              }}
            >
              {say(`words.userRole.${userRole}`)} · {tongue(names)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function DemoDoors({
  people,
  enter,
}: {
  people: readonly DemoPerson[];
  enter: (login: string) => void;
}): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const main = people.flatMap(({ login, names }) => (isMain(login) ? [{ login, names }] : []));
  return (
    <>
      <ul className="door-cards">
        {main.map(({ login, names }) => (
          <li key={login}>
            <button
              type="button"
              className="door-card"
              onClick={() => {
                enter(login);
              }}
            >
              <strong>{say(`signIn.cards.${login}.title`)}</strong>
              <span>{say(`signIn.cards.${login}.does`)}</span>
              <span>{tongue(names)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Others people={people.filter(({ login }) => !isMain(login))} enter={enter} />
      <p className="door-note">{say('signIn.demoNote')}</p>
    </>
  );
}

export interface DoorsProps {
  readonly onSignedIn: (session: Session) => void;
  /** How to go to the provider; absent: this page itself goes. */
  readonly leave?: (address: string) => void;
}

export function Doors({ onSignedIn, leave }: DoorsProps): ReactElement {
  const say = useSay();
  const { ways, failed, again } = useWays();
  const [refused, setRefused] = useState(false);
  const enter = (login: string): void => {
    setRefused(false);
    enterDemo(login).then(onSignedIn, () => {
      setRefused(true);
    });
  };
  if (failed)
    return (
      <div className="notice fault" role="alert">
        <p>{say('signIn.unreachable')}</p>
        <button type="button" onClick={again}>
          {say('common.again')}
        </button>
      </div>
    );
  if (!ways)
    return (
      <p role="status" className="waiting">
        {say('common.loading')}
      </p>
    );
  const page = location.pathname.startsWith('/console') ? location.pathname : '/console/home';
  const address = providerAddress(page);
  return (
    <>
      {refused && (
        <p className="notice fault" role="alert">
          {say('signIn.refused')}
        </p>
      )}
      {ways.provider && (
        <p>
          <a
            className="button"
            href={address}
            onClick={(event) => {
              if (!leave) return;
              event.preventDefault();
              leave(providerAddress('/console/signed-in'));
            }}
          >
            {say('signIn.provider')}
          </a>
        </p>
      )}
      {ways.demo.length > 0 && <DemoDoors people={ways.demo} enter={enter} />}
      {!ways.provider && ways.demo.length === 0 && <p className="notice">{say('signIn.none')}</p>}
    </>
  );
}
