// SPDX-License-Identifier: Apache-2.0
/** The data items of a version of a resource, with a last column that says something of each. */
import type { ReactElement, ReactNode } from 'react';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';

export type Item = Schemas['ResourceVersionView']['content']['items'][number];

export interface ItemsTableProps {
  readonly label: string;
  readonly items: readonly Item[];
  readonly last: { readonly title: string; readonly cell: (item: Item) => ReactNode };
  /** Codes of items that the version does not have, and what is said of these. */
  readonly outside?: { readonly codes: readonly string[]; readonly cell: ReactNode };
}

export function ItemsTable({ label, items, last, outside }: ItemsTableProps): ReactElement {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const titles = [say('field.item'), say('field.dataType'), say('field.sensitivity'), last.title];
  const rows = [
    ...items.map((item) => ({
      code: item.code,
      cells: [
        <span key="item">
          {tongue(item.names)} <span className="mono quiet">{item.code}</span>
        </span>,
        word('dataType', item.dataType),
        item.sensitivity,
        last.cell(item),
      ],
    })),
    ...(outside?.codes ?? []).map((code) => ({
      code,
      cells: [
        <span key="item" className="mono">
          {code}
        </span>,
        '–',
        '–',
        outside?.cell,
      ],
    })),
  ];
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className="rows">
        <caption className="sr">{label}</caption>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ code, cells }) => (
            <tr key={code}>
              {titles.map((title, i) => (
                <td key={title} data-label={title}>
                  {cells[i]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
