// SPDX-License-Identifier: Apache-2.0
/** Bars by day; always with the same figures as a table, and as CSV. Drawn by hand: a chart this plain needs no library. */
import { useRef, type ReactElement } from 'react';
import { useSay } from '../../i18n/i18n';
import { DataTable } from '../table/data-table';
import { useWidth } from './width';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** How many of them are flagged. */
  readonly bad: number;
}

export interface ChartProps {
  readonly name: string;
  readonly label: string;
  readonly bars: readonly Bar[];
}

const HEIGHT = 150;
const FOOT = 22;
const HEAD = 18;
const WIDEST = 60;
/** A day below a bar, and a figure above it, with the room around them. */
const LABEL = 72;
const FIGURE = 40;

export function Chart({ name, label, bars }: ChartProps): ReactElement {
  const say = useSay();
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const frame = useRef<HTMLDivElement>(null);
  const wide = useWidth(frame);
  const step = wide / Math.max(1, bars.length);
  const width = Math.min(WIDEST, step * 0.7);
  const scale = (HEIGHT - FOOT - HEAD) / most;
  const every = Math.ceil(LABEL / step);
  const all = bars.reduce((sum, { value }) => sum + value, 0);
  const flagged = bars.reduce((sum, { bad }) => sum + bad, 0);
  return (
    <div className="chart" ref={frame}>
      <p className="legend small">
        <span className="swatch" aria-hidden="true" /> {say('chart.all', { count: all })}
        <span className="swatch bad" aria-hidden="true" /> {say('chart.flagged', { count: flagged })}{' '}
        <span className="quiet">{say('chart.most', { most })}</span>
      </p>
      <svg viewBox={`0 0 ${wide} ${HEIGHT}`} role="img" aria-label={`${label}: ${say('chart.seeTable')}`}>
        <line x1="0" x2={wide} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
        {bars.map((bar, i) => {
          const x = i * step + (step - width) / 2;
          const tall = bar.value * scale;
          const badTall = bar.bad * scale;
          const floor = HEIGHT - FOOT;
          return (
            <g key={bar.label}>
              <rect x={x} y={floor - tall} width={width} height={tall - badTall} />
              <rect className="bad" x={x} y={floor - badTall} width={width} height={badTall} />
              {(step >= FIGURE || bar.value === most) && (
                <text x={x + width / 2} y={floor - tall - 4} textAnchor="middle">
                  {bar.bad > 0 ? say('chart.ofBar', { value: bar.value, bad: bar.bad }) : bar.value}
                </text>
              )}
              {i % every === 0 && (
                <text x={x + width / 2} y={HEIGHT - 7} textAnchor="middle">
                  {bar.label.slice(5)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <details>
        <summary>{say('chart.table')}</summary>
        <DataTable
          name={name}
          label={label}
          rows={bars}
          keyOf={(bar) => bar.label}
          columns={[
            { title: say('field.day'), cell: (bar) => bar.label, text: (bar) => bar.label },
            {
              title: say('field.count'),
              cell: ({ value }) => value,
              text: ({ value }) => String(value),
              isNumber: true,
            },
            {
              title: say('home.flagged'),
              cell: ({ bad }) => bad,
              text: ({ bad }) => String(bad),
              isNumber: true,
            },
          ]}
        />
      </details>
    </div>
  );
}
