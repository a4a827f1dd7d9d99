// SPDX-License-Identifier: Apache-2.0
/** Lists of what authorities order and criticise, and of what members report: incidents and complaints. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import {
  openingComplaints,
  openingCriticisms,
  openingIncidents,
  openingOrders,
} from '../../acts/specs/supervision/on-supervision';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { ItemTags } from '../../parts/card/article';
import { Head } from '../../parts/card/card';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { useOwed } from '../../parts/card/turn';
import { ListTable, type Column } from '../../parts/table/data-table';
import { FilterBar } from '../../parts/table/filter-bar';
import { stateFilter, useMemberFilter } from '../../parts/table/filters';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { articleOfOrder } from '../../parts/time/law';
import { Moment } from '../../parts/time/moment';
import { useMonthFilters, useMonthlyFilters } from './span';

const ORDER_STATES = ['issued', 'reported', 'complied', 'failed', 'withdrawn'] as const;
const INCIDENT_STATES = ['reported', 'closed'] as const;
const COMPLAINT_STATES = ['received', 'answered'] as const;

function useMemberColumn<T extends { readonly organisation: string }>(title: string): Column<T> {
  return {
    title,
    cell: ({ organisation }) => <OrganisationTag id={organisation} />,
    text: ({ organisation }) => organisation,
    codes: 'member',
  };
}

function useItemsColumn<T extends { readonly items: readonly string[] }>(): Column<T> {
  const say = useSay();
  return {
    title: say('oversight.measure.items'),
    cell: ({ items }) => <ItemTags items={items} />,
    text: ({ items }) => items.join(' '),
  };
}

export function Orders(): ReactElement {
  const say = useSay();
  const acting = useActing();
  const word = useWord();
  const member = useMemberFilter();
  const months = useMonthFilters();
  const memberColumn = useMemberColumn<Schemas['OrderView']>(say('oversight.measure.member'));
  const items = useItemsColumn<Schemas['OrderView']>();
  const filters = useMonthlyFilters();
  const listing = useListing(['orders', filters], (turning) =>
    api.GET('/v1/orders', { params: { query: { ...turning, ...filters } } }),
  );
  return (
    <>
      <Head
        kind={say('nav.orders')}
        title={say('nav.orders')}
        acts={<ActsBar acts={openingOrders(acting)} />}
      />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), ORDER_STATES, (value) => word('orderState', value)),
          member('organisation', say('oversight.measure.member')),
          ...months,
        ]}
      />
      <ListTable
        name="orders"
        label={say('nav.orders')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('oversight.measure.order'),
            cell: ({ id }) => (
              <Link to="/orders/$id" params={{ id }}>
                {id}
              </Link>
            ),
            text: ({ id }) => id,
          },
          memberColumn,
          items,
          {
            title: say('field.state'),
            cell: ({ state }) => <StateTag group="orderState" value={state} />,
            text: ({ state }) => state,
            codes: { list: 'orderState' },
          },
          {
            title: say('field.deadline'),
            cell: (order) =>
              order.state === 'issued' ? (
                <DeadlinePill
                  startedAt={order.issued.at}
                  dueAt={order.dueAt}
                  article={articleOfOrder(order)}
                />
              ) : (
                <Moment at={order.dueAt} dayOnly />
              ),
            text: ({ dueAt }) => dueAt,
          },
        ]}
      />
    </>
  );
}

export function Criticisms(): ReactElement {
  const say = useSay();
  const acting = useActing();
  const member = useMemberFilter();
  const months = useMonthFilters();
  const memberColumn = useMemberColumn<Schemas['CriticismView']>(say('oversight.measure.member'));
  const items = useItemsColumn<Schemas['CriticismView']>();
  const filters = useMonthlyFilters();
  const listing = useListing(['criticisms', filters], ({ limit, cursor }) =>
    api.GET('/v1/criticisms', {
      params: { query: { limit, ...(cursor !== undefined && { cursor }), ...filters } },
    }),
  );
  return (
    <>
      <Head
        kind={say('nav.criticisms')}
        title={say('nav.criticisms')}
        acts={<ActsBar acts={openingCriticisms(acting)} />}
      />
      <p className="quiet">{say('oversight.measure.publicNote')}</p>
      <FilterBar filters={[member('organisation', say('oversight.measure.member')), ...months]} />
      <ListTable
        name="criticisms"
        label={say('nav.criticisms')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('oversight.measure.criticism'),
            cell: ({ id }) => (
              <Link to="/criticisms/$id" params={{ id }}>
                {id}
              </Link>
            ),
            text: ({ id }) => id,
          },
          memberColumn,
          items,
          {
            title: say('oversight.measure.issuer'),
            cell: ({ issuer }) => <OrganisationTag id={issuer} />,
            text: ({ issuer }) => issuer,
            codes: 'member',
          },
          {
            title: say('field.at'),
            cell: ({ changed }) => <Moment at={changed.at} />,
            text: ({ changed }) => changed.at,
          },
        ]}
      />
    </>
  );
}

/** How long somebody still has, as long as he is waited for. */
function Due({
  waits,
  kind,
  startedAt,
  dueAt,
}: {
  readonly waits: boolean;
  readonly kind: Schemas['ObligationView']['kind'];
  readonly startedAt: string;
  readonly dueAt: string | undefined;
}): ReactElement {
  const { article } = useOwed()(kind);
  if (!waits || dueAt === undefined) return <>–</>;
  return <DeadlinePill startedAt={startedAt} dueAt={dueAt} article={article} />;
}

