// SPDX-License-Identifier: Apache-2.0
/** Cursors: where a page ended, bound to the question it answered. Opaque to clients; only exact ones are taken. */
import { createHmac, hash, randomBytes } from 'node:crypto';
import { IndexError } from './index-error.js';
import type { PageOptions } from './pages.js';

export type Position = string | number;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** A short name of a question, so that a cursor of another one is refused. */
export function scopeOf(...question: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, 8);
}

/** Of this process: marks the cursors that it handed out. Those of another replica are taken too, without the mark. */
const KEY = randomBytes(32);

const markOf = (scope: string, position: unknown): string =>
  createHmac('sha256', KEY)
    .update(JSON.stringify([scope, position]))
    .digest('base64url')
    .slice(0, 16);

const written = (scope: string, position: Position, mark: unknown): string =>
  Buffer.from(JSON.stringify([scope, position, mark])).toString('base64url');

export function encodeCursor(scope: string, position: Position): string {
  return written(scope, position, markOf(scope, position));
}

/** Whether this process handed the cursor out: anybody can write one that looks like it. */
export function isHandedOut(cursor: string): boolean {
  const [scope, position, mark] = partsOf(cursor);
  return typeof scope === 'string' && mark === markOf(scope, position);
}

/** @throws IndexError `CURSOR_INVALID` for anything but a cursor of this question */
export function decodeCursor<P extends Position>(
  scope: string,
  cursor: string | undefined,
  kind: P extends number ? 'number' : 'string',
): P | undefined {
  if (cursor === undefined) return undefined;
  const [, position, mark] = partsOf(cursor);
  const exact = typeof position === kind && written(scope, position as P, mark) === cursor;
  if (!exact || (typeof position === 'number' && !Number.isSafeInteger(position)))
    throw new IndexError('CURSOR_INVALID', 'The cursor is not one of this list.');
  return position as P;
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Caps a limit to 1 … 1,000. */
export function limitOf({ limit = DEFAULT_LIMIT }: PageOptions): number {
  return Number.isFinite(limit) ? Math.min(Math.max(Math.trunc(limit), 1), MAX_LIMIT) : DEFAULT_LIMIT;
}
