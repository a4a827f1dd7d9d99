// SPDX-License-Identifier: Apache-2.0
/** The members of the consortium, by administrative division and level: how many there are of each, and who. */
import { levelOf, LEVELS, upwards } from '@catalog-chain/chaincode/domain/members/region';
import { ORGANISATION_ROLES } from '@catalog-chain/chaincode/domain/names';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useMe, type Organisation } from '../../api/me';
import { useSay, useWord } from '../../i18n/i18n';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { openingOrganisations } from '../../acts/specs/members/on-members';
import { Block, Head } from '../../parts/card/card';
import { DataTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { regionName } from '../../parts/card/region';
import { useMemberColumns } from '../../parts/table/member-columns';

/** Of members that state no division. */
const NOWHERE = 'none';

/** Whether a member is of the division, or of one below it. */
const isWithin = ({ region }: Organisation, wanted: string): boolean =>
  region === undefined ? wanted === NOWHERE : upwards(region).includes(wanted);

/** The divisions that members are of, and those above them, in the order of their codes. */
function divisionsOf(members: readonly Organisation[]): readonly string[] {
  const all = new Set(members.flatMap(({ region }) => (region === undefined ? [NOWHERE] : upwards(region))));
  return [...all].sort();
}

const depthOf = (division: string): number => (division === NOWHERE ? 0 : LEVELS.indexOf(levelOf(division)));

/** Divisions against levels; every figure leads to the members that it counts. */
function Places({ members }: { readonly members: readonly Organisation[] }): ReactElement {
  const say = useSay();
  const word = useWord();
  const nameOf = (division: string): string =>
    division === NOWHERE ? say('members.none') : regionName(word, division);
  const countOf = (division: string, level?: string): number =>
    members.filter((one) => isWithin(one, division) && (level === undefined || one.level === level)).length;
  const levels = LEVELS.filter((level) => members.some((one) => one.level === level));
  const columns: readonly Column<string>[] = [
    {
      title: say('members.region'),
      cell: (division) => (
        <span className={`depth-${depthOf(division)}`}>
          <Link to="/organisations" search={{ region: division }}>
            {nameOf(division)}
          </Link>
        </span>
      ),
      text: nameOf,
    },
    ...levels.map((level): Column<string> => ({
      title: word('level', level),
      cell: (division) => {
        const count = countOf(division, level);
        if (count === 0) return '–';
        return (
          <Link to="/organisations" search={{ region: division, level }}>
            {count}
          </Link>
        );
      },
      text: (division) => String(countOf(division, level)),
      isNumber: true,
    })),
    {
      title: say('members.total'),
      cell: (division) => (
        <Link to="/organisations" search={{ region: division }}>
          {countOf(division)}
        </Link>
      ),
      text: (division) => String(countOf(division)),
      isNumber: true,
    },
  ];
  return (
    <DataTable
      name="regions"
      label={say('members.place')}
      rows={divisionsOf(members)}
      keyOf={(division) => division}
      columns={columns}
    />
  );
}

const byPlace = (a: Organisation, b: Organisation): number =>
  (a.region ?? NOWHERE).localeCompare(b.region ?? NOWHERE) || a.organisation.localeCompare(b.organisation);

export function Organisations(): ReactElement {
  const say = useSay();
  const word = useWord();
  const acting = useActing();
  const columns = useMemberColumns();
  const members = [...useMe().members.values()].sort(byPlace);
  const [{ region, level, role }] = useFilters();
  const chosen = members.filter(
    (one) =>
      (region === undefined || isWithin(one, region)) &&
      (level === undefined || one.level === level) &&
      (role === undefined || one.roles.some((own) => own === role)),
  );
  const nameOf = (division: string): string =>
    division === NOWHERE ? say('members.none') : `${regionName(word, division)} · ${say('members.within')}`;
  return (
    <>
      <Head
        kind={say('nav.organisations')}
        title={say('nav.organisations')}
        acts={<ActsBar acts={openingOrganisations(acting)} />}
      />
      <Block title={say('members.place')}>
        <Places members={members} />
      </Block>
      <Block title={say('nav.organisations')}>
        <FilterBar
          filters={[
            {
              name: 'region',
              label: say('members.region'),
              options: divisionsOf(members).map((value) => ({ value, label: nameOf(value) })),
            },
            {
              name: 'level',
              label: say('members.level'),
              options: LEVELS.map((value) => ({ value, label: word('level', value) })),
            },
            {
              name: 'role',
              label: say('members.role'),
              options: ORGANISATION_ROLES.map((value) => ({ value, label: word('hat', value) })),
            },
          ]}
        />
        <DataTable
          name="organisations"
          label={say('nav.organisations')}
          rows={chosen}
          keyOf={({ organisation }) => organisation}
          columns={columns}
        />
      </Block>
    </>
  );
}
