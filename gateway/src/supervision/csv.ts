// SPDX-License-Identifier: Apache-2.0
/** Reports as CSV (RFC 4180, lines ended by a line feed): of supervision a line per member and item. */
import type { SupervisionReport } from './report.js';

const COLUMNS = ['organisation', 'from', 'to', 'block', 'item', 'text', 'seen', 'count', 'digest'] as const;

/** Quoted where it holds what separates. */
const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A heading, and a line per row. */
export const csvOf = (headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [headings, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');

export function supervisionCsv({ members, months, asOf }: SupervisionReport): string {
  const rows = members.flatMap(({ organisation, items }) =>
    items.map(({ item, text, seen, count, digest }) => [
      ...[organisation, months.from, months.to, asOf.block],
      ...[item, text.zh, seen, count, digest],
    ]),
  );
  return csvOf(COLUMNS, rows);
}
