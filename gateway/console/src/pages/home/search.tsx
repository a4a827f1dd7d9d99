// SPDX-License-Identifier: Apache-2.0
/** What the one search box found, as far as whoever asks may see it. */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, done } from '../../api/client';
import { useReason } from '../../api/reason';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { CauseLink } from '../../parts/card/references';

import { useSearched } from '../../api/searched';

type Hit = Schemas['HitView'];

function HitLink({ hit }: { readonly hit: Hit }): ReactElement {
  const tongue = useInTongue();
  const { kind, id, names } = hit;
  if (kind === 'organisation')
    return (
      <Link to="/organisations/$id" params={{ id }}>
        {names ? tongue(names) : id}
      </Link>
    );
  if (kind === 'event')
    return (
      <Link to="/uses/$id" params={{ id }} search={{}}>
        {id}
      </Link>
    );
  if (kind === 'block')
    return (
      <Link to="/blocks/$number" params={{ number: id }}>
        {id}
      </Link>
    );
  if (kind === 'transaction')
    return (
      <Link to="/transactions/$id" params={{ id }}>
        {id}
      </Link>
    );
  return <CauseLink type={kind} id={id} />;
}

export function Search(): ReactElement {
  const say = useSay();
  const word = useWord();
  const q = useSearched();
  const { reason } = useReason();
  const query = useQuery({
    queryKey: ['search', q, reason],
    gcTime: 0,
    queryFn: () => done(api.POST('/v1/search', { body: { q, ...reason } })),
    enabled: q !== '',
  });
  return (
    <>
      <Head kind={say('search.title')} title={say('search.title')} />
      <p className="small quiet">
        {say('search.recordHint')}{' '}
        <Link to="/trail" search={{}}>
          {say('nav.trail')}
        </Link>
      </p>
      {q !== '' && (
        <Loaded query={query}>
          {({ items }) => (
            <DataTable
              name="search"
              label={say('search.title')}
              rows={items}
              keyOf={({ kind, id }) => `${kind}/${id}`}
              empty={say('search.none', { q })}
              columns={[
                {
                  title: say('search.kind'),
                  cell: ({ kind }) => word('found', kind),
                  text: ({ kind }) => kind,
                  codes: { list: 'found' },
                },
                { title: say('field.name'), cell: (hit) => <HitLink hit={hit} />, text: ({ id }) => id },
                {
                  title: say('field.state'),
                  cell: ({ state }) => (state === undefined ? '–' : word('anyState', state)),
                  text: ({ state }) => state ?? '',
                  codes: { list: 'anyState' },
                },
              ]}
            />
          )}
        </Loaded>
      )}
    </>
  );
}
