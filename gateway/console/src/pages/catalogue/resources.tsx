// SPDX-License-Identifier: Apache-2.0
/** The catalogue: what each provider holds, under its published name. */
import type { ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { openingEntries } from '../../acts/specs/on-entry';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { Moment } from '../../parts/time/moment';
import { OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { stateFilter, useMemberFilter } from '../../parts/table/filters';

const STATES = ['draft', 'submitted', 'published', 'suspended', 'retired'] as const;

export function Resources(): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const member = useMemberFilter();
  const [filters] = useFilters();
  const listing = useListing(['resources', filters], ({ limit, cursor }) =>
    api.GET('/v1/resources', {
      params: { query: { limit, ...(cursor !== undefined && { cursor }), ...filters } },
    }),
  );
  return (
    <>
      <Head
        kind={say('nav.resources')}
        title={say('nav.resources')}
        acts={<ActsBar acts={openingEntries(acting)} />}
      />
      <FilterBar
        filters={[
          { name: 'text', label: say('field.text') },
          stateFilter(say('field.state'), STATES, (value) => word('resourceState', value)),
          member('organisation', say('field.provider'), 'provider'),
        ]}
      />
      <ListTable
        name="resources"
        label={say('nav.resources')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('noun.resource'),
            cell: ({ id, version }) => <ResourceTag id={id} version={version} />,
            text: ({ id }) => id,
          },
          {
            title: say('field.code'),
            cell: ({ code }) => <span className="mono">{code}</span>,
            text: ({ code }) => code,
          },
          {
            title: say('field.provider'),
            cell: ({ organisation }) => <OrganisationTag id={organisation} />,
            text: ({ organisation }) => organisation,
          },
          {
            title: say('field.state'),
            cell: ({ state }) => <StateTag group="resourceState" value={state} />,
            text: ({ state }) => word('resourceState', state),
          },
          {
            title: say('field.version'),
            cell: ({ version }) => (version === 0 ? '–' : version),
            text: ({ version }) => String(version),
            isNumber: true,
          },
          {
            title: say('field.changed'),
            cell: ({ changed }) => <Moment at={changed.at} dayOnly />,
            text: ({ changed }) => changed.at,
          },
        ]}
      />
    </>
  );
}
