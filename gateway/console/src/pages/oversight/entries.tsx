// SPDX-License-Identifier: Apache-2.0
/** The records that a figure of a report counts: each leads to its card, and what is counted of a batch is told use by use. */
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, done } from '../../api/client';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { Loaded } from '../../parts/card/card';
import { CauseLink } from '../../parts/card/references';
import { DataTable } from '../../parts/table/data-table';
import { useUseColumns } from '../../parts/table/use-columns';
import { placesIn } from './places';

type Item = Schemas['SupervisionView']['members'][number]['items'][number];
type Use = Schemas['UsageEventView'];

const PAGE = 1000;
/** Beyond it the list of uses, by its filters, serves better. */
const MOST_PAGES = 20;

/** Uses of a batch at the places that are counted. They are flagged, all of them. */
function UsesOfBatch({ id, part }: { readonly id: string; readonly part: string }): ReactElement {
  const say = useSay();
  const columns = useUseColumns();
  const { reason } = useReason();
  const query = useQuery({
    queryKey: ['uses-of-batch', id, part, reason],
    queryFn: async (): Promise<readonly Use[]> => {
      const [organisation = '', journal = '', sequence = ''] = id.split('/');
      const places = new Set(placesIn(part));
      const found: Use[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES && found.length < places.size; page += 1) {
        const turning = { limit: PAGE, ...reason, ...(cursor !== undefined && { cursor }) };
        const asked = { organisation, violation: 'any', order: 'newest', ...turning } as const;
        const { items, next } = await done(api.GET('/v1/usage-events', { params: { query: asked } }));
        const isCounted = ({ batch }: Use): boolean =>
          batch.journal === journal && batch.sequence === Number(sequence) && places.has(batch.leaf);
        found.push(...items.filter(isCounted));
        if (next === undefined) break;
        cursor = next;
      }
      return found;
    },
  });
  return (
    <Loaded query={query}>
      {(uses) => (
        <DataTable
          name="counted-uses"
          label={say('oversight.report.uses')}
          columns={columns}
          rows={uses}
          keyOf={({ leaf, organisation }) => `${organisation}/${leaf.id}`}
        />
      )}
    </Loaded>
  );
}

/** Which part of a record is counted: `ruling 2`, `decision 1`. */
function PartOf({ part }: { readonly part: string }): ReactElement | null {
  const say = useSay();
  const [kind, number = ''] = part.split(' ');
  if (kind === 'ruling') return <> {say('oversight.report.ruling', { number })}</>;
  if (kind === 'decision') return <> {say('oversight.report.decision', { number })}</>;
  return part === '' ? null : <> {part}</>;
}

/** All that a figure counts: under it, in full. */
export function CountedEntries({ item }: { readonly item: Item }): ReactElement {
  const say = useSay();
  const word = useWord();
  const { entries, count } = item;
  const shown = entries.reduce(
    (sum, [type, , , part = '']) => sum + (type === 'batch' ? placesIn(part).length : 1),
    0,
  );
  if (entries.length === 0) return <p className="sheet quiet">{say('common.nothing')}</p>;
  return (
    <>
      <ul className="sheet lines">
        {/* Type, id, digest of its value, and which part of it. */}
        {entries.map(([type = '', id = '', digest = '', part = '']) => (
          <li key={`${type}/${id}/${part}`} title={digest}>
            {word('type', type)} <CauseLink type={type} id={id} />
            {type !== 'batch' && <PartOf part={part} />}
          </li>
        ))}
      </ul>
      {entries
        .filter(([type]) => type === 'batch')
        .map(([, id = '', , part = '']) => (
          <UsesOfBatch key={`${id}/${part}`} id={id} part={part} />
        ))}
      {shown < count && <p className="small quiet">{say('oversight.report.shown', { shown, all: count })}</p>}
    </>
  );
}
