// SPDX-License-Identifier: Apache-2.0
/** What comes in pages, each naming the next. */
interface Paged {
  readonly next?: string;
}

/** Every page, first to last. @param read gives the page that a cursor names; the first without one */
export async function* pagesOf<P extends Paged>(
  read: (at: { readonly cursor?: string }) => Promise<P>,
): AsyncGenerator<P, void> {
  let page = await read({});
  yield page;
  while (page.next !== undefined) {
    page = await read({ cursor: page.next });
    yield page;
  }
}
