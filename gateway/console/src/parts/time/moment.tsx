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
  return (
    <time dateTime={at} className="nowrap">
      {dayOnly ? localDay(at, calendar) : localTime(at, calendar)}
    </time>
  );
}
