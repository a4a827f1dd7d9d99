// SPDX-License-Identifier: Apache-2.0
/** The frame around every screen: entries at the left; search, ledger, language and person at the top. */
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useIsFetching, useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactElement } from 'react';
import { ActStage } from '../acts/form/act-stage';
import { api, done } from '../api/client';
import { useMe, type Hat } from '../api/me';
import { useInTongue, useSay } from '../i18n/i18n';
import { Settings } from '../session/settings';
import { searchFor } from '../api/searched';
import seal from '../theme/seal.svg';
import { ENTRIES } from './nav';
import { useNewPage } from './new-page';
import { PersonMenu } from './person-menu';
import { PurposeBar } from './purpose-bar';

const LOOK_MS = 15_000;
const LEDGER = 'ledger';

function LedgerStatus(): ReactElement | null {
  const say = useSay();
  const { data, isError } = useQuery({
    queryKey: [LEDGER],
    queryFn: () => done(api.GET('/v1/ledger')),
    refetchInterval: LOOK_MS,
    staleTime: 0,
  });
  if (isError) return <span className="tag bad">{say('ledger.unreachable')}</span>;
  if (!data) return null;
  const lag = data.height - 1 - data.index.block;
  return (
    <Link to="/blocks" search={{}} className="ledger-status" title={data.genesisHash}>
      {say(data.consensus ? 'ledger.fabric' : 'ledger.embedded')} ·{' '}
      {say('ledger.height', { height: data.height })}
      {lag > 0 && ` · ${say('ledger.lag', { lag })}`}
    </Link>
  );
}

function SearchBox(): ReactElement {
  const say = useSay();
  const go = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const q = field.current?.value.trim() ?? '';
        if (q === '') return;
        searchFor(q);
        void go({ to: '/search', search: {} });
      }}
    >
      <label className="sr" htmlFor="search">
        {say('search.label')}
      </label>
      <input
        id="search"
        ref={field}
        type="search"
        autoComplete="off"
        maxLength={200}
        placeholder={say('search.placeholder')}
      />
    </form>
  );
}

export function Shell(): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { hats, organisation, session } = useMe();
  const [chosen, setChosen] = useState<Hat>();
  const main = useRef<HTMLElement>(null);
  const told = useNewPage(main);
  const hat = chosen ?? hats[0] ?? 'submitter';
  // The look at the ledger comes round by itself and is no part of what a screen reads.
  const reading = useIsFetching({ predicate: ({ queryKey }) => queryKey[0] !== LEDGER });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {say('common.skip')}
      </a>
      <header className="top">
        <p className="sr" aria-live="polite">
          {told}
        </p>
        <Link to="/home" className="wordmark">
          <img src={seal} alt="" />
          {say('common.product')}
        </Link>
        <SearchBox />
        <span className="spring" />
        <LedgerStatus />
        <Settings />
        <PersonMenu hat={hat} choose={setChosen} />
      </header>
      <nav className="side" aria-label={say('common.navigation')}>
        <ul>
          {ENTRIES[hat].map((entry) => (
            <li key={entry}>
              <Link to={`/${entry}`} search={{}} activeProps={{ className: 'active' }}>
                {say(`nav.${entry}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className="main" id="main" ref={main} tabIndex={-1} data-reading={reading > 0}>
        <div className="print-only print-head">
          <b>{organisation ? tongue(organisation.names) : session.organisation}</b>
        </div>
        <PurposeBar />
        <ActStage>
          <Outlet />
        </ActStage>
      </main>
    </div>
  );
}
