// SPDX-License-Identifier: Apache-2.0
/** The columns of a table of members: name, division, codes, roles and state. */
import type { Organisation } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { OrganisationTag } from '../card/references';
import { regionName } from '../card/region';
import { StateTag } from '../card/tag';
import { Moment } from '../time/moment';
import type { Column } from './data-table';

export function useMemberColumns(): readonly Column<Organisation>[] {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  return [
    {
      title: say('field.name'),
      cell: ({ organisation }) => <OrganisationTag id={organisation} />,
      text: ({ names }) => tongue(names),
    },
    {
      title: say('members.region'),
      cell: ({ region }) =>
        region === undefined ? '–' : <span className="nowrap">{regionName(word, region)}</span>,
      text: ({ region }) => (region === undefined ? '' : regionName(word, region)),
    },
    {
      title: say('members.level'),
      cell: ({ level }) => word('level', level),
      text: ({ level }) => level ?? '',
      codes: { list: 'level' },
    },
    {
      title: 'MSP',
      cell: ({ organisation }) => <span className="mono nowrap">{organisation}</span>,
      text: ({ organisation }) => organisation,
    },
    {
      title: say('field.creditCode'),
      cell: ({ code }) => <span className="mono nowrap">{code}</span>,
      text: ({ code }) => code,
    },
    {
      title: say('field.roles'),
      cell: ({ roles }) => roles.map((role) => word('hat', role)).join(say('common.between')),
      text: ({ roles }) => roles.join(' '),
      codes: { list: 'hat' },
    },
    {
      title: say('field.state'),
      cell: ({ status }) => <StateTag group="status" value={status} />,
      text: ({ status }) => status,
      codes: { list: 'status' },
    },
    {
      title: say('field.registered'),
      cell: ({ registered }) => <Moment at={registered.at} dayOnly />,
      text: ({ registered }) => registered.at,
    },
  ];
}
