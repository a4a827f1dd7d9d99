// SPDX-License-Identifier: Apache-2.0
/** Cursors: where a page ended, bound to the question it answered. Opaque to clients; only exact ones are taken. */
import { hash } from 'node:crypto';
import { IndexError } from './index-error.js';
import type { PageOptions } from './pages.js';

export type Position = string | number;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** A short name of a question, so that a cursor of another one is refused. */
export function scopeOf(...question: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, 8);
}

export function encodeCursor(scope: string, position: Position): string {
  return Buffer.from(JSON.stringify([scope, position])).toString('base64url');
}

/** @throws IndexError `CURSOR_INVALID` for anything but a cursor of this question */
export function decodeCursor<P extends Position>(
  scope: string,
  cursor: string | undefined,
  kind: P extends number ? 'number' : 'string',
): P | undefined {
  if (cursor === undefined) return undefined;
  const position = positionIn(cursor);
  const exact = typeof position === kind && encodeCursor(scope, position as P) === cursor;
  if (!exact || (typeof position === 'number' && !Number.isSafeInteger(position)))
    throw new IndexError('CURSOR_INVALID', 'The cursor is not one of this list.');
  return position as P;
}

function positionIn(cursor: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? (value as unknown[])[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Caps a limit to 1 … 1,000. */
export function limitOf({ limit = DEFAULT_LIMIT }: PageOptions): number {
  return Number.isFinite(limit) ? Math.min(Math.max(Math.trunc(limit), 1), MAX_LIMIT) : DEFAULT_LIMIT;
}
