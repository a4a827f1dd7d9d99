// SPDX-License-Identifier: Apache-2.0
/** What is owed as a calendar: RFC 5545, one event for each due time. */
import { articleName } from '@catalog-chain/chaincode/domain/law/citation';
import ical, { ICalCalendarMethod } from 'ical-generator';
import { STANDING } from '../../tables/obligation-table.js';
import type { ObligationView } from '../../usecases/oversight/obligations.js';

export const CALENDAR_TYPE = 'text/calendar';

const HALF_HOUR_MS = 1_800_000;

const summaryOf = ({ title, article, resource, grant }: ObligationView): string => {
  const law = article === undefined ? '' : `〔${articleName(article, 'zh')}〕`;
  const about = grant ?? resource;
  return `${title.zh}${law} ${title.en}${about === undefined ? '' : ` – ${about}`}`;
};

/** @returns the text of an `.ics` file; an obligation keeps its place in a calendar when its time is moved */
export function calendarOf(organisation: string, owed: readonly ObligationView[]): string {
  const calendar = ical({
    name: `Catalog Chain ${organisation}`,
    prodId: { company: 'Catalog Chain', product: 'Obligations' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const one of owed) {
    const due = new Date(one.dueAt);
    calendar.createEvent({
      id: `${one.id}@${organisation}.catalog-chain`,
      start: new Date(due.getTime() - HALF_HOUR_MS),
      end: due,
      stamp: new Date(one.changed.at),
      summary: summaryOf(one),
      description: `${STANDING[one.standing]} ${one.standing} · ${one.startedAt} → ${one.dueAt}`,
    });
  }
  return calendar.toString();
}
