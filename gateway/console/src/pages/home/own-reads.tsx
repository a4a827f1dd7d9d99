// SPDX-License-Identifier: Apache-2.0
/** What this organisation's overseers have looked at, as every member can read it. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay, useWord } from '../../i18n/i18n';
import { useLookPurpose } from '../../parts/card/purpose';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { ListTable } from '../../parts/table/data-table';
import { Moment } from '../../parts/time/moment';

export function OwnReads({ own }: { readonly own: string }): ReactElement {
  const say = useSay();
  const word = useWord();
  const lookPurpose = useLookPurpose();
  const [{ case: asked }] = useFilters();
  // Every look elsewhere adds to it: it is asked for again each time that it is shown.
  const listing = useListing(
    ['audit-reads', own, asked],
    ({ limit, cursor }) =>
      api.GET('/v1/audit-reads', {
        params: {
          query: {
            organisation: own,
            order: 'newest',
            limit,
            ...(asked !== undefined && { case: asked }),
            ...(cursor !== undefined && { cursor }),
          },
        },
      }),
    true,
    0,
  );
  return (
    <>
      <FilterBar filters={[{ name: 'case', label: say('field.case') }]} />
      <ListTable
        name="audit-reads"
        label={say('home.ownReads')}
        listing={listing}
        order={say('common.newestFirst')}
        keyOf={({ id }) => id}
        empty={say('home.noReads')}
        columns={[
          {
            title: say('field.at'),
            cell: ({ recorded }) => <Moment at={recorded.at} />,
            text: ({ recorded }) => recorded.at,
          },
          {
            title: say('field.purpose'),
            cell: ({ purpose }) => lookPurpose(purpose.code),
            text: ({ purpose }) => lookPurpose(purpose.code),
          },
          { title: say('field.case'), cell: (row) => row.case ?? '–', text: (row) => row.case ?? '' },
          {
            title: say('field.what'),
            cell: ({ kind, subjects }) => (
              <>
                {word('auditKind', kind)}{' '}
                {kind === 'grant' ? (
                  subjects.map((id) => (
                    <Link key={id} to="/grants/$id" params={{ id }}>
                      {id}
                    </Link>
                  ))
                ) : (
                  <span className="mono">{subjects.join(' ')}</span>
                )}
              </>
            ),
            text: ({ kind, subjects }) => `${word('auditKind', kind)} ${subjects.join(' ')}`,
          },
          {
            title: say('field.block'),
            cell: ({ written }) => (
              <Link to="/blocks/$number" params={{ number: String(written.block) }}>
                {written.block}
              </Link>
            ),
            text: ({ written }) => String(written.block),
            isNumber: true,
          },
        ]}
      />
    </>
  );
}
