// SPDX-License-Identifier: Apache-2.0
/** Asks for data, the least that serves: a resource, then what for, how, which items, for which systems, for how long. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useActing, type Acting } from '../../acts/specs/acting';
import { ActsBar } from '../../acts/form/acts-bar';
import { textOf, listOf, given, type Act } from '../../acts/specs/spec';
import { api } from '../../api/client';
import { useCounted, useOne } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useSay } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { useFilters } from '../../parts/table/filter-bar';
import { OrganisationTag, ResourceTag } from '../../parts/card/references';
import { localDay } from '../../parts/time/time';

type Content = Schemas['ResourceVersionView']['content'];

const LEAST_FIRST = ['verify', 'query', 'copy'] as const;
const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const CODE = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}';

const instantOf = (day: string): string => `${day}T00:00:00.000Z`;

interface Asking {
  readonly resource: string;
  readonly content: Content;
  readonly systems: readonly string[];
}

function asking({ say, word, tongue, calendar }: Acting, { resource, content, systems }: Asking): Act {
  const today = Date.now();
  const dayOf = (ms: number): string => localDay(new Date(ms).toISOString(), calendar);
  const modes = LEAST_FIRST.filter((mode) => content.sharing.modes.includes(mode));
  return {
    title: 'act.ask.title',
    lead: 'act.ask.lead',
    address: '/v1/requests',
    audience: 'parties',
    shown: [{ name: say('act.field.resource'), value: `${tongue(content.names)} (${resource})` }],
    fields: [
      { kind: 'line', name: 'code', label: 'act.field.purposeCode', max: 64, pattern: CODE },
      { kind: 'line', name: 'text', label: 'act.field.purposeText', max: 300 },
      { kind: 'prose', name: 'legalBasis', label: 'act.field.legalBasis', max: 300 },
      { kind: 'prose', name: 'scenario', label: 'act.field.scenario', max: 500, isOptional: true },
      {
        kind: 'one',
        name: 'mode',
        label: 'act.field.mode',
        options: modes.map((value) => ({ value, label: word('mode', value) })),
        ...(modes[0] && { first: modes[0] }),
      },
      {
        kind: 'many',
        name: 'items',
        label: 'act.field.items',
        options: content.items.map(({ code, names, sensitivity }) => ({
          value: code,
          label: `${tongue(names)} · ${say('field.sensitivity')} ${sensitivity}`,
        })),
      },
      {
        kind: 'many',
        name: 'systems',
        label: 'act.field.systems',
        options: systems.map((value) => ({ value, label: value })),
      },
      { kind: 'day', name: 'from', label: 'act.field.from', first: dayOf(today) },
      { kind: 'day', name: 'to', label: 'act.field.to', first: dayOf(today + YEAR_DAYS * DAY_MS) },
      {
        kind: 'one',
        name: 'standing',
        label: 'act.field.standing',
        first: 'no',
        options: [
          { value: 'no', label: say('act.field.no') },
          { value: 'yes', label: say('act.field.yes') },
        ],
      },
      {
        kind: 'line',
        name: 'agreed',
        label: 'act.field.agreedPost',
        hint: 'act.field.postsHint',
        max: 100,
        isOptional: true,
      },
      { kind: 'line', name: 'entered', label: 'act.field.enteredPost', max: 100, isOptional: true },
    ],
    body: (values) => {
      const posts = { agreed: textOf(values, 'agreed'), entered: textOf(values, 'entered') };
      return {
        resource,
        purpose: { code: textOf(values, 'code'), text: textOf(values, 'text') },
        legalBasis: textOf(values, 'legalBasis'),
        ...given(values, 'scenario'),
        ...(posts.agreed !== '' && posts.entered !== '' && { posts }),
        mode: textOf(values, 'mode'),
        items: listOf(values, 'items'),
        systems: listOf(values, 'systems'),
        period: { from: instantOf(textOf(values, 'from')), to: instantOf(textOf(values, 'to')) },
        standing: values['standing'] === 'yes',
      };
    },
  };
}

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
              },
              {
                title: say('field.act'),
                cell: ({ id }) => (
                  <Link to="/requests/new" search={{ resource: id }}>
                    {say('common.choose')}
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
                  acts={[asking(acting, { resource: id, content, systems: items.map((one) => one.id) })]}
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
