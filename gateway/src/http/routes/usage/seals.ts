// SPDX-License-Identifier: Apache-2.0
import type { UsageReports } from '../../../usecases/usage/usage-reports.js';
import type { Seals } from '../../../usecases/usage/seals.js';
import { utcOf } from '../../../support/rfc3339.js';
import { present } from '../../dto/common.js';
import {
  SealCountQuery,
  SealCountsView,
  SealedView,
  SealingInput,
  SealQuery,
  SealView,
} from '../../dto/usage/seal.js';
import { isCode } from '../../problems/meanings.js';
import { RowError } from '../../problems/row-error.js';
import { route, type Route } from '../../route.js';
import { listed, ok } from '../../send/answers.js';
import { LINES_TYPE } from '../../send/lines.js';
import { intake } from './usage.js';

const TAG = 'sealed uses';

const sealing = (seals: Seals): Route =>
  route<SealingInput>({
    method: 'post',
    path: '/v1/seals',
    operationId: 'sealUses',
    tag: TAG,
    summary: 'Commit to uses that are disclosed later (whom the policy lets)',
    description:
      'All of the uses, or none. The ledger learns who sealed, for which month and side, and until when they are disclosed: ' +
      'neither grant nor record. Keep the events: to disclose them, the same fields are sent again.',
    write: true,
    body: SealingInput,
    answers: { 201: { description: 'Sealed.', content: { one: SealedView } } },
    problems: [
      'CONDITION_NOT_MET',
      'ALREADY_EXISTS',
      'LIMIT_REACHED',
      'NOT_PARTY',
      'DUPLICATE_ID',
      'RAW_DATA',
    ],
    handle: async ({ principal, body, attempt }) => {
      const { side, events } = body;
      const discloseBy = utcOf(body.discloseBy) ?? body.discloseBy;
      const outcome = await seals.seal(principal, { side, discloseBy, events }, attempt);
      if (!('refused' in outcome)) return { status: 201, body: outcome };
      const { row, field, code, message = '' } = outcome.refused;
      const where = field === undefined ? `events.${row}` : `events.${row}.${field}`;
      throw new RowError(isCode(code) ? code : 'INVALID_ARGUMENT', where, message);
    },
  });

const reads = (seals: Seals): readonly Route[] => [
  route<object, SealQuery>({
    method: 'get',
    path: '/v1/seals',
    operationId: 'listSeals',
    tag: TAG,
    summary:
      'What the organisation has sealed, and what of it is disclosed; all of it for those that oversee',
    query: SealQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: SealView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const { period } = query;
      const filter = {
        ...present(query, 'organisation', 'state'),
        ...(period !== undefined && { code: period }),
      };
      return listed(accept, query, (page) =>
        seals.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, SealCountQuery>({
    method: 'get',
    path: '/v1/seal-counts',
    operationId: 'countSeals',
    tag: TAG,
    summary: 'How many uses of a month are sealed, by organisation and side: every member sees them',
    query: SealCountQuery,
    answers: { 200: { description: 'The counts.', content: { one: SealCountsView } } },
    handle: async ({ query }) => ok(await seals.counts(query.period)),
  }),
];

const DISCLOSING =
  'The same fields that were sealed, and an id that was; a row that differs in any is refused (`SEAL_MISMATCH`). From then on the ' +
  'uses are ordinary ones.';

export const sealRoutes = (seals: Seals, reports: UsageReports): readonly Route[] => [
  sealing(seals),
  intake(reports, {
    side: 'claim',
    how: 'disclose',
    path: '/v1/seals/usage-events',
    operationId: 'discloseUsage',
    summary: 'Disclose sealed uses (consumer)',
    description: DISCLOSING,
  }),
  intake(reports, {
    side: 'attestation',
    how: 'disclose',
    path: '/v1/seals/attestations',
    operationId: 'discloseAttestations',
    summary: 'Disclose sealed uses (provider)',
    description: DISCLOSING,
  }),
  ...reads(seals),
];
