// SPDX-License-Identifier: Apache-2.0
/** The first page of everybody: what is awaited of him, by due date; then figures, each of which leads to what it counts. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useCounted, type Counted, type Page } from '../../api/lists';
import { useMe, type Hat } from '../../api/me';
import { useReason } from '../../api/reason';
import { useInTongue, useSay, type Key } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import type { Filters } from '../../api/filters';
import { AwaitedDisputes, AwaitedObligations } from './awaited';
import { OwnReads } from './own-reads';
import { FURTHER, type Entry } from '../../shell/nav';

type Target =
  | Extract<Entry, 'requests' | 'grants' | 'resources' | 'uses' | 'disputes' | 'periods' | 'obligations'>
  | 'corrections';

interface Figure {
  readonly label: Key;
  readonly to: Target;
  readonly filters: Filters;
  /** Whether any of them is bad news. */
  readonly isBad?: boolean;
}

const REQUESTS = (state: string, filters: Filters, label: Key): Figure => ({
  label,
  to: 'requests',
  filters: { state, ...filters },
});

const ENDING_DAYS = 60;

/** What each hat counts. `own` is its organisation. */
function figuresOf(hat: Hat, own: string): readonly Figure[] {
  const overdue = (filters: Filters): Figure => ({
    label: 'home.overdue',
    to: 'obligations',
    filters: { standing: 'unmet', ...filters },
    isBad: true,
  });
  const flagged: Figure = { label: 'home.flagged', to: 'uses', filters: { violation: 'any' }, isBad: true };
  const differing: Figure = {
    label: 'home.differing',
    to: 'periods',
    filters: { state: 'differs' },
    isBad: true,
  };
  const figures: Partial<Record<Hat, readonly Figure[]>> = {
    provider: [
      REQUESTS('submitted', { provider: own }, 'home.toDecide'),
      {
        label: 'home.toDeliver',
        to: 'obligations',
        filters: { standing: 'open', kind: 'deliver-data', owedBy: own },
      },
      { label: 'home.toCorrect', to: 'corrections', filters: { state: 'opened', provider: own } },
      overdue({ owedBy: own }),
      flagged,
      differing,
    ],
    consumer: [
      REQUESTS('submitted', { consumer: own }, 'home.waiting'),
      REQUESTS('decided', { consumer: own }, 'home.waitingConfirmation'),
      { label: 'home.activeGrants', to: 'grants', filters: { state: 'active', consumer: own } },
      { label: 'home.toAnswer', to: 'disputes', filters: { state: 'opened', respondent: own } },
      flagged,
      differing,
    ],
    manager: [
      { label: 'home.toReview', to: 'resources', filters: { state: 'submitted' } },
      REQUESTS('decided', {}, 'home.toConfirm'),
      { label: 'home.toAssign', to: 'disputes', filters: { state: 'answered,appealed,recused' } },
      overdue({}),
      flagged,
      differing,
    ],
    auditor: [
      flagged,
      differing,
      { label: 'home.openDisputes', to: 'disputes', filters: { state: 'opened' } },
      overdue({}),
    ],
    arbitrator: [
      { label: 'home.toRule', to: 'disputes', filters: { state: 'assigned', arbitrator: own } },
      { label: 'home.ruled', to: 'disputes', filters: { state: 'ruled', arbitrator: own } },
    ],
    submitter: [
      { label: 'home.activeGrants', to: 'grants', filters: { state: 'active', consumer: own } },
      flagged,
      differing,
    ],
  };
  return figures[hat] ?? [];
}

const ADDRESSES = {
  requests: '/v1/requests',
  grants: '/v1/grants',
  resources: '/v1/resources',
  uses: '/v1/usage-events',
  disputes: '/v1/disputes',
  periods: '/v1/periods',
  obligations: '/v1/obligations',
  corrections: '/v1/corrections',
} as const satisfies Record<Target, string>;

interface Answered {
  readonly data?: Page<unknown>;
  readonly error?: unknown;
  readonly response: Response;
}

/** The filters are the API's own, as the list's page has them in its address. */
const counting = ({ to, filters }: Figure, query: object): Promise<Answered> =>
  api.GET(ADDRESSES[to], { params: { query: { ...query, ...filters } } });

const shown = ({ items, isMore }: Counted<unknown>): string => `${items.length}${isMore ? '+' : ''}`;

