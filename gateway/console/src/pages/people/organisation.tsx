// SPDX-License-Identifier: Apache-2.0
/** One member: its names, roles, and ways to what it holds, asks for and owes. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { actsOnOrganisation } from '../../acts/specs/members/on-members';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { CardFoot } from '../../parts/card/card-of';
import { Facts } from '../../parts/card/facts';
import { Moment } from '../../parts/time/moment';
import { regionName } from '../../parts/card/region';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';

export function OrganisationCard(): ReactElement {
  const { id } = useParams({ from: '/organisations/$id' });
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const acting = useActing();
  const query = useOne(['organisation', id], () =>
    api.GET('/v1/organisations/{id}', { params: { path: { id } } }),
  );
  return (
    <Loaded query={query}>
      {(member) => (
        <>
          <Head
            kind={say('noun.organisation')}
            title={tongue(member.names)}
            tag={<StateTag group="status" value={member.status} />}
            acts={<ActsBar acts={actsOnOrganisation(acting, member)} />}
          />
          <Block title={say('dispute.facts')}>
            <div className="sheet">
              <Facts
                facts={[
                  { name: 'MSP', value: <span className="mono">{member.organisation}</span> },
                  { name: say('field.creditCode'), value: <span className="mono">{member.code}</span> },
                  { name: say('field.nameZh'), value: member.names.zh ?? '–' },
                  { name: say('field.nameEn'), value: member.names.en ?? '–' },
                  {
                    name: say('field.roles'),
                    value: member.roles.map((role) => word('hat', role)).join(say('common.between')),
                  },
                  (member.formerRoles?.length ?? 0) > 0 && {
                    name: say('field.formerRoles'),
                    value: member.formerRoles?.map((role) => word('hat', role)).join(say('common.between')),
                  },
                  member.region !== undefined && {
                    name: say('members.region'),
                    value: (
                      <Link to="/organisations" search={{ region: member.region }}>
                        {regionName(word, member.region)}
                      </Link>
                    ),
                  },
                  member.level !== undefined && {
                    name: say('members.level'),
                    value: (
                      <Link to="/organisations" search={{ level: member.level }}>
                        {word('level', member.level)}
                      </Link>
                    ),
                  },
                  {
                    name: say('field.registered'),
                    value: (
                      <>
                        <Moment at={member.registered.at} /> · <OrganisationTag id={member.registered.by} />
                      </>
                    ),
                  },
                ]}
              />
            </div>
          </Block>
          <p className="row no-print">
            <Link to="/resources" search={{ organisation: id }}>
              {say('nav.resources')}
            </Link>
            {member.roles.includes('provider') && (
              <Link to="/catalogue" search={{ node: id }}>
                {say('nav.catalogue')}
              </Link>
            )}
            <Link to="/grants" search={{ provider: id }}>
              {say('organisation.granted')}
            </Link>
            <Link to="/grants" search={{ consumer: id }}>
              {say('organisation.received')}
            </Link>
            <Link to="/obligations" search={{ owedBy: id }}>
              {say('nav.obligations')}
            </Link>
            {(['duty', 'system'] as const).map((kind) => (
              <Link key={kind} to="/matters/$kind" params={{ kind }} search={{ organisation: id }}>
                {word('matter', kind)}
              </Link>
            ))}
            <Link to="/trail" search={{ kind: 'organisation', id }}>
              {say('card.trail')}
            </Link>
          </p>
          <CardFoot of={member} />
        </>
      )}
    </Loaded>
  );
}
