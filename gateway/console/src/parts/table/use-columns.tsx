// SPDX-License-Identifier: Apache-2.0
/** The columns of a table of uses: when, by whom, under which grant, and the ledger's verdicts. */
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { PurposeTag, usePurposeText } from '../card/purpose';
import { GrantLink, OrganisationTag } from '../card/references';
import { Violations } from '../card/tag';
import { Moment } from '../time/moment';
import type { Column } from './data-table';

type Use = Schemas['UsageEventView'];

export function useUseColumns(): readonly Column<Use>[] {
  const say = useSay();
  const word = useWord();
  const purposeText = usePurposeText();
  return [
    {
      title: say('field.at'),
      cell: ({ leaf, organisation }) => (
        <Link to="/uses/$id" params={{ id: leaf.id }} search={{ organisation }}>
          <Moment at={leaf.at} />
        </Link>
      ),
      text: ({ leaf }) => leaf.at,
    },
    {
      title: say('field.side'),
      cell: ({ leaf }) => <span className="nowrap">{word('side', leaf.side)}</span>,
      text: ({ leaf }) => leaf.side,
      codes: { list: 'side' },
    },
    {
      title: say('field.reportedBy'),
      cell: ({ organisation }) => <OrganisationTag id={organisation} />,
      text: ({ organisation }) => organisation,
      codes: 'member',
    },
    {
      title: say('noun.grant'),
      cell: ({ leaf }) => <GrantLink id={leaf.grant} />,
      text: ({ leaf }) => leaf.grant,
    },
    {
      title: say('field.action'),
      cell: ({ leaf }) => (
        <span className="nowrap">
          {word('mode', leaf.action)}
          {leaf.count !== undefined && ` × ${leaf.count}`}
        </span>
      ),
      text: ({ leaf }) => leaf.action,
      codes: { list: 'mode' },
    },
    {
      title: say('field.purpose'),
      cell: ({ leaf }) => <PurposeTag grant={leaf.grant} code={leaf.purpose} />,
      text: ({ leaf }) => purposeText(leaf.grant, leaf.purpose) ?? leaf.purpose,
    },
    { title: say('act.field.purposeCode'), text: ({ leaf }) => leaf.purpose },
    {
      title: say('field.verdicts'),
      cell: ({ violations }) => <Violations codes={violations} />,
      text: ({ violations }) => violations.join(' '),
      codes: { list: 'violation' },
    },
  ];
}
