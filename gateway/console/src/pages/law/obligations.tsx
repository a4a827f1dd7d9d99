// SPDX-License-Identifier: Apache-2.0
/** What is owed by law in this consortium, to whom, by when, and how it ended. */
import { profileNamed } from '@catalog-chain/chaincode/domain/law/profile';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import type { Filters } from '../../api/filters';
import { useListing } from '../../api/lists';
import { useMe } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { useObligationColumns } from '../home/awaited';
import { startOfDay } from '../../parts/time/time';
import { stateFilter, useMemberFilter } from '../../parts/table/filters';

const STANDINGS = ['overdue', 'open', 'paused', 'met', 'met-late', 'missed', 'void', 'unmet', 'due'] as const;

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Days that are chosen, as the instants at which they begin. */
function dated(filters: Filters, calendar: Parameters<typeof startOfDay>[1]): Filters {
  const days = (['dueFrom', 'dueBefore'] as const).flatMap((name) => {
    const day = filters[name];
    return day !== undefined && DAY.test(day) ? [[name, startOfDay(day, calendar)]] : [];
  });
  return { ...filters, ...(Object.fromEntries(days) as Filters) };
}

export function Obligations(): ReactElement {
  const say = useSay();
  const word = useWord();
  const member = useMemberFilter();
  const columns = useObligationColumns();
  const { policy, calendar } = useMe();
  const tongue = useInTongue();
  const rules = Object.entries(profileNamed(policy.profile).rules);
  const titles = new Map(rules.map(([kind, { title }]) => [kind, title]));
  const [filters] = useFilters();
  const listing = useListing(['obligations', filters], (turning) =>
    api.GET('/v1/obligations', { params: { query: { ...turning, ...dated(filters, calendar) } } }),
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
          stateFilter(say('field.kind'), [...titles.keys()], (kind) => tongue(titles.get(kind)), 'kind'),
          { name: 'dueFrom', label: say('field.dueFrom'), type: 'date' },
          { name: 'dueBefore', label: say('field.dueBefore'), type: 'date' },
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
