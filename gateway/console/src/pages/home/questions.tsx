// SPDX-License-Identifier: Apache-2.0
/** Questions that are often asked of the ledger, ready to follow, and those that a person has kept. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useSay, type Key } from '../../i18n/i18n';
import type { Filters } from '../../api/filters';
import { Block, Head } from '../../parts/card/card';
import { useSavedQuestions } from '../../parts/table/saved';

interface Ready {
  readonly label: Key;
  readonly to: '/uses' | '/periods' | '/obligations' | '/questions/$question';
  readonly search: Filters;
  readonly question?: string;
}

const READY: readonly Ready[] = [
  { label: 'patterns.ask.late', to: '/uses', search: { violation: 'reported-late' } },
  { label: 'patterns.ask.noGrant', to: '/uses', search: { violation: 'no-grant' } },
  { label: 'patterns.ask.wrongPurpose', to: '/uses', search: { violation: 'wrong-purpose' } },
  { label: 'patterns.ask.afterClosing', to: '/uses', search: { violation: 'after-closing' } },
  { label: 'patterns.ask.outsideHours', to: '/questions/$question', search: {}, question: 'outside-hours' },
  { label: 'patterns.ask.oneActor', to: '/questions/$question', search: {}, question: 'one-actor' },
  { label: 'patterns.ask.differing', to: '/periods', search: { state: 'differs' } },
  { label: 'patterns.ask.overdue', to: '/obligations', search: { standing: 'overdue' } },
];

export function Questions(): ReactElement {
  const say = useSay();
  const { saved, drop } = useSavedQuestions();
  return (
    <>
      <Head kind={say('nav.questions')} title={say('nav.questions')} />
      <p>{say('patterns.ask.lead')}</p>
      <div className="two">
        <Block title={say('patterns.ask.ready')}>
          <ul className="sheet lines">
            {READY.map(({ label, to, search, question }) => (
              <li key={label}>
                {to === '/questions/$question' ? (
                  <Link to={to} params={{ question: question ?? '' }} search={search}>
                    {say(label)}
                  </Link>
                ) : (
                  <Link to={to} search={search}>
                    {say(label)}
                  </Link>
                )}
              </li>
            ))}
          </ul>
        </Block>
        <Block title={say('patterns.ask.saved')}>
          {saved.length === 0 ? (
            <p className="sheet quiet">{say('patterns.ask.noSaved')}</p>
          ) : (
            <ul className="sheet lines">
              {saved.map(({ address, label }) => (
                <li key={address}>
                  <a href={`/console${address}`}>{label}</a>{' '}
                  <button
                    type="button"
                    className="plain"
                    onClick={() => {
                      drop(address);
                    }}
                  >
                    {say('patterns.ask.remove')}
                    <span className="sr"> {label}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <p className="small quiet">{say('patterns.ask.keptHere')}</p>
        </Block>
      </div>
    </>
  );
}
