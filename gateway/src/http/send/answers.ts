// SPDX-License-Identifier: Apache-2.0
/** The few forms that answers take. */
import type { Page, PageOptions } from '../../index/model/pages.js';
import { pageOptionsOf, type Ordered, type PageQuery } from '../dto/common.js';
import type { Answer } from '../route.js';
import { LINES_TYPE } from './lines.js';

export const ok = (body: unknown): Answer => ({ status: 200, body });

export const created = (location: string, body: unknown): Answer => ({
  status: 201,
  body,
  headers: { Location: location },
});

type Read<T> = (page: PageOptions) => Promise<Page<T>>;

/** Every item of this page and of all that follow, as of the first page's block. */
async function* everyItem<T>(first: Page<T>, options: PageOptions, read: Read<T>): AsyncGenerator<T> {
  let page = first;
  yield* page.items;
  while (page.next !== undefined) {
    page = await read({ ...options, cursor: page.next });
    yield* page.items;
  }
}

const wideOf = (options: PageOptions): PageOptions => ({ ...options, limit: options.limit ?? 1_000 });

/** This page and all that follow. What refuses the question does so before anything is sent. */
export async function all<T>(query: PageQuery & Ordered, read: Read<T>): Promise<AsyncGenerator<T>> {
  const wide = wideOf(pageOptionsOf(query));
  return everyItem(await read(wide), wide, read);
}

/** A page as JSON; or, where the client accepts NDJSON, this page and all that follow, one record a line. */
export async function listed<T>(accept: string, query: PageQuery & Ordered, read: Read<T>): Promise<Answer> {
  const options = pageOptionsOf(query);
  if (accept !== LINES_TYPE) return ok(await read(options));
  const wide = wideOf(options);
  const first = await read(wide);
  return { status: 200, lines: everyItem(first, wide, read), headers: { 'X-As-Of': String(first.asOf) } };
}
