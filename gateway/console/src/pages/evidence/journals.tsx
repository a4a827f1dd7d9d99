// SPDX-License-Identifier: Apache-2.0
/** The journals of reports as strips: each batch follows the one before, and whatever is not there shows as a hole. */
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { OrganisationTag } from '../../parts/card/references';
import { ListTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useMemberFilter } from '../../parts/table/filters';
import { Moment } from '../../parts/time/moment';

type Batch = Schemas['BatchView'];

interface Journal {
  readonly key: string;
  readonly organisation: string;
  readonly journal: string;
  readonly first: number;
  readonly last: number;
  readonly uses: number;
  /** Places that no batch holds, or one that is on record as missing. */
  readonly holes: readonly number[];
  readonly from: string;
  readonly to: string;
}

const isHole = ({ missing }: Batch): boolean => missing !== undefined;

/** Of the batches that were read: before the first of a journal there may be more. */
function journalsOf(batches: readonly Batch[]): readonly Journal[] {
  return [...Map.groupBy(batches, ({ organisation, journal }) => `${organisation}/${journal}`)].flatMap(
    ([key, own]): Journal[] => {
      const ordered = own.toSorted((a, b) => a.sequence - b.sequence);
      const [begin] = ordered;
      const end = ordered.at(-1);
      if (!begin || !end) return [];
      const held = new Set(ordered.filter((batch) => !isHole(batch)).map(({ sequence }) => sequence));
      const places = Array.from({ length: end.sequence - begin.sequence + 1 }, (_, i) => begin.sequence + i);
      return [
        {
          key,
          organisation: begin.organisation,
          journal: begin.journal,
          first: begin.sequence,
          last: end.sequence,
          uses: ordered.reduce((sum, { count }) => sum + count, 0),
          holes: places.filter((place) => !held.has(place)),
          from: begin.from,
          to: end.to,
        },
      ];
    },
  );
}

const WIDTH = 300;
const HEIGHT = 16;

function Strip({ journal: { first, last, holes } }: { readonly journal: Journal }): ReactElement {
  const say = useSay();
  const step = WIDTH / (last - first + 1);
  const words = say(holes.length === 0 ? 'journals.whole' : 'journals.holes', { holes: holes.join(', ') });
  return (
    <>
      <svg className="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <rect x={0} y={0} width={WIDTH} height={HEIGHT} />
        {holes.map((place) => (
          <rect
            key={place}
            className="hole"
            x={(place - first) * step}
            y={0}
            width={Math.max(2, step)}
            height={HEIGHT}
          />
        ))}
      </svg>
      <span className={holes.length === 0 ? 'small quiet' : 'tag bad'}>{words}</span>
    </>
  );
}

function useColumns(): readonly Column<Journal>[] {
  const say = useSay();
  return [
    {
      title: say('field.reportedBy'),
      cell: ({ organisation }) => <OrganisationTag id={organisation} />,
      text: ({ organisation }) => organisation,
      codes: 'member',
    },
    {
      title: say('journals.journal'),
      cell: ({ journal }) => <span className="mono">{journal}</span>,
      text: ({ journal }) => journal,
    },
    {
      title: say('journals.strip'),
      cell: (journal) => <Strip journal={journal} />,
      text: ({ holes }) => holes.join(' '),
    },
    {
      title: say('journals.places'),
      cell: ({ first, last }) => `${first}–${last}`,
      text: ({ first, last }) => `${first}-${last}`,
      isNumber: true,
    },
    { title: say('nav.uses'), cell: ({ uses }) => uses, text: ({ uses }) => String(uses), isNumber: true },
    {
      title: say('field.period'),
      cell: ({ from, to }) => (
        <>
          <Moment at={from} dayOnly /> – <Moment at={to} dayOnly />
        </>
      ),
      text: ({ from, to }) => `${from} ${to}`,
    },
  ];
}

export function Journals(): ReactElement {
  const say = useSay();
  const member = useMemberFilter();
  const columns = useColumns();
  const [filters] = useFilters();
  const listing = useListing(['batches', filters], (turning) =>
    api.GET('/v1/batches', { params: { query: { ...turning, ...filters, limit: 1000 } } }),
  );
  return (
    <>
      <Head kind={say('nav.journals')} title={say('nav.journals')} />
      <p>{say('journals.lead')}</p>
      <FilterBar filters={[member('organisation', say('field.reportedBy'))]} />
      <ListTable
        name="journals"
        label={say('nav.journals')}
        listing={{ ...listing, items: journalsOf(listing.items) }}
        keyOf={({ key }) => key}
        columns={columns}
      />
    </>
  );
}
