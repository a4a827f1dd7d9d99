// SPDX-License-Identifier: Apache-2.0
/** What is under way while data is held, kept up and supervised, by kind; and what a person may begin. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import {
  beginning,
  isMatter,
  MATTERS,
  type Matter,
  type MatterKind,
} from '../../acts/specs/matters/on-matter';
import { useListing } from '../../api/lists';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { TurnLine } from '../../parts/card/turn';
import { ListTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useDutyFilter } from '../../parts/table/filters';
import { idOf, readMatters } from './addresses';
import { useTurns, WITH_TURNS } from './turns';

/** Whose it is: who asked or reported, and who has to answer. */
const partiesOf = (record: Matter): readonly string[] =>
  'provider' in record ? [record.provider, record.consumer] : [record.organisation];

export const stateOf = (record: Matter): string | undefined =>
  'state' in record ? record.state : 'status' in record ? record.status : undefined;

/** What it is called, where it has names: in the reader's language. */
export const namesOf = (record: Matter): { readonly zh?: string; readonly en?: string } | undefined =>
  'names' in record ? record.names : undefined;

const dueOf = (record: Matter): string | undefined => ('dueAt' in record ? record.dueAt : undefined);

/** What hangs on a duty, and is found by it. */
const WITH_DUTY: ReadonlySet<MatterKind> = new Set(['demand', 'system', 'catalogue-change']);

/** What has names: its list goes by them. */
const NAMED: ReadonlySet<MatterKind> = new Set(['demand', 'duty', 'system']);

function MatterLink({ record, kind }: { readonly record: Matter; readonly kind: MatterKind }): ReactElement {
  const tongue = useInTongue();
  const id = idOf(record);
  const name = tongue(namesOf(record));
  return (
    <>
      <Link to="/matters/$kind/$id" params={{ kind, id }}>
        {name || id}
      </Link>
      {name !== '' && (
        <>
          {' '}
          <span className="mono small quiet">{id}</span>
        </>
      )}
    </>
  );
}

function List({ kind }: { readonly kind: MatterKind }): ReactElement {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const [filters] = useFilters();
  const duty = useDutyFilter();
  const turnOf = useTurns();
  const turnColumns: readonly Column<Matter>[] = [
    {
      title: say('card.awaited'),
      cell: (record) => {
        const turn = turnOf(record);
        return turn ? <TurnLine turn={turn} /> : '–';
      },
      text: (record) => turnOf(record)?.what ?? '',
    },
    {
      title: say('deadline.due'),
      text: (record) => dueOf(record) ?? '',
    },
  ];
  const listing = useListing(['matters', kind, filters], (turning) => readMatters(kind, turning, filters));
  return (
    <>
      {WITH_DUTY.has(kind) && <FilterBar filters={[duty]} />}
      <ListTable
        name={kind}
        label={word('matter', kind)}
        listing={listing}
        keyOf={idOf}
        columns={[
          {
            title: NAMED.has(kind) ? say('field.name') : word('recordField', 'id'),
            cell: (record) => <MatterLink record={record} kind={kind} />,
            text: (record) => tongue(namesOf(record)) || idOf(record),
          },
          ...(NAMED.has(kind) ? [{ title: word('recordField', 'id'), text: idOf }] : []),
          {
            title: say('field.state'),
            cell: (record) => {
              const state = stateOf(record);
              return state === undefined ? '–' : <StateTag group="matterState" value={state} />;
            },
            text: (record) => stateOf(record) ?? '',
            codes: { list: 'matterState' },
          },
          {
            title: say('noun.organisation'),
            cell: (record) => (
              <span className="row">
                {partiesOf(record).map((id) => (
                  <OrganisationTag key={id} id={id} />
                ))}
              </span>
            ),
            text: (record) => partiesOf(record).join(' '),
            codes: 'member',
          },
          ...(WITH_TURNS.has(kind) ? turnColumns : []),
        ]}
      />
    </>
  );
}

export function Matters(): ReactElement {
  const { kind: named = '' } = useParams({ strict: false });
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const kind = isMatter(named) ? named : 'variation';
  return (
    <>
      <Head
        kind={say('matter.title')}
        title={word('matter', kind)}
        acts={<ActsBar key={kind} acts={beginning(acting, kind)} />}
      />
      <nav className="row no-print" aria-label={say('matter.title')}>
        {MATTERS.map((one) => (
          <Link key={one} to="/matters/$kind" params={{ kind: one }}>
            {word('matter', one)}
          </Link>
        ))}
      </nav>
      <Block title={word('matter', kind)}>
        <p className="small quiet">{say('matter.lead')}</p>
        <List key={kind} kind={kind} />
      </Block>
    </>
  );
}
