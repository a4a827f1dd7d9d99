// SPDX-License-Identifier: Apache-2.0
/** Tables as files (RFC 4180), which spreadsheets open as they are and never take for formulas. */

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function field(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvOf = (rows: readonly (readonly string[])[]): string =>
  // The mark at the beginning tells spreadsheets that the text is UTF-8.
  `\u{feff}${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;

/** Hands a file to the person; nothing of it leaves the machine. */
export function save(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

export function saveCsv(name: string, rows: readonly (readonly string[])[]): void {
  save(`${name}.csv`, csvOf(rows), 'text/csv;charset=utf-8');
}
