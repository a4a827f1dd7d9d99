// SPDX-License-Identifier: Apache-2.0
/** What is awaited of an organisation, by due date: what it owes by law, and its turn in disputes. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useCounted } from '../../api/lists';
import { useMe, type Hat } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Loaded } from '../../parts/card/card';
import { Conflicts } from '../../parts/card/conflicts';
import { DataTable, type Column } from '../../parts/table/data-table';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { Moment } from '../../parts/time/moment';
import { extensionOf } from '../../parts/time/law';
import { CauseLink, lookOf, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';

type Obligation = Schemas['ObligationView'];
type Dispute = Schemas['DisputeView'];

export function useObligationColumns(): readonly Column<Obligation>[] {
  const say = useSay();
  const tongue = useInTongue();
  const { policy } = useMe();
  return [
    {
      title: say('field.duty'),
      cell: ({ id, title }) => (
        <Link to="/obligations/$id" params={{ id }}>
          {tongue(title)}
        </Link>
      ),
      text: ({ title }) => tongue(title),
    },
    {
      title: say('field.about'),
      cell: ({ cause, resource }) => (
        <>
          <CauseLink type={cause.type} id={cause.id} />
          {resource !== undefined && cause.type !== 'resource' && (
            <span className="small quiet">
              {' '}
              <ResourceTag id={resource} version={1} />
            </span>
          )}
        </>
      ),
      text: ({ cause }) => cause.id,
    },
    {
      title: say('field.owedTo'),
      cell: ({ owedTo }) => (owedTo === undefined ? '–' : <OrganisationTag id={owedTo} />),
      text: ({ owedTo }) => owedTo ?? '',
      codes: 'member',
    },
    {
      title: say('field.deadline'),
      cell: (row) => (
        <DeadlinePill
          startedAt={row.startedAt}
          dueAt={row.dueAt}
          article={row.article}
          pausedAt={row.pausedAt}
          extension={row.extension ? undefined : extensionOf(row.kind, policy)}
          {...(row.met && { done: row.met })}
          isVoid={row.state === 'void'}
          isMissed={row.state === 'missed'}
        />
      ),
      text: ({ dueAt }) => dueAt,
    },
  ];
}

function useStanding(
  own: string,
  standing: 'overdue' | 'open' | 'paused',
): ReturnType<typeof useCounted<Obligation>> {
  return useCounted(['awaited', own, standing], (turning) =>
    api.GET('/v1/obligations', { params: { query: { ...turning, owedBy: own, standing } } }),
  );
}

/** What is due first, first; what has its clock stopped comes last. */
const byUrgency = (a: Obligation, b: Obligation): number =>
  Number(a.pausedAt !== undefined) - Number(b.pausedAt !== undefined) || a.dueAt.localeCompare(b.dueAt);

export function AwaitedObligations({ own }: { readonly own: string }): ReactElement {
  const say = useSay();
  const columns = useObligationColumns();
  const overdue = useStanding(own, 'overdue');
  const open = useStanding(own, 'open');
  const paused = useStanding(own, 'paused');
  const rows = [overdue, open, paused].flatMap(({ data }) => data?.items ?? []).sort(byUrgency);
  return (
    <Loaded query={open}>
      {() => (
        <>
          <h3>{say('home.owed')}</h3>
          <DataTable
            name="awaited"
            label={say('home.owed')}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            empty={say('home.nothingOwed')}
          />
        </>
      )}
    </Loaded>
  );
}

/** Whose turn it is: the respondent's, the manager's, the arbitrator's, the one that remedies. */
function isTurnOf(dispute: Dispute, hat: Hat, own: string): boolean {
  const { state, respondent, parties, arbitrators, rulings, coordination } = dispute;
  if (state === 'opened') return respondent === own;
  if (state === 'referred') return coordination?.organisation === own;
  if (state === 'coordinated') return parties.includes(own);
  if (state === 'answered' || state === 'appealed' || state === 'recused')
    return hat === 'manager' && !parties.includes(own);
  if (state === 'assigned') return arbitrators.at(-1)?.organisation === own;
  return state === 'ruled' && rulings.at(-1)?.responsible === own;
}

/** The nearest first; what has no deadline comes last. */
const byDeadline = (a: Dispute, b: Dispute): number =>
  (a.pending?.dueAt ?? '9').localeCompare(b.pending?.dueAt ?? '9');

export function useDisputeColumns(): readonly Column<Dispute>[] {
  const say = useSay();
  const word = useWord();
  return [
    {
      title: say('noun.dispute'),
      cell: ({ id }) => (
        <Link to="/disputes/$id" params={{ id }} className={lookOf(id)}>
          {id}
        </Link>
      ),
      text: ({ id }) => id,
      order: 'id',
    },
    {
      title: say('field.begun'),
      cell: ({ opened }) => <Moment at={opened.at} dayOnly />,
      text: ({ opened }) => opened.at,
      order: 'age',
    },
    {
      title: say('field.kind'),
      cell: ({ kind }) => word('disputeKind', kind),
      text: ({ kind }) => kind,
      codes: { list: 'disputeKind' },
    },
    {
      title: say('field.parties'),
      cell: ({ opener, respondent }) => (
        <>
          <OrganisationTag id={opener} /> → <OrganisationTag id={respondent} />
        </>
      ),
      text: ({ opener, respondent }) => `${opener} ${respondent}`,
      codes: 'member',
    },
    {
      title: say('field.state'),
      cell: ({ state }) => <StateTag group="disputeState" value={state} />,
      text: ({ state }) => state,
      codes: { list: 'disputeState' },
    },
    {
      title: say('field.deadline'),
      cell: ({ pending }) =>
        pending ? (
          <DeadlinePill startedAt={pending.startedAt} dueAt={pending.dueAt} pausedAt={pending.pausedAt} />
        ) : (
          '–'
        ),
      text: ({ pending }) => pending?.dueAt ?? '',
    },
  ];
}

function useConflictColumn(): Column<Dispute> {
  const say = useSay();
  return {
    title: say('dispute.conflicts'),
    cell: (dispute) => (dispute.conflicts ? <Conflicts dispute={dispute} /> : say('dispute.noneKnown')),
    text: ({ conflicts = [] }) => conflicts.map(({ reason }) => reason).join(' '),
    codes: { list: 'conflict' },
  };
}

export function AwaitedDisputes({
  hat,
  own,
}: {
  readonly hat: Hat;
  readonly own: string;
}): ReactElement | null {
  const say = useSay();
  const columns = useDisputeColumns();
  const conflicts = useConflictColumn();
  const query = useCounted(['disputes'], (turning) =>
    api.GET('/v1/disputes', { params: { query: turning } }),
  );
  const rows = (query.data?.items ?? []).filter((dispute) => isTurnOf(dispute, hat, own));
  if (query.data && rows.length === 0)
    return hat === 'arbitrator' ? <p className="sheet quiet">{say('home.noDocket')}</p> : null;
  return (
    <Loaded query={query}>
      {() => (
        <>
          <h3>{say('home.disputes')}</h3>
          <DataTable
            name="disputes"
            label={say('home.disputes')}
            columns={hat === 'arbitrator' ? [...columns, conflicts] : columns}
            rows={[...rows].sort(byDeadline)}
            keyOf={({ id }) => id}
          />
        </>
      )}
    </Loaded>
  );
}
