// SPDX-License-Identifier: Apache-2.0
/** One instant, as the consortium's clocks show it. */
import type { ReactElement } from 'react';
import { useMe } from '../../api/me';
import { localDay, localTime } from './time';

export function Moment({
  at,
  dayOnly = false,
}: {
  readonly at: string;
  readonly dayOnly?: boolean;
}): ReactElement {
  const { calendar } = useMe();
  if (dayOnly)
    return (
      <time dateTime={at} className="whole">
        {localDay(at, calendar)}
      </time>
    );
  const [day, ...rest] = localTime(at, calendar).split(' ');
  // On paper the time of day may stand below the day: a day is not broken at its hyphens.
  return (
    <time dateTime={at} className="nowrap">
      <span className="whole">{day}</span> <span className="whole">{rest.join(' ')}</span>
    </time>
  );
}
