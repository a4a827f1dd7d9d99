// SPDX-License-Identifier: Apache-2.0
/** The members of the consortium. */
import type { ReactElement } from 'react';
import { useMe } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { openingOrganisations } from '../../acts/specs/on-members';
import { Head } from '../../parts/card/card';
import { DataTable } from '../../parts/table/data-table';
import { Moment } from '../../parts/time/moment';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';

export function Organisations(): ReactElement {
  const say = useSay();
  const acting = useActing();
  const word = useWord();
  const tongue = useInTongue();
  const { members } = useMe();
  return (
    <>
      <Head
        kind={say('nav.organisations')}
        title={say('nav.organisations')}
        acts={<ActsBar acts={openingOrganisations(acting)} />}
      />
      <DataTable
        name="organisations"
        label={say('nav.organisations')}
        rows={[...members.values()]}
        keyOf={({ organisation }) => organisation}
        columns={[
          {
            title: say('field.name'),
            cell: ({ organisation }) => <OrganisationTag id={organisation} />,
            text: ({ names }) => tongue(names),
          },
          {
            title: 'MSP',
            cell: ({ organisation }) => <span className="mono">{organisation}</span>,
            text: ({ organisation }) => organisation,
          },
          {
            title: say('field.creditCode'),
            cell: ({ code }) => <span className="mono">{code}</span>,
            text: ({ code }) => code,
          },
          {
            title: say('field.roles'),
            cell: ({ roles }) => roles.map((role) => word('hat', role)).join('、'),
            text: ({ roles }) => roles.map((role) => word('hat', role)).join(' '),
          },
          {
            title: say('field.state'),
            cell: ({ status }) => <StateTag group="status" value={status} />,
            text: ({ status }) => word('status', status),
          },
          {
            title: say('field.registered'),
            cell: ({ registered }) => <Moment at={registered.at} dayOnly />,
            text: ({ registered }) => registered.at,
          },
        ]}
      />
    </>
  );
}
