// SPDX-License-Identifier: Apache-2.0
/** The blocks of the ledger, newest first. */
import { Link } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, done } from '../../api/client';
import { useSay } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { Moment } from '../../parts/time/moment';
import { ProblemNote } from '../../parts/card/problem-note';
import { OrganisationTag } from '../../parts/card/references';

const PAGE = 20;

export function Blocks(): ReactElement {
  const say = useSay();
  const query = useInfiniteQuery({
    queryKey: ['blocks'],
    initialPageParam: -1,
    queryFn: ({ pageParam }) => {
      const asked = { limit: PAGE, ...(pageParam >= 0 && { before: pageParam }) };
      return done(api.GET('/v1/blocks', { params: { query: asked } }));
    },
    getNextPageParam: ({ items }) => {
      const oldest = items.at(-1)?.number ?? 0;
      return oldest > 0 ? oldest : undefined;
    },
  });
  const again = (): void => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch());
  if (query.error && !query.data) return <ProblemNote error={query.error} again={again} isPage />;
  if (!query.data)
    return (
      <p role="status" className="waiting">
        {say('common.loading')}
      </p>
    );
  return (
    <>
      <Head kind={say('nav.blocks')} title={say('nav.blocks')} />
      <p>{say('blocks.lead')}</p>
      {query.error && <ProblemNote error={query.error} again={again} />}
      <DataTable
        name="blocks"
        label={say('nav.blocks')}
        rows={query.data.pages.flatMap(({ items }) => items)}
        keyOf={({ number }) => String(number)}
        columns={[
          {
            title: say('blocks.number'),
            cell: ({ number }) => (
              <Link to="/blocks/$number" params={{ number: String(number) }}>
                {number}
              </Link>
            ),
            text: ({ number }) => String(number),
          },
          {
            title: say('blocks.time'),
            cell: ({ transactions: [first] }) => (first ? <Moment at={first.time} /> : '–'),
            text: ({ transactions: [first] }) => first?.time ?? '',
          },
          {
            title: say('blocks.transactions'),
            cell: ({ transactions }) => transactions.length,
            text: ({ transactions }) => String(transactions.length),
            isNumber: true,
          },
          {
            title: say('blocks.name'),
            cell: ({ transactions }) => (
              <span className="mono">
                {[
                  ...new Set(transactions.map(({ operation }) => operation || say('blocks.configuration'))),
                ].join(' ')}
              </span>
            ),
            text: ({ transactions }) => transactions.map(({ operation }) => operation).join(' '),
          },
          {
            title: say('blocks.creator'),
            cell: ({ transactions }) =>
              [...new Set(transactions.map(({ creator }) => creator))].map((id) => (
                <OrganisationTag key={id} id={id} />
              )),
            text: ({ transactions }) => transactions.map(({ creator }) => creator).join(' '),
            codes: 'member',
          },
          {
            title: say('blocks.hash'),
            cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}…</code>,
            text: ({ hash }) => hash,
          },
        ]}
      />
      {query.hasNextPage && (
        <p>
          <button type="button" onClick={() => void query.fetchNextPage()}>
            {say('blocks.older')}
          </button>
        </p>
      )}
    </>
  );
}
