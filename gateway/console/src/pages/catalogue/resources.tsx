// SPDX-License-Identifier: Apache-2.0
/** The catalogue: what each provider holds, under its published name, and how it is shared. */
import { ENTRY_NEEDS } from '@catalog-chain/chaincode/domain/law/rule';
import { Link } from '@tanstack/react-router';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { openingEntries } from '../../acts/specs/catalogue/on-entry';
import { api, done } from '../../api/client';
import { useListing } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import {
  OrganisationTag,
  ResourceTag,
  useVersion,
  versionKey,
  type VersionContent,
} from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { Labelled } from '../../parts/inputs/labelled';
import { DataTable, ListTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { stateFilter, useDutyFilter, useMemberFilter } from '../../parts/table/filters';
import { Moment } from '../../parts/time/moment';

const STATES = ['draft', 'submitted', 'published', 'suspended', 'retired'] as const;

/** What the law asks an entry to say, or anything of it. */
const NEEDS = ['any', ...ENTRY_NEEDS] as const;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly state: string;
}

type Say = (content: VersionContent) => string;

/** Something of the published version; nothing where there is none yet. */
function OfVersion({ row: { id, version }, say }: { readonly row: Row; readonly say: Say }): ReactElement {
  const content = useVersion(id, version);
  return <>{content ? say(content) : '–'}</>;
}

function useVersionColumns(): readonly Column<Row>[] {
  const say = useSay();
  const word = useWord();
  const queries = useQueryClient();
  const column = (title: string, told: Say): Column<Row> => ({
    title,
    cell: (row) => <OfVersion row={row} say={told} />,
    // What the cells show has been read for them.
    text: ({ id, version }) => {
      const read = queries.getQueryData<{ content: VersionContent }>(versionKey(id, version));
      return read ? told(read.content) : '';
    },
  });
  const words = (values: readonly (string | undefined)[], of: (value: string) => string): string =>
    [...new Set(values.filter((value) => value !== undefined))].sort().map(of).join(say('common.between')) ||
    '–';
  return [
    column(say('field.sharingType'), ({ sharing }) => word('sharingType', sharing.sharingType)),
    column(say('field.modes'), ({ sharing }) => words(sharing.modes, (mode) => word('mode', mode))),
    column(say('field.updateCycle'), ({ updateCycle }) => word('updateCycle', updateCycle)),
    column(say('field.grade'), ({ items }) =>
      words(
        items.map(({ grade }) => grade),
        (grade) => word('grade', grade),
      ),
    ),
  ];
}

function useColumns(): { readonly name: Column<Row>; readonly state: Column<Row> } {
  const say = useSay();
  const tongue = useInTongue();
  const queries = useQueryClient();
  return {
    name: {
      title: say('noun.resource'),
      cell: ({ id, version }) => (
        <>
          <ResourceTag id={id} version={version} />{' '}
          {version > 0 && <span className="mono small quiet">{id.split(':')[1]}</span>}
        </>
      ),
      text: ({ id, version }) => {
        const read = queries.getQueryData<{ content: VersionContent }>(versionKey(id, version));
        return read ? say('common.bracketed', { outer: tongue(read.content.names), inner: id }) : id;
      },
    },
    state: {
      title: say('field.state'),
      cell: ({ state }) => <StateTag group="resourceState" value={state} />,
      text: ({ state }) => state,
      codes: { list: 'resourceState' },
    },
  };
}

/** Entries by words of their names: what is typed stands in no address, as somebody may type the identifier of a record. */
function Found({ q }: { readonly q: string }): ReactElement {
  const say = useSay();
  const { name, state } = useColumns();
  const version = useVersionColumns();
  const query = useQuery({
    queryKey: ['search', 'resource', q],
    gcTime: 0,
    queryFn: () => done(api.POST('/v1/search', { body: { q, kind: 'resource' } })),
  });
  const [{ organisation, state: wanted }] = useFilters();
  const fits = ({ id, state: is }: Schemas['HitView']): boolean =>
    (organisation === undefined || id.startsWith(`${organisation}:`)) &&
    (wanted === undefined || is === wanted);
  return (
    <Loaded query={query}>
      {({ items }) => (
        <DataTable
          name="resources"
          label={say('nav.resources')}
          rows={items
            .filter(fits)
            .map(({ id, version: of = 0, state: is = '' }) => ({ id, version: of, state: is }))}
          keyOf={({ id }) => id}
          empty={say('search.none', { q })}
          columns={[name, state, ...version]}
        />
      )}
    </Loaded>
  );
}

function Listed(): ReactElement {
  const say = useSay();
  const word = useWord();
  const [filters] = useFilters();
  const { name, state } = useColumns();
  const version = useVersionColumns();
  const listing = useListing(['resources', filters], ({ limit, cursor }) =>
    api.GET('/v1/resources', {
      params: { query: { limit, ...(cursor !== undefined && { cursor }), ...filters } },
    }),
  );
  return (
    <ListTable<Schemas['ResourceView']>
      name="resources"
      label={say('nav.resources')}
      listing={listing}
      keyOf={({ id }) => id}
      columns={[
        name,
        {
          title: say('field.provider'),
          cell: ({ organisation }) => <OrganisationTag id={organisation} />,
          text: ({ organisation }) => organisation,
          codes: 'member',
        },
        state,
        ...(filters['lacks'] === undefined
          ? []
          : [
              {
                title: say('catalogue.lacks'),
                cell: ({ lacks = [] }: Schemas['ResourceView']) =>
                  lacks.map((need) => word('entryNeed', need)).join(say('common.between')) || '–',
                text: ({ lacks = [] }: Schemas['ResourceView']) => lacks.join(' '),
              },
            ]),
        ...version,
        {
          title: say('field.version'),
          cell: ({ version: newest }) => (newest === 0 ? '–' : newest),
          text: ({ version: newest }) => String(newest),
          isNumber: true,
        },
        {
          title: say('field.changed'),
          cell: ({ changed }) => <Moment at={changed.at} dayOnly />,
          text: ({ changed }) => changed.at,
        },
      ]}
    />
  );
}

export function Resources(): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const duty = useDutyFilter();
  const member = useMemberFilter();
  const [q, seek] = useState('');
  return (
    <>
      <Head
        kind={say('nav.resources')}
        title={say('nav.resources')}
        acts={
          <>
            <ActsBar acts={openingEntries(acting)} />
            <Link to="/catalogue" search={{}} className="button">
              {say('nav.catalogue')}
            </Link>
          </>
        }
      />
      <div className="filters">
        <Labelled label={say('field.text')}>
          {(id) => (
            <input
              id={id}
              type="search"
              maxLength={200}
              autoComplete="off"
              onChange={(event) => {
                // Emptied, it shows the list again.
                if (event.target.value === '') seek('');
              }}
              onBlur={(event) => {
                seek(event.target.value.trim());
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.nativeEvent.isComposing)
                  seek(event.currentTarget.value.trim());
              }}
            />
          )}
        </Labelled>
      </div>
      <FilterBar
        filters={[
          stateFilter(say('field.state'), STATES, (value) => word('resourceState', value)),
          member('organisation', say('field.provider'), 'provider'),
          stateFilter(say('catalogue.lacks'), NEEDS, (value) => word('entryNeed', value), 'lacks'),
          duty,
        ]}
      />
      {q === '' ? <Listed /> : <Found key={q} q={q} />}
    </>
  );
}
