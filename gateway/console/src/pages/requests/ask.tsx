// SPDX-License-Identifier: Apache-2.0
/** Asks for data, the least that serves: a resource, then what for, how, which items, for which systems, for how long. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing } from '../../acts/form/use-acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { asking } from '../../acts/specs/sharing/on-ask';
import { api } from '../../api/client';
import { useCounted, useOne } from '../../api/lists';
import { useMe } from '../../api/me';
import { useSay } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { useFilters } from '../../parts/table/filter-bar';
import { OrganisationTag, ResourceTag } from '../../parts/card/references';

function ChooseResource(): ReactElement {
  const say = useSay();
  const query = useCounted(['resources', 'published'], ({ limit }) =>
    api.GET('/v1/resources', { params: { query: { limit, state: 'published' } } }),
  );
  return (
    <Block title={say('ask.choose')}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            name="published"
            label={say('ask.choose')}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              {
                title: say('noun.resource'),
                cell: ({ id, version }) => <ResourceTag id={id} version={version} />,
                text: ({ id }) => id,
              },
              {
                title: say('field.provider'),
                cell: ({ organisation }) => <OrganisationTag id={organisation} />,
                text: ({ organisation }) => organisation,
                codes: 'member',
              },
              {
                title: say('field.act'),
                cell: ({ id }) => (
                  <Link to="/requests/new" search={{ resource: id }}>
                    {say('ask.take')}
                  </Link>
                ),
                text: () => '',
              },
            ]}
          />
        )}
      </Loaded>
    </Block>
  );
}

function Chosen({ id }: { readonly id: string }): ReactElement {
  const say = useSay();
  const acting = useActing();
  const { session } = useMe();
  const resource = useOne(['resource', id], () =>
    api.GET('/v1/resources/{id}', { params: { path: { id } } }),
  );
  const version = resource.data?.version ?? 0;
  const published = useOne(
    ['version', id, version],
    () =>
      api.GET('/v1/resources/{id}/versions/{version}', {
        params: { path: { id, version: String(version) } },
      }),
    version > 0,
  );
  const systems = useCounted(['systems', session.organisation], ({ limit }) =>
    api.GET('/v1/systems', {
      params: { query: { limit, organisation: session.organisation, state: 'active' } },
    }),
  );
  return (
    <Loaded query={published}>
      {({ content }) => (
        <Loaded query={systems}>
          {({ items }) => (
            <Block title={acting.tongue(content.names)}>
              <p>{say('ask.least')}</p>
              {items.length === 0 ? (
                <p className="notice">{say('ask.noSystem')}</p>
              ) : (
                <ActsBar
                  acts={[
                    asking(acting, {
                      resource: id,
                      content,
                      systems: items.map(({ id: value, names }) => ({ value, label: acting.tongue(names) })),
                    }),
                  ]}
                />
              )}
            </Block>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

export function Ask(): ReactElement {
  const say = useSay();
  const [{ resource = '' }] = useFilters();
  return (
    <>
      <Head kind={say('ask.title')} title={say('ask.title')} />
      {resource === '' ? <ChooseResource /> : <Chosen id={resource} />}
    </>
  );
}
