// SPDX-License-Identifier: Apache-2.0
/** Many catalogue entries in one call: a result for each, and a fault of one does not stop the others. */
import type { Entries } from '../../../usecases/catalogue/entries.js';
import { EntryDrafts, EntryResults, EntryReviews } from '../../dto/catalogue/entries.js';
import { wordedRow } from '../../problems/worded.js';
import { route, type Route } from '../../route.js';
import { ok } from '../../send/answers.js';

const shared = {
  method: 'post',
  tag: 'resources',
  write: true,
  answers: { 200: { description: 'What became of each entry.', content: { one: EntryResults } } },
} as const;

export const entryRoutes = (entries: Entries): readonly Route[] => [
  route<EntryDrafts>({
    ...shared,
    path: '/v1/resource-entries',
    operationId: 'enterResources',
    summary: 'Write many entries and hand them to the manager (provider)',
    body: EntryDrafts,
    handle: async ({ principal, body, language }) =>
      ok({ rows: (await entries.enter(principal, body.entries)).map((row) => wordedRow(language, row)) }),
  }),
  route<EntryReviews>({
    ...shared,
    path: '/v1/resource-reviews',
    operationId: 'publishResources',
    summary: 'Publish many entries that were read (manager)',
    body: EntryReviews,
    handle: async ({ principal, body, language }) =>
      ok({ rows: (await entries.publish(principal, body.reviews)).map((row) => wordedRow(language, row)) }),
  }),
];
