// SPDX-License-Identifier: Apache-2.0
/** One import: the file, how it ended, and what came of it, each thing with its card. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { Facts } from '../../parts/card/facts';
import { PrintButton } from '../../parts/card/print-view';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { DataTable } from '../../parts/table/data-table';
import { Moment } from '../../parts/time/moment';

type Import = Schemas['ImportView'];
type Touched = NonNullable<Import['touched']>[number];
type Thing = NonNullable<Touched['things']>[number];

/** Cards of what imports make, by the kind under which a record names it. */
function ThingLink({ what, thing }: { readonly what: string; readonly thing: Thing }): ReactElement {
  const { id, title = id } = thing;
  const params = { id };
  if (what === 'resources')
    return (
      <Link to="/resources/$id" params={params}>
        {title}
      </Link>
    );
  if (what === 'requests')
    return (
      <Link to="/requests/$id" params={params}>
        {title}
      </Link>
    );
  if (what === 'organisations')
    return (
      <Link to="/organisations/$id" params={params}>
        {title}
      </Link>
    );
  if (what === 'duties' || what === 'systems')
    return (
      <Link to="/matters/$kind/$id" params={{ kind: what === 'duties' ? 'duty' : 'system', id }}>
        {title}
      </Link>
    );
  return <>{title}</>;
}

function Things({
  touched: { what, effect, count, ids, things },
}: {
  readonly touched: Touched;
}): ReactElement {
  const say = useSay();
  const word = useWord();
  const rows: readonly Thing[] = things ?? ids.map((id) => ({ id }));
  const title = `${word('importThing', what)} · ${word('importEffect', effect)}`;
  return (
    <Block title={title}>
      {count > rows.length && <p className="quiet">{say('imports.first', { shown: rows.length, count })}</p>}
      <DataTable
        name={`import-${what}-${effect}`}
        label={title}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('imports.thing'),
            cell: (thing) => <ThingLink what={what} thing={thing} />,
            text: ({ id, title: called = id }) => called,
          },
          {
            title: say('imports.owner'),
            cell: ({ owner }) => owner ?? '–',
            text: ({ owner }) => owner ?? '',
          },
          {
            title: say('imports.fields'),
            cell: ({ fields }) => fields?.join(say('common.between')) ?? '–',
            text: ({ fields }) => fields?.join(' ') ?? '',
          },
          { title: 'ID', cell: ({ id }) => <span className="mono">{id}</span>, text: ({ id }) => id },
        ]}
      />
    </Block>
  );
}

function Shown({ record }: { readonly record: Import }): ReactElement {
  const say = useSay();
  const { file, state, begun, ended, organisation, user, digest, mapping, format, encoding } = record;
  const { refused, noted, code, touched = [] } = record;
  const number = (value: number | undefined): string => String(value ?? '–');
  return (
    <>
      <Head
        kind={say('noun.import')}
        title={file}
        tag={<StateTag group="importState" value={state} />}
        acts={<PrintButton />}
      />
      <p className="row">
        <OrganisationTag id={organisation} full /> <span className="quiet">{user}</span>
        <Link to="/imports" search={{}}>
          {say('nav.imports')}
        </Link>
      </p>
      {state === 'begun' && <p className="notice">{say('imports.notEnded')}</p>}
      {state === 'interrupted' && <p className="notice">{say('imports.interrupted')}</p>}
      {state === 'failed' && <p className="notice">{say('imports.failed', { code: code ?? '–' })}</p>}
      <Block title={say('imports.record')}>
        <p className="quiet">{say('imports.word')}</p>
        <Facts
          facts={[
            { name: say('imports.begun'), value: <Moment at={begun} /> },
            ended !== undefined && { name: say('imports.ended'), value: <Moment at={ended} /> },
            {
              name: say('imports.format'),
              value: say('common.bracketed', { outer: format, inner: encoding }),
            },
            { name: 'SHA-256', value: <code>{digest}</code> },
            mapping !== undefined && { name: say('imports.mapping'), value: <code>{mapping}</code> },
            { name: say('imports.refused'), value: number(refused) },
            { name: say('imports.noted'), value: number(noted) },
          ]}
        />
      </Block>
      {touched.map((one) => (
        <Things key={`${one.what} ${one.effect}`} touched={one} />
      ))}
    </>
  );
}

export function ImportCard(): ReactElement {
  const { id } = useParams({ from: '/imports/$id' });
  const query = useOne(['import', id], (reason) =>
    api.GET('/v1/imports/{id}', { params: { path: { id }, query: reason } }),
  );
  return (
    <Loaded query={query} isPage>
      {(record) => <Shown record={record} />}
    </Loaded>
  );
}
