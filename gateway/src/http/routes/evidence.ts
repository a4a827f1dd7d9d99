// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { Evidence } from '../../usecases/evidence.js';
import { ok } from '../answers.js';
import { present } from '../dto/common.js';
import { EvidenceJobView, EvidenceRequest } from '../dto/evidence.js';
import { route, type Route } from '../route.js';

const ZIP = 'application/zip';
const shared = { tag: 'evidence', access: [] } as const;
const one = { ...shared, method: 'get', params: { id: z.uuid() }, problems: ['NOT_FOUND'] } as const;

const making = (evidence: Evidence): Route =>
  route<EvidenceRequest>({
    ...shared,
    method: 'post',
    path: '/v1/evidence',
    operationId: 'requestEvidence',
    summary: 'Have a bundle made that proves a use, or all uses of a grant in a month, without this gateway',
    write: true,
    body: EvidenceRequest,
    answers: { 202: { description: 'It is being made.', content: { one: EvidenceJobView } } },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED', 'ROLE_REQUIRED', 'LEDGER_OVERLOADED'],
    handle: async ({ principal, body }) => {
      const job = await evidence.request(principal, body.subject, present(body, 'purpose', 'case'));
      return { status: 202, body: job, headers: { Location: `/v1/evidence/${job.id}` } };
    },
  });

const having = (evidence: Evidence): readonly Route[] => [
  route({
    ...one,
    path: '/v1/evidence/{id}',
    operationId: 'getEvidence',
    summary: 'Whether a bundle is ready',
    answers: { 200: { description: 'How far it is.', content: { one: EvidenceJobView } } },
    handle: ({ principal, params: { id = '' } }) => Promise.resolve(ok(evidence.find(principal, id))),
  }),
  route({
    ...one,
    path: '/v1/evidence/{id}/bundle',
    operationId: 'downloadEvidence',
    summary: 'The bundle: a zip archive, to be verified with `catalog-chain verify`',
    problems: ['NOT_FOUND', 'INVALID_STATE'],
    answers: {
      200: {
        description: 'The bundle.',
        content: { schema: { type: 'string', format: 'binary' }, mediaType: ZIP },
      },
    },
    handle: ({ principal, params: { id = '' } }) => {
      const bytes = evidence.bundle(principal, id);
      const name = `attachment; filename="evidence-${id}.zip"`;
      const headers = { 'Content-Type': ZIP, 'Content-Disposition': name };
      return Promise.resolve({ status: 200, bytes, headers });
    },
  }),
];

export const evidenceRoutes = (evidence: Evidence): readonly Route[] => [
  making(evidence),
  ...having(evidence),
];
