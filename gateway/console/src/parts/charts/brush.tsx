// SPDX-License-Identifier: Apache-2.0
/** Two handles below a histogram by day: what lies between them is shown. Moved by mouse, finger or arrow keys. */
import { useId, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import type { Bar } from './chart';

/** Places of the first and the last day, both included. */
export type Range = readonly [first: number, last: number];

export function Brush({
  bars,
  range: [first, last],
  choose,
}: {
  readonly bars: readonly Bar[];
  readonly range: Range;
  readonly choose: (range: Range) => void;
}): ReactElement | null {
  const say = useSay();
  const id = useId();
  const most = bars.length - 1;
  if (most < 1) return null;
  const dayAt = (place: number): string => bars[place]?.label ?? '';
  return (
    <div className="brush no-print" role="group" aria-label={say('patterns.chart.histogram')}>
      <label htmlFor={`${id}-from`}>{say('patterns.chart.from')}</label>
      <input
        id={`${id}-from`}
        type="range"
        min={0}
        max={most}
        value={first}
        aria-valuetext={dayAt(first)}
        onChange={({ target }) => {
          const place = Number(target.value);
          choose([place, Math.max(place, last)]);
        }}
      />
      <label htmlFor={`${id}-to`}>{say('patterns.chart.to')}</label>
      <input
        id={`${id}-to`}
        type="range"
        min={0}
        max={most}
        value={last}
        aria-valuetext={dayAt(last)}
        onChange={({ target }) => {
          const place = Number(target.value);
          choose([Math.min(place, first), place]);
        }}
      />
      <span className="small quiet">
        {say('patterns.chart.chosen', { from: dayAt(first), to: dayAt(last) })}
      </span>
    </div>
  );
}
