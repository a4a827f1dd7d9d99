// SPDX-License-Identifier: Apache-2.0
/**
 * Two nouns against each other, as a table whose cells are the darker the more there is. The figures stand in the cells, so
 * that the table says everything without its colours; each leads to what it counts.
 */
import type { ReactElement, ReactNode } from 'react';
import { useSay } from '../../i18n/i18n';
import { saveCsv } from '../table/csv';

export interface HeatLine {
  readonly key: string;
  readonly title: ReactNode;
  /** The same as plain text: its code. */
  readonly text: string;
  /** The same in words, which files give beside the code. */
  readonly words?: string;
}

export interface HeatMapProps {
  readonly name: string;
  readonly label: string;
  /** Over the first column. */
  readonly corner: string;
  readonly rows: readonly HeatLine[];
  readonly columns: readonly HeatLine[];
  /** What stands in a cell; undefined: nothing can be said. */
  readonly valueOf: (row: string, column: string) => number | undefined;
  /** What a figure leads to. */
  readonly link?: (row: string, column: string, value: number) => ReactNode;
}

/** Steps of the scale; the style sheet has a look for each. */
const STEPS = 5;

/** 0 for nothing, then 1 to 5 by the share of the greatest. */
export const heatOf = (value: number, most: number): number =>
  value <= 0 ? 0 : Math.max(1, Math.ceil((value / Math.max(1, most)) * STEPS));

export function HeatMap(props: HeatMapProps): ReactElement {
  const { name, label, corner, rows, columns, valueOf, link } = props;
  const say = useSay();
  const values = rows.map((row) => columns.map((column) => valueOf(row.key, column.key)));
  const most = Math.max(1, ...values.flat().map((value) => value ?? 0));
  return (
    <div>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
        <table className="heat">
          <caption className="sr">{label}</caption>
          <thead>
            <tr>
              <th scope="col">{corner}</th>
              {columns.map(({ key, title }) => (
                <th key={key} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={row.key}>
                <th scope="row">{row.title}</th>
                {columns.map((column, j) => {
                  const value = values[i]?.[j];
                  return (
                    <td
                      key={column.key}
                      className={value === undefined ? undefined : `heat-${heatOf(value, most)}`}
                    >
                      {value === undefined
                        ? '–'
                        : link && value > 0
                          ? link(row.key, column.key, value)
                          : value}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-tools">
        <span className="quiet">{say('chart.heatScale')}</span>
        <button
          type="button"
          className="plain"
          onClick={() => {
            saveCsv(name, [
              [
                corner,
                say('common.csvCode', { title: corner }),
                ...columns.map(({ text, words }) => (words === undefined ? text : `${words} (${text})`)),
              ],
              ...rows.map((row, i) => [
                row.words ?? row.text,
                row.text,
                ...(values[i] ?? []).map((value) => String(value ?? '')),
              ]),
            ]);
          }}
        >
          {say('common.csv')}
        </button>
      </div>
    </div>
  );
}