export function Incidents(): ReactElement {
  const say = useSay();
  const acting = useActing();
  const word = useWord();
  const member = useMemberFilter();
  const months = useMonthFilters();
  const memberColumn = useMemberColumn<Schemas['IncidentView']>(say('oversight.measure.reportedBy'));
  const filters = useMonthlyFilters();
  const listing = useListing(['incidents', filters], (turning) =>
    api.GET('/v1/incidents', { params: { query: { ...turning, ...filters } } }),
  );
  return (
    <>
      <Head
        kind={say('nav.incidents')}
        title={say('nav.incidents')}
        acts={<ActsBar acts={openingIncidents(acting)} />}
      />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), INCIDENT_STATES, (value) => word('incidentState', value)),
          member('organisation', say('oversight.measure.reportedBy')),
          ...months,
        ]}
      />
      <ListTable
        name="incidents"
        label={say('nav.incidents')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('oversight.measure.incident'),
            cell: ({ id }) => (
              <Link to="/incidents/$id" params={{ id }}>
                {id}
              </Link>
            ),
            text: ({ id }) => id,
          },
          {
            title: say('field.kind'),
            cell: ({ kind }) => word('incidentKind', kind),
            text: ({ kind }) => kind,
            codes: { list: 'incidentKind' },
          },
          memberColumn,
          {
            title: say('field.state'),
            cell: ({ state, late }) => (
              <>
                <StateTag group="incidentState" value={state} />{' '}
                {late && <span className="tag bad">{say('oversight.measure.late')}</span>}
              </>
            ),
            text: ({ state }) => state,
            codes: { list: 'incidentState' },
          },
          {
            title: say('oversight.measure.noticed'),
            cell: ({ noticedAt }) => <Moment at={noticedAt} />,
            text: ({ noticedAt }) => noticedAt,
          },
          {
            title: say('field.deadline'),
            cell: ({ state, dueAt, reported }) => (
              <Due waits={state === 'reported'} kind="close-incident" startedAt={reported.at} dueAt={dueAt} />
            ),
            text: ({ dueAt }) => dueAt ?? '',
          },
        ]}
      />
    </>
  );
}

export function Complaints(): ReactElement {
  const say = useSay();
  const acting = useActing();
  const word = useWord();
  const member = useMemberFilter();
  const months = useMonthFilters();
  const memberColumn = useMemberColumn<Schemas['ComplaintView']>(say('noun.organisation'));
  const filters = useMonthlyFilters();
  const listing = useListing(['complaints', filters], (turning) =>
    api.GET('/v1/complaints', { params: { query: { ...turning, ...filters } } }),
  );
  return (
    <>
      <Head
        kind={say('nav.complaints')}
        title={say('nav.complaints')}
        acts={<ActsBar acts={openingComplaints(acting)} />}
      />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), COMPLAINT_STATES, (value) => word('complaintState', value)),
          member('organisation', say('noun.organisation')),
          ...months,
        ]}
      />
      <ListTable
        name="complaints"
        label={say('nav.complaints')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('oversight.measure.complaint'),
            cell: ({ id }) => (
              <Link to="/complaints/$id" params={{ id }}>
                {id}
              </Link>
            ),
            text: ({ id }) => id,
          },
          {
            title: say('field.kind'),
            cell: ({ kind }) => word('complaintKind', kind),
            text: ({ kind }) => kind,
            codes: { list: 'complaintKind' },
          },
          memberColumn,
          {
            title: say('field.state'),
            cell: ({ state }) => <StateTag group="complaintState" value={state} />,
            text: ({ state }) => state,
            codes: { list: 'complaintState' },
          },
          {
            title: say('oversight.measure.received'),
            cell: ({ receivedOn }) => receivedOn,
            text: ({ receivedOn }) => receivedOn,
          },
          {
            title: say('field.deadline'),
            cell: ({ state, dueAt, registered }) => (
              <Due
                waits={state === 'received'}
                kind="answer-complaint"
                startedAt={registered.at}
                dueAt={dueAt}
              />
            ),
            text: ({ dueAt }) => dueAt ?? '',
          },
        ]}
      />
    </>
  );
}
