// SPDX-License-Identifier: Apache-2.0
/** What a case is about, use by use, and who looked at it on record: the same while it is open and after it is closed. */
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useCounted, useListing, useOne } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useSay } from '../../i18n/i18n';
import { Loaded } from '../../parts/card/card';
import { DataTable, ListTable } from '../../parts/table/data-table';
import { useLookColumns } from '../../parts/table/look-columns';
import { useUseColumns } from '../../parts/table/use-columns';
import { monthBounds } from '../../parts/time/time';

/** Uses at a time. */
const SHOWN = 10;

type Dispute = Schemas['DisputeView'];
type Subject = Dispute['subject'];

/** How the uses are asked for. */
interface Question {
  readonly grant?: string;
  readonly resource?: string;
  readonly correlation?: string;
  readonly from?: string;
  readonly to?: string;
}

function ListedUses({ question }: { readonly question: Question }): ReactElement {
  const say = useSay();
  const columns = useUseColumns();
  const listing = useListing(['uses', 'of-case', question], (turning) =>
    api.GET('/v1/usage-events', {
      params: { query: { ...turning, limit: SHOWN, ...question, order: 'newest' } },
    }),
  );
  return (
    <ListTable
      name="uses"
      label={say('dispute.uses')}
      listing={listing}
      order={say('common.newestFirst')}
      keyOf={({ leaf, organisation }) => `${organisation}/${leaf.id}`}
      columns={columns}
      empty={say('dispute.noUses')}
    />
  );
}

/** Of one use that was disputed: what both sides say of the exchange. */
function OfExchange({
  id,
  organisation,
}: {
  readonly id: string;
  readonly organisation: string;
}): ReactElement {
  const query = useOne(['use', id, organisation], (reason) =>
    api.GET('/v1/usage-events/{id}', { params: { path: { id }, query: { ...reason, organisation } } }),
  );
  return (
    <Loaded query={query}>
      {({ leaf: { grant, correlation } }) => <ListedUses question={{ grant, correlation }} />}
    </Loaded>
  );
}

function questionOf(subject: Exclude<Subject, { kind: 'event' }>, offset: number): Question {
  if (subject.kind === 'period') return { grant: subject.grant, ...monthBounds(subject.period, offset) };
  // A grant has the id of the request that it came from.
  if (subject.kind === 'request') return { grant: subject.request };
  if (subject.kind === 'resource')
    return { resource: subject.resource, ...(subject.grant !== undefined && { grant: subject.grant }) };
  return { grant: subject.grant };
}

export function ConcernedUses({ subject }: { readonly subject: Subject }): ReactElement {
  const { calendar } = useMe();
  if (subject.kind === 'event') return <OfExchange id={subject.id} organisation={subject.organisation} />;
  return <ListedUses question={questionOf(subject, calendar.utcOffsetMinutes)} />;
}

/** All looks that state the case, the newest first. */
function LooksStating({ id }: { readonly id: string }): ReactElement {
  const say = useSay();
  const columns = useLookColumns('looker');
  const listing = useListing(['audit-reads', 'case', id], ({ limit, cursor }) =>
    api.GET('/v1/audit-reads', {
      params: { query: { case: id, order: 'newest', limit, ...(cursor !== undefined && { cursor }) } },
    }),
  );
  return (
    <ListTable
      name="looks-for-case"
      label={say('dispute.looksStating')}
      listing={listing}
      order={say('common.newestFirst')}
      keyOf={(look) => look.id}
      columns={columns}
      empty={say('dispute.noLooks')}
    />
  );
}

/** Looks at what the case is about that state no case, or another: among the newest that are on record. */
function LooksAtSubject({ dispute }: { readonly dispute: Dispute }): ReactElement {
  const say = useSay();
  const columns = useLookColumns('looker');
  const { id, grant } = dispute;
  const about = new Set([id, ...(grant === undefined ? [] : [grant])]);
  const query = useCounted(['audit-reads', 'newest'], ({ limit }) =>
    api.GET('/v1/audit-reads', { params: { query: { limit, order: 'newest' } } }),
  );
  return (
    <Loaded query={query}>
      {({ items, isMore }) => (
        <>
          <DataTable
            name="looks"
            label={say('dispute.looksAt')}
            rows={items.filter((look) => look.case !== id && look.subjects.some((one) => about.has(one)))}
            keyOf={(look) => look.id}
            empty={say('dispute.noLooks')}
            columns={columns}
          />
          {isMore && <p className="small quiet">{say('dispute.looksOf', { count: items.length })}</p>}
        </>
      )}
    </Loaded>
  );
}

/** Who looked for the case, and who looked at what it is about. */
export function LooksForCase({ dispute }: { readonly dispute: Dispute }): ReactElement {
  const say = useSay();
  return (
    <>
      <h3>{say('dispute.looksStating')}</h3>
      <LooksStating id={dispute.id} />
      <h3>{say('dispute.looksAt')}</h3>
      <LooksAtSubject dispute={dispute} />
    </>
  );
}
