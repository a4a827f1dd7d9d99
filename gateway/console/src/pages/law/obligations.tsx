// SPDX-License-Identifier: Apache-2.0
/** What is owed by law in this consortium, to whom, by when, and how it ended. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { useObligationColumns } from '../home/awaited';
import { stateFilter, useMemberFilter } from '../../parts/table/filters';

const STANDINGS = ['overdue', 'open', 'paused', 'met', 'met-late', 'missed', 'void', 'unmet', 'due'] as const;

export function Obligations(): ReactElement {
  const say = useSay();
  const word = useWord();
  const member = useMemberFilter();
  const columns = useObligationColumns();
  const [filters] = useFilters();
  const listing = useListing(['obligations', filters], (turning) =>
    api.GET('/v1/obligations', { params: { query: { ...turning, ...filters } } }),
  );
  const [first, ...rest] = columns;
  return (
    <>
      <Head kind={say('nav.obligations')} title={say('nav.obligations')} />
      <p className="row no-print">
        <Link to="/matters/$kind" params={{ kind: 'variation' }}>
          {say('matter.title')}
        </Link>
      </p>
      <FilterBar
        filters={[
          stateFilter(say('field.standing_'), STANDINGS, (value) => word('standing', value), 'standing'),
          member('owedBy', say('field.owedBy')),
          member('owedTo', say('field.owedTo')),
          { name: 'grant', label: say('noun.grant') },
          { name: 'kind', label: say('field.kind') },
          { name: 'dueFrom', label: say('field.dueFrom') },
          { name: 'dueBefore', label: say('field.dueBefore') },
        ]}
      />
      <ListTable
        name="obligations"
        label={say('nav.obligations')}
        listing={listing}
        order={say('common.dueFirst')}
        keyOf={({ id }) => id}
        columns={[
          ...(first ? [first] : []),
          {
            title: say('field.standing_'),
            cell: ({ standing }) => <StateTag group="standing" value={standing} />,
            text: ({ standing }) => standing,
            codes: { list: 'standing' },
          },
          {
            title: say('field.owedBy'),
            cell: ({ owedBy, owedByRole }) =>
              owedBy === undefined ? word('hat', owedByRole) : <OrganisationTag id={owedBy} />,
            text: ({ owedBy, owedByRole }) =>
              owedBy ?? (owedByRole === undefined ? '' : word('hat', owedByRole)),
            codes: 'member',
          },
          ...rest,
        ]}
      />
    </>
  );
}
