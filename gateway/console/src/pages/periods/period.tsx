// SPDX-License-Identifier: Apache-2.0
/** One month of one grant: who closed it, what the chain found, and every exchange on which the two sides differ. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { actsOnMonth } from '../../acts/specs/period/on-month';
import { api, done } from '../../api/client';
import { useListing, useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useQuery } from '@tanstack/react-query';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { saveCsv } from '../../parts/table/csv';
import { Facts } from '../../parts/card/facts';
import { Moment } from '../../parts/time/moment';
import { More, NotWhole, PrintButton, PrintFoot } from '../../parts/card/print-view';
import { ProblemNote } from '../../parts/card/problem-note';
import { ProofLine } from '../../parts/card/proof-line';
import { GrantLink, OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { TwoSides, type Side } from '../../parts/compare/two-sides';
import { useThisMonth } from '../../parts/time/this-month';

type Difference = Schemas['DifferenceView'];
type Period = Schemas['PeriodDetailView'];

function useSide(): (side: Difference['claim']) => readonly Side[] | undefined {
  const say = useSay();
  const word = useWord();
  const exchangeOf = (exchange: NonNullable<Difference['claim']>['exchange']): readonly Side[] => {
    if (!exchange) return [];
    const { action, outcome, record, items } = exchange;
    return [
      { name: say('field.action'), value: word('mode', action) },
      { name: say('field.outcome'), value: word('useOutcome', outcome) },
      ...(record === undefined ? [] : [{ name: say('field.record'), value: `${record.slice(0, 12)}…` }]),
      ...(items === undefined
        ? []
        : [{ name: say('field.items'), value: items.join(say('common.between')) }]),
    ];
  };
  return (side) =>
    side && [{ name: say('field.count'), value: String(side.count) }, ...exchangeOf(side.exchange)];
}

function Differences({ grant, period }: { readonly grant: string; readonly period: string }): ReactElement {
  const say = useSay();
  const word = useWord();
  const sideOf = useSide();
  const listing = useListing(['differences', grant, period], (turning) =>
    api.GET('/v1/reconciliations/{grant}/{period}', { params: { path: { grant, period }, query: turning } }),
  );
  if (listing.error && !listing.isShown) return <ProblemNote error={listing.error} again={listing.again} />;
  if (listing.isLoading)
    return (
      <p role="status" className="waiting">
        {say('common.loading')}
      </p>
    );
  if (listing.items.length === 0) return <p className="notice good">{say('period.noDifference')}</p>;
  return (
    <>
      {listing.error && <ProblemNote error={listing.error} again={listing.again} />}
      {listing.items.map(({ verdict, correlation, claim, attestation }) => (
        <div key={correlation} className="block">
          <p>
            <StateTag group="verdict" value={verdict} /> <span className="mono">{correlation}</span>{' '}
            {[claim, attestation].flatMap((side) =>
              (side?.events ?? []).map(({ id }) => (
                <Link key={id} to="/uses/$id" params={{ id }} search={{}} className="small no-print">
                  {say('period.event')}{' '}
                </Link>
              )),
            )}
          </p>
          <TwoSides claim={sideOf(claim)} attestation={sideOf(attestation)} />
        </div>
      ))}
      <div className="table-tools">
        {listing.hasMore ? <More more={listing.more} /> : <span />}
        <button
          type="button"
          className="plain"
          onClick={() => {
            const rows = listing.items.map(({ verdict, correlation, claim, attestation }) => [
              word('verdict', verdict),
              correlation,
              JSON.stringify(claim?.exchange ?? null),
              JSON.stringify(attestation?.exchange ?? null),
            ]);
            saveCsv(`${grant}-${period}`, [
              [say('field.state'), say('field.correlation'), say('sides.claim'), say('sides.attestation')],
              ...rows,
            ]);
          }}
        >
          {say('common.csv')}
        </button>
      </div>
      {listing.hasMore && <NotWhole count={listing.items.length} />}
    </>
  );
}

function Summary({ grant, period }: { readonly grant: string; readonly period: string }): ReactElement {
  const say = useSay();
  const query = useOne(['reconciliation', grant, period], (reason) =>
    api.GET('/v1/reconciliations/{grant}/{period}', {
      params: { path: { grant, period }, query: { ...reason, limit: 1 } },
    }),
  );
  return (
    <Loaded query={query}>
      {({ summary }) => (
        <>
          <ul className="figures">
            {(
              [
                ['period.claims', summary.claims.stated, false],
                ['period.attestations', summary.attestations.stated, false],
                ['period.matched', summary.matched, false],
                ['period.unattested', summary.unattested, true],
                ['period.unreported', summary.unreported, true],
                ['period.contradicted', summary.contradicted, true],
              ] as const
            ).map(([label, count, isBad]) => (
              <li key={label} className={count === 0 ? 'none' : isBad ? 'bad' : undefined}>
                <a href="#differences">
                  <b>{count}</b>
                  <span>{say(label)}</span>
                </a>
              </li>
            ))}
          </ul>
          {summary.sealed && (
            <p className="notice">
              {say('period.sealed', {
                claims: summary.sealed.claim,
                attestations: summary.sealed.attestation,
              })}
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

function Closures({ closures }: { readonly closures: Period['closures'] }): ReactElement {
  const say = useSay();
  const word = useWord();
  return (
    <div className="two">
      {(['claim', 'attestation'] as const).map((side) => {
        const closure = closures[side];
        return (
          <div key={side} className="sheet">
            <h3>{word('side', side)}</h3>
            {closure ? (
              <Facts
                facts={[
                  { name: say('period.closedBy'), value: <OrganisationTag id={closure.organisation} /> },
                  { name: say('field.at'), value: <Moment at={closure.closed.at} /> },
                  { name: say('field.count'), value: closure.total.count },
                  { name: say('period.batches'), value: closure.batches },
                  closure.sealed !== undefined && { name: say('period.sealedThen'), value: closure.sealed },
                  {
                    name: say('period.journals'),
                    value: closure.journals
                      .map(({ id, broken }) =>
                        broken ? say('common.bracketed', { outer: id, inner: say('period.gap') }) : id,
                      )
                      .join(say('common.between')),
                  },
                ]}
              />
            ) : (
              <p className="quiet">{say('period.notClosed')}</p>
            )}
          </div>
        );
      })}
    </div>
  );
}

export function PeriodCard(): ReactElement {
  const { grant, period } = useParams({ from: '/periods/$grant/$period' });
  const say = useSay();
  const acting = useActing();
  const thisMonth = useThisMonth();
  const { reason } = useReason();
  const terms = useOne(['grant', grant], (query) =>
    api.GET('/v1/grants/{id}', { params: { path: { id: grant }, query } }),
  );
  /** A month that nobody has closed is not on the ledger yet: that is no fault. */
  const month = useQuery({
    queryKey: ['period', grant, period, reason],
    enabled: terms.data !== undefined,
    queryFn: async () => {
      const listed = { grant, period, limit: 1, ...reason };
      const { items } = await done(api.GET('/v1/periods', { params: { query: listed } }));
      if (items.length === 0) return { found: undefined };
      const asked = { params: { path: { grant, period }, query: { ...reason } } };
      return { found: await done(api.GET('/v1/periods/{grant}/{period}', asked)) };
    },
  });
  return (
    <Loaded query={terms}>
      {({ terms: { provider, consumer } }) => (
        <Loaded query={month}>
          {({ found }) => {
            const closed = (['claim', 'attestation'] as const).filter(
              (side) => found?.closures[side] !== undefined,
            );
            return (
              <>
                <Head
                  kind={say('noun.period')}
                  title={`${grant} · ${period}`}
                  tag={found && <StateTag group="periodState" value={found.state} />}
                  acts={
                    <>
                      <ActsBar
                        acts={actsOnMonth(acting, {
                          grant,
                          period,
                          provider,
                          consumer,
                          closed,
                          isOver: period < thisMonth,
                        })}
                      />
                      <PrintButton />
                    </>
                  }
                />
                <p>
                  <GrantLink id={grant} /> · <OrganisationTag id={provider} /> →{' '}
                  <OrganisationTag id={consumer} />
                </p>
                {!found && <p className="notice">{say('period.open')}</p>}
                <Summary grant={grant} period={period} />
                {found && (
                  <Block title={say('period.closures')}>
                    <Closures closures={found.closures} />
                  </Block>
                )}
                <section className="block" id="differences">
                  <h2>{say('period.differences')}</h2>
                  <Differences grant={grant} period={period} />
                </section>
                {found && <ProofLine written={found.written} bundle={{ kind: 'grant', id: grant, period }} />}
                <PrintFoot />
              </>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}
