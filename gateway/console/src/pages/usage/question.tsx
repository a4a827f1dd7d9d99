// SPDX-License-Identifier: Apache-2.0
/** Questions that no filter of the API answers: uses outside hours, and actors who looked at many records. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { isWeekend } from '@catalog-chain/chaincode/domain/calendar/working-days';
import { useMe, type Me } from '../../api/me';
import { useRecentUses, WINDOW_DAYS, type RecentUses, type Use } from '../../api/recent-uses';
import { useSay } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import { OrganisationTag } from '../../parts/card/references';
import { DataTable, type Column } from '../../parts/table/data-table';
import { localTime } from '../../parts/time/time';
import { useUseColumns } from '../../parts/table/use-columns';

const BEGINS = 8;
const ENDS = 18;
const DAY_MS = 86_400_000;
/** Fewer records than these are a day's work. */
const MANY = 2;

function isOutsideHours(at: string, calendar: Me['calendar']): boolean {
  const local = localTime(at, calendar);
  const day = local.slice(0, 10);
  const hour = Number(local.slice(11, 13));
  const isFree = isWeekend(Date.parse(day) / DAY_MS)
    ? !calendar.workdays.includes(day)
    : calendar.holidays.includes(day);
  return isFree || hour < BEGINS || hour >= ENDS;
}

function OutsideHours({ uses }: RecentUses): ReactElement {
  const say = useSay();
  const { calendar } = useMe();
  const columns = useUseColumns();
  const found = uses.filter(({ leaf }) => leaf.kind === 'use' && isOutsideHours(leaf.at, calendar));
  return (
    <DataTable
      name="outside-hours"
      label={say('patterns.ask.outsideHours')}
      columns={columns}
      rows={found}
      keyOf={({ leaf, organisation }) => `${organisation}/${leaf.id}`}
      empty={say('patterns.ask.nothing')}
    />
  );
}

interface Actor {
  readonly actor: string;
  readonly organisation: string;
  readonly records: number;
  readonly uses: number;
}

function actorsOf(uses: readonly Use[]): readonly Actor[] {
  const claims = uses.filter(({ leaf }) => leaf.side === 'claim' && leaf.record !== undefined);
  return [...Map.groupBy(claims, ({ leaf, organisation }) => `${organisation}/${leaf.actor}`).values()]
    .flatMap((own): Actor[] => {
      const [first] = own;
      if (!first) return [];
      return [
        {
          actor: first.leaf.actor,
          organisation: first.organisation,
          records: new Set(own.map(({ leaf }) => `${leaf.grant}/${leaf.record}`)).size,
          uses: own.length,
        },
      ];
    })
    .filter(({ records }) => records >= MANY)
    .sort((a, b) => b.records - a.records);
}

const SHOWN = 12;

function OneActor({ uses }: RecentUses): ReactElement {
  const say = useSay();
  const columns: readonly Column<Actor>[] = [
    {
      title: say('patterns.ask.actor'),
      cell: ({ actor, organisation }) => (
        <Link to="/uses" search={{ actor, organisation }} className="mono" title={actor}>
          {actor.slice(0, SHOWN)}…
        </Link>
      ),
      text: ({ actor }) => actor,
    },
    {
      title: say('field.reportedBy'),
      cell: ({ organisation }) => <OrganisationTag id={organisation} />,
      text: ({ organisation }) => organisation,
      codes: 'member',
    },
    {
      title: say('patterns.ask.records'),
      cell: ({ records }) => records,
      text: ({ records }) => String(records),
      isNumber: true,
    },
    {
      title: say('patterns.uses.count'),
      cell: ({ uses: count }) => count,
      text: ({ uses: count }) => String(count),
      isNumber: true,
    },
  ];
  return (
    <DataTable
      name="one-actor"
      label={say('patterns.ask.oneActor')}
      columns={columns}
      rows={actorsOf(uses)}
      keyOf={({ actor, organisation }) => `${organisation}/${actor}`}
      empty={say('patterns.ask.nothing')}
    />
  );
}

const QUESTIONS = {
  'outside-hours': {
    title: 'patterns.ask.outsideHours',
    lead: 'patterns.ask.outsideHoursLead',
    Answer: OutsideHours,
  },
  'one-actor': { title: 'patterns.ask.oneActor', lead: 'patterns.ask.oneActorLead', Answer: OneActor },
} as const;

const isKnown = (name: string): name is keyof typeof QUESTIONS => Object.hasOwn(QUESTIONS, name);

export function Question(): ReactElement {
  const say = useSay();
  const { question } = useParams({ from: '/questions/$question' });
  const query = useRecentUses();
  const { title, lead, Answer } = QUESTIONS[isKnown(question) ? question : 'outside-hours'];
  return (
    <>
      <Head kind={say('nav.questions')} title={say(title)} />
      <p>{say(lead)}</p>
      <Loaded query={query}>
        {(recent) => (
          <>
            <p className="quiet">
              {say('patterns.ask.basis', { count: recent.uses.length, days: WINDOW_DAYS })}
              {recent.isMore && ` · ${say('patterns.uses.more', { count: recent.uses.length })}`}
            </p>
            <Answer {...recent} />
          </>
        )}
      </Loaded>
    </>
  );
}
