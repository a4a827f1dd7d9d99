// SPDX-License-Identifier: Apache-2.0
/** Answers as a table: for who asks with `format=csv`, or names no form and accepts CSV. */
import type { Answer } from '../route.js';

export const CSV_TYPE = 'text/csv';

export const wantsCsv = ({ format }: { readonly format?: string }, accept: string | undefined): boolean =>
  format === 'csv' || (format === undefined && accept === CSV_TYPE);

export const asCsv = (body: string): Answer => ({
  status: 200,
  body,
  headers: { 'Content-Type': `${CSV_TYPE}; charset=utf-8` },
});