function FigureLink({ figure }: { readonly figure: Figure }): ReactElement {
  const say = useSay();
  const { data, isError } = useCounted(['figure', figure.to, figure.filters], (query) =>
    counting(figure, query),
  );
  const count = data?.items.length ?? 0;
  const look = count === 0 ? 'none' : figure.isBad === true ? 'bad' : undefined;
  return (
    <li className={look}>
      <Link to={`/${figure.to}`} search={figure.filters}>
        <b className={data || isError ? undefined : 'waiting'}>{data ? shown(data) : isError ? '–' : '…'}</b>
        <span>{say(figure.label)}</span>
      </Link>
    </li>
  );
}

/** Grants that end within two months: asked for anew in time, nobody's work stops. */
function EndingGrants({ own }: { readonly own: string }): ReactElement {
  const say = useSay();
  const query = useCounted(['ending', own], (turning) =>
    api.GET('/v1/grants', { params: { query: { ...turning, state: 'active', consumer: own } } }),
  );
  return (
    <Loaded query={query}>
      {({ items }) => {
        const limit = Date.now() + ENDING_DAYS * 86_400_000;
        const ending = items
          .filter(({ terms }) => Date.parse(terms.period.to) <= limit)
          .sort((a, b) => a.terms.period.to.localeCompare(b.terms.period.to));
        if (ending.length === 0)
          return <p className="sheet quiet">{say('home.noneEnding', { days: ENDING_DAYS })}</p>;
        return (
          <ul className="sheet">
            {ending.map(({ id, terms }) => (
              <li key={id}>
                <Link to="/grants/$id" params={{ id }}>
                  {id}
                </Link>{' '}
                {say('home.endsOn', { day: terms.period.to.slice(0, 10) })}
              </li>
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
}

function OfHat({ hat }: { readonly hat: Hat }): ReactElement {
  const say = useSay();
  const { session } = useMe();
  const { isAsked, reason } = useReason();
  const own = session.organisation;
  const figures = figuresOf(hat, own);
  const mayLook = !isAsked || reason !== undefined;
  return (
    <>
      {figures.length > 0 && mayLook && (
        <ul className="figures" aria-label={say('home.figures')}>
          {figures.map((figure) => (
            <FigureLink key={figure.label} figure={figure} />
          ))}
        </ul>
      )}
      {hat !== 'admin' && hat !== 'auditor' && (
        <Block title={say('home.awaited')}>
          {hat !== 'submitter' && <AwaitedDisputes hat={hat} own={own} />}
          {hat !== 'arbitrator' && <AwaitedObligations own={own} />}
        </Block>
      )}
      {hat === 'consumer' && (
        <Block title={say('home.ending')}>
          <EndingGrants own={own} />
        </Block>
      )}
      {hat === 'auditor' && (
        <Block title={say('home.ownReads')}>
          <OwnReads own={own} />
        </Block>
      )}
      <FurtherScreens hat={hat} />
    </>
  );
}

/** What else there is for that hat. */
function FurtherScreens({ hat }: { readonly hat: Hat }): ReactElement | null {
  const say = useSay();
  const further = FURTHER[hat];
  if (further.length === 0) return null;
  return (
    <nav className="further" aria-label={say('home.further')}>
      <span className="quiet">{say('home.further')}</span>
      {further.map((entry) =>
        entry === 'lists' ? (
          <Link key={entry} to="/lists/$list" params={{ list: 'demand' }} search={{}}>
            {say('nav.lists')}
          </Link>
        ) : (
          <Link key={entry} to={`/${entry}`} search={{}}>
            {say(`nav.${entry}`)}
          </Link>
        ),
      )}
    </nav>
  );
}

export function Home(): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { hats, organisation, session } = useMe();
  if (!organisation)
    return (
      <>
        <Head kind={say('nav.home')} title={say('nav.home')} />
        <p className="notice">{say('home.notRegistered', { organisation: session.organisation })}</p>
      </>
    );
  return (
    <>
      <Head kind={say('nav.home')} title={tongue(organisation.names)} />
      {session.role === 'admin' && (
        <p className="notice">
          {say('home.admin')}{' '}
          <Link to="/signers" search={{}}>
            {say('nav.signers')}
          </Link>
        </p>
      )}
      {hats.map((hat) => (
        <section key={hat} aria-label={say(`words.hat.${hat}`)}>
          {hats.length > 1 && <h2>{say(`words.hat.${hat}`)}</h2>}
          <OfHat hat={hat} />
        </section>
      ))}
    </>
  );
}
