// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { Job } from '../../../evidence/jobs/job.js';
import type { Evidence } from '../../../usecases/oversight/evidence.js';
import { ok } from '../../send/answers.js';
import { present } from '../../dto/common.js';
import { EvidenceJobView, EvidenceRequest } from '../../dto/oversight/evidence.js';
import { RecordTrailQuestion } from '../../dto/oversight/trail.js';
import { route, type Answer, type Route } from '../../route.js';

const ZIP = 'application/zip';
const shared = { tag: 'evidence' } as const;
const one = {
  ...shared,
  method: 'get',
  params: { id: z.uuid() },
  problems: ['NOT_FOUND', 'LEDGER_UNAVAILABLE'],
} as const;

const making = {
  ...shared,
  method: 'post',
  answers: { 202: { description: 'It is being made.', content: { one: EvidenceJobView } } },
} as const;
const OWN = ['LEDGER_OVERLOADED', 'LEDGER_UNAVAILABLE'] as const;
const PROBLEMS = ['NOT_FOUND', 'PURPOSE_REQUIRED', 'ROLE_REQUIRED', ...OWN] as const;

const begun = (job: Job): Answer => ({
  status: 202,
  body: job,
  headers: { Location: `/v1/evidence/${job.id}` },
});

const asking = (evidence: Evidence): readonly Route[] => [
  route<EvidenceRequest>({
    ...making,
    path: '/v1/evidence',
    operationId: 'requestEvidence',
    summary:
      'Have a bundle made that proves a use, a record’s uses, or a grant’s month, without this gateway',
    write: true,
    body: EvidenceRequest,
    problems: [...PROBLEMS, 'CONDITION_NOT_MET'],
    handle: async ({ principal, body }) =>
      begun(await evidence.request(principal, body.subject, present(body, 'purpose', 'case'))),
  }),
  // Not a write under a key: the digest of such a body would be one of a plain identifier, and kept.
  route<RecordTrailQuestion>({
    ...making,
    path: '/v1/evidence/record',
    operationId: 'requestRecordEvidence',
    summary: 'The same of a record by its plain identifier (who holds the record keys)',
    body: RecordTrailQuestion,
    problems: [...PROBLEMS, 'CONDITION_NOT_MET'],
    handle: async ({ principal, body }) =>
      begun(await evidence.requestRecord(principal, body, present(body, 'purpose', 'case'))),
  }),
];

const having = (evidence: Evidence): readonly Route[] => [
  route({
    ...one,
    path: '/v1/evidence/{id}',
    operationId: 'getEvidence',
    summary: 'Whether a bundle is ready',
    answers: { 200: { description: 'How far it is.', content: { one: EvidenceJobView } } },
    handle: async ({ principal, params: { id = '' } }) => ok(await evidence.find(principal, id)),
  }),
  route({
    ...one,
    path: '/v1/evidence/{id}/bundle',
    operationId: 'downloadEvidence',
    summary: 'The bundle: a zip archive, to be verified with `catalog-chain-verify`',
    problems: [...one.problems, 'INVALID_STATE'],
    answers: {
      200: {
        description: 'The bundle.',
        content: { schema: { type: 'string', format: 'binary' }, mediaType: ZIP },
      },
    },
    handle: async ({ principal, params: { id = '' } }) => {
      const { bytes, chunks } = await evidence.bundle(principal, id);
      const name = `attachment; filename="evidence-${id}.zip"`;
      const length = { 'Content-Type': ZIP, 'Content-Length': String(bytes) };
      return { status: 200, chunks, headers: { ...length, 'Content-Disposition': name } };
    },
  }),
];

export const evidenceRoutes = (evidence: Evidence): readonly Route[] => [
  ...asking(evidence),
  ...having(evidence),
];
