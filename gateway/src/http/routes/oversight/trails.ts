// SPDX-License-Identifier: Apache-2.0
import { caseForm } from '@catalog-chain/chaincode/domain/usage/leaf';
import { bytes32 } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { TRAIL_KINDS, type TrailKind } from '../../../index/model/trails.js';
import type { PageOptions } from '../../../index/model/pages.js';
import type { Records } from '../../../usecases/records.js';
import type { TrailViews } from '../../../usecases/oversight/trail-views.js';
import { listed, ok } from '../../send/answers.js';
import { PageQuery, pageOptionsOf, present } from '../../dto/common.js';
import {
  AuditReadQuery,
  AuditReadView,
  RecordTrailQuestion,
  TrailRequest,
} from '../../dto/oversight/trail.js';
import { HttpError } from '../../problems/problem.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { TRAIL_PAGE } from '../../describe/trail-schema.js';

/** Any id the ledger knows: MSP ids, owned ids, identifiers, commitments, references of cases. */
const anyId = z.union([z.string().regex(/^[A-Za-z0-9_-][\w.:-]{0,127}$/, 'must be an identifier'), caseForm]);

const answers = { 200: { description: 'A page.', content: { schema: TRAIL_PAGE } } };
/** What a trail by the plain identifier leaves out for want of a key, it says. */
const RECORD_PAGE = {
  ...TRAIL_PAGE,
  required: [...TRAIL_PAGE.required, 'keys'],
  properties: { ...TRAIL_PAGE.properties, keys: { $ref: '#/components/schemas/KeyCountView' } },
};

function checkId(kind: TrailKind, id: string): void {
  const keyed = kind === 'record' || kind === 'actor';
  if (!keyed || bytes32.safeParse(id).success) return;
  throw new HttpError('INVALID_ARGUMENT', {
    errors: [{ field: 'id', rule: 'must be 32 bytes in base64url' }],
  });
}

const auditReads = (records: Records): Route =>
  route<object, AuditReadQuery>({
    method: 'get',
    path: '/v1/audit-reads',
    operationId: 'listAuditReads',
    tag: 'trails',
    summary: 'What auditors and arbitrators looked at, and why: every member can see it',
    query: AuditReadQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: AuditReadView } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ query, accept }) =>
      listed(accept, query, (page) =>
        records.list('audit-read', present(query, 'organisation', 'case'), page),
      ),
  });

export const trailRoutes = (trails: TrailViews, records: Records): readonly Route[] => [
  route<object, TrailRequest>({
    method: 'get',
    path: '/v1/trails/{kind}/{id}',
    operationId: 'getTrail',
    tag: 'trails',
    summary: 'Everything that happened, in order',
    description:
      'Records and actors are named by their keyed commitments; a plain identifier never stands in an address.',
    params: { kind: z.enum(TRAIL_KINDS), id: anyId },
    query: TrailRequest,
    produces: [LINES_TYPE],
    answers,
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED', 'NOT_FOUND'],
    handle: ({ principal, params, query, accept }) => {
      const kind = params['kind'] as TrailKind;
      const id = params['id'] ?? '';
      checkId(kind, id);
      const reason = present(query, 'purpose', 'case');
      return listed(accept, query, (page: PageOptions) => trails.read(principal, { kind, id }, page, reason));
    },
  }),
  route<RecordTrailQuestion, PageQuery>({
    method: 'post',
    path: '/v1/trails/record',
    operationId: 'findRecordTrail',
    tag: 'trails',
    summary: 'Everything that happened to a record, by its plain identifier (who holds the record keys)',
    query: PageQuery,
    body: RecordTrailQuestion,
    answers: { 200: { description: 'A page.', content: { schema: RECORD_PAGE } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED', 'CONDITION_NOT_MET', 'ROLE_REQUIRED'],
    handle: async ({ principal, body, query }) =>
      ok(await trails.ofRecord(principal, body, pageOptionsOf(query), present(body, 'purpose', 'case'))),
  }),
  auditReads(records),
];
