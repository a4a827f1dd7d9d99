// SPDX-License-Identifier: Apache-2.0
/** The columns of a table of looks on record: when, by whom, what for, and at what. */
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactElement } from 'react';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { useLookPurpose } from '../card/purpose';
import { OrganisationTag } from '../card/references';
import { Moment } from '../time/moment';
import type { Column } from './data-table';

type Look = Schemas['AuditReadView'];

/** What was looked at; a grant leads to its card. */
function Subjects({ look: { kind, subjects } }: { readonly look: Look }): ReactElement {
  const word = useWord();
  if (kind !== 'grant')
    return (
      <>
        {word('auditKind', kind)} <span className="mono small">{subjects.join(' ')}</span>
      </>
    );
  return (
    <>
      {word('auditKind', kind)}
      {subjects.map((id) => (
        <Fragment key={id}>
          {' '}
          <Link to="/grants/$id" params={{ id }}>
            {id}
          </Link>
        </Fragment>
      ))}
    </>
  );
}

/** @param varying what differs between the looks of the table: who looked, or for which case */
export function useLookColumns(varying: 'looker' | 'case'): readonly Column<Look>[] {
  const say = useSay();
  const word = useWord();
  const lookPurpose = useLookPurpose();
  const looker: Column<Look> = {
    title: say('dispute.looker'),
    cell: ({ recorded }) => <OrganisationTag id={recorded.by} full />,
    text: ({ recorded }) => recorded.by,
    codes: 'member',
  };
  const stated: Column<Look> = {
    title: say('field.case'),
    cell: (row) => row.case ?? '–',
    text: (row) => row.case ?? '',
  };
  return [
    {
      title: say('field.at'),
      cell: ({ recorded }) => <Moment at={recorded.at} />,
      text: ({ recorded }) => recorded.at,
    },
    varying === 'looker' ? looker : stated,
    {
      title: say('field.purpose'),
      cell: ({ purpose }) => lookPurpose(purpose.code),
      text: ({ purpose }) => lookPurpose(purpose.code),
    },
    {
      title: say('field.what'),
      cell: (look) => <Subjects look={look} />,
      text: ({ kind, subjects }) => `${word('auditKind', kind)} ${subjects.join(' ')}`,
    },
    {
      title: say('field.block'),
      cell: ({ written }) => (
        <Link to="/blocks/$number" params={{ number: String(written.block) }}>
          {written.block}
        </Link>
      ),
      text: ({ written }) => String(written.block),
      isNumber: true,
    },
  ];
}
