// SPDX-License-Identifier: Apache-2.0
/** Flows between two sides (a Sankey diagram of two columns), with the same figures as a table beside it. */
import type { ReactElement, ReactNode } from 'react';
import { useSay } from '../../i18n/i18n';
import { DataTable, type Column } from '../table/data-table';

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly value: number;
}

export interface FlowsProps {
  readonly name: string;
  readonly label: string;
  readonly flows: readonly Flow[];
  readonly nameOf: (key: string) => string;
  /** How a row of the table names an end. */
  readonly cellOf: (key: string) => ReactNode;
  readonly titles: { readonly from: string; readonly to: string; readonly value: string };
}

const WIDTH = 900;
const BAR = 12;
const GAP = 14;
const LEAST = 2;
const TEXT = 340;
const WIDTH_OF_ONE = 60;
const HEIGHT = 220;
const LONGEST = 40;

/** A name that leaves room for its figure; the table has it whole. */
const shortened = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

interface End {
  readonly key: string;
  readonly value: number;
  readonly top: number;
  readonly tall: number;
}

function endsOf(flows: readonly Flow[], side: 'from' | 'to', scale: number): ReadonlyMap<string, End> {
  const sums = new Map<string, number>();
  for (const flow of flows) sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.value);
  let top = 0;
  const ends = [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(([key, value]): End => {
      const end = { key, value, top, tall: Math.max(LEAST, value * scale) };
      top += end.tall + GAP;
      return end;
    });
  return new Map(ends.map((end) => [end.key, end]));
}

function Drawing({ flows, label, nameOf }: FlowsProps): ReactElement {
  const say = useSay();
  const total = flows.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(
    ...(['from', 'to'] as const).map((side) => new Set(flows.map((flow) => flow[side])).size),
  );
  const scale = Math.min(HEIGHT, WIDTH_OF_ONE * most) / Math.max(1, total);
  const left = endsOf(flows, 'from', scale);
  const right = endsOf(flows, 'to', scale);
  const tallest = Math.max(
    ...[left, right].map((ends) => Math.max(0, ...[...ends.values()].map(({ top, tall }) => top + tall))),
  );
  const used = new Map<string, number>();
  const place = (key: string, end: End | undefined, tall: number): number => {
    const before = used.get(key) ?? 0;
    used.set(key, before + tall);
    return (end?.top ?? 0) + before + tall / 2;
  };
  const x = { left: TEXT + BAR, right: WIDTH - TEXT - BAR };
  const middle = (x.left + x.right) / 2;
  const ordered = [...flows].sort((a, b) => (left.get(a.from)?.top ?? 0) - (left.get(b.from)?.top ?? 0));
  return (
    <svg
      className="flows"
      viewBox={`0 -8 ${WIDTH} ${Math.max(30, tallest) + 16}`}
      role="img"
      aria-label={`${label}. ${say('patterns.chart.flows')}. ${say('chart.seeTable')}`}
    >
      {ordered.map(({ from, to, value }) => {
        const tall = Math.max(LEAST, value * scale);
        const y1 = place(`from/${from}`, left.get(from), tall);
        const y2 = place(`to/${to}`, right.get(to), tall);
        return (
          <path
            key={`${from}/${to}`}
            d={`M${x.left} ${y1}C${middle} ${y1} ${middle} ${y2} ${x.right} ${y2}`}
            strokeWidth={tall}
          />
        );
      })}
      {[...left.values()].map(({ key, top, tall, value }) => (
        <g key={key}>
          <rect x={TEXT} y={top} width={BAR} height={tall} />
          <text x={TEXT - 8} y={top + tall / 2} textAnchor="end" dominantBaseline="central">
            {shortened(nameOf(key))} · {value}
          </text>
        </g>
      ))}
      {[...right.values()].map(({ key, top, tall, value }) => (
        <g key={key}>
          <rect x={x.right} y={top} width={BAR} height={tall} />
          <text x={x.right + BAR + 8} y={top + tall / 2} dominantBaseline="central">
            {shortened(nameOf(key))} · {value}
          </text>
        </g>
      ))}
    </svg>
  );
}

export function Flows(props: FlowsProps): ReactElement {
  const { name, label, flows, nameOf, cellOf, titles } = props;
  const columns: readonly Column<Flow>[] = [
    { title: titles.from, cell: ({ from }) => cellOf(from), text: ({ from }) => nameOf(from) },
    { title: titles.to, cell: ({ to }) => cellOf(to), text: ({ to }) => nameOf(to) },
    { title: titles.value, cell: ({ value }) => value, text: ({ value }) => String(value), isNumber: true },
  ];
  return (
    <div className="chart">
      <Drawing {...props} />
      <DataTable
        name={name}
        label={label}
        columns={columns}
        rows={[...flows].sort((a, b) => b.value - a.value)}
        keyOf={({ from, to }) => `${from}/${to}`}
      />
    </div>
  );
}
