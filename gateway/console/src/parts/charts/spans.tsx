// SPDX-License-Identifier: Apache-2.0
/** From when until when things hold (a Gantt chart), over one time axis with today on it. The list below says the same. */
import type { ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { useNow } from '../time/now';

export interface Span {
  readonly key: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Whether it does not hold now, although its time may run. */
  readonly isOver: boolean;
}

const WIDTH = 900;
const NAME = 190;
const ROW = 20;
const FOOT = 20;
const YEAR_MS = 365 * 86_400_000;
/** The axis shows no more than a year before and after today: a grant for ten years would hide all others. */
const around = (now: number): readonly [number, number] => [now - YEAR_MS, now + YEAR_MS];

export function Spans({
  label,
  spans,
}: {
  readonly label: string;
  readonly spans: readonly Span[];
}): ReactElement {
  const say = useSay();
  const now = useNow();
  const [earliest, latest] = around(now);
  const begin = Math.max(earliest, Math.min(now, ...spans.map(({ from }) => Date.parse(from))));
  const end = Math.min(latest, Math.max(now + 1, ...spans.map(({ to }) => Date.parse(to))));
  const place = (ms: number): number =>
    NAME + ((Math.min(end, Math.max(begin, ms)) - begin) / Math.max(1, end - begin)) * (WIDTH - NAME);
  const floor = spans.length * ROW;
  return (
    <div className="chart">
      <svg
        className="spans"
        viewBox={`0 0 ${WIDTH} ${floor + FOOT}`}
        role="img"
        aria-label={`${label}: ${say('patterns.chart.spans')}. ${say('chart.seeTable')}`}
      >
        {spans.map(({ key, name, from, to, isOver }, i) => (
          <g key={key}>
            <text x={NAME - 8} y={i * ROW + ROW / 2} textAnchor="end" dominantBaseline="central">
              {name}
            </text>
            <rect
              className={isOver ? 'over' : undefined}
              x={place(Date.parse(from))}
              y={i * ROW + 4}
              width={Math.max(2, place(Date.parse(to)) - place(Date.parse(from)))}
              height={ROW - 8}
            />
          </g>
        ))}
        <line x1={place(now)} x2={place(now)} y1={0} y2={floor} />
        <text x={place(now)} y={floor + 13} textAnchor="middle">
          {say('patterns.chart.today')}
        </text>
        <text x={NAME} y={floor + 13}>
          {new Date(begin).toISOString().slice(0, 7)}
        </text>
        <text x={WIDTH} y={floor + 13} textAnchor="end">
          {new Date(end).toISOString().slice(0, 7)}
        </text>
      </svg>
    </div>
  );
}
