// SPDX-License-Identifier: Apache-2.0
/** Who has a grant which stands for what the systems hold that serve a duty: those whom the overview of duties counts. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing, useOne } from '../../api/lists';
import { useInTongue, useSay } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { useMemberColumns } from '../../parts/table/member-columns';

export function DutyConsumers(): ReactElement {
  const { id = '' } = useParams({ strict: false });
  const say = useSay();
  const tongue = useInTongue();
  const columns = useMemberColumns();
  const query = useOne(['matter', 'duty', id], () =>
    api.GET('/v1/duties/{id}', { params: { path: { id } } }),
  );
  const listing = useListing(['duty-consumers', id], (turning) =>
    api.GET('/v1/duties/{id}/consumers', { params: { path: { id }, query: turning } }),
  );
  return (
    <>
      <Loaded query={query}>
        {({ names }) => <Head kind={say('oversight.duties.consumers')} title={tongue(names)} />}
      </Loaded>
      <p>
        {say('oversight.duties.consumersLead')}{' '}
        <Link to="/grants" search={{ duty: id, state: 'active,suspended' }}>
          {say('oversight.duties.theirGrants')}
        </Link>
      </p>
      <ListTable
        name="duty-consumers"
        label={say('oversight.duties.consumers')}
        listing={listing}
        keyOf={({ organisation }) => organisation}
        columns={columns}
      />
    </>
  );
}
