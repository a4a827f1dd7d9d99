// SPDX-License-Identifier: Apache-2.0
/** What this organisation's overseers have looked at, as every member can read it. */
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay } from '../../i18n/i18n';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { ListTable } from '../../parts/table/data-table';
import { useLookColumns } from '../../parts/table/look-columns';

export function OwnReads({ own }: { readonly own: string }): ReactElement {
  const say = useSay();
  const columns = useLookColumns('case');
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
        columns={columns}
      />
    </>
  );
}
