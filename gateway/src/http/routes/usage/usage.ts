// SPDX-License-Identifier: Apache-2.0
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { UsageReports, Reported } from '../../../usecases/usage/usage-reports.js';
import type { RowFault } from '../../body/row-results.js';
import { ROW_TYPES, rowsOf } from '../../body/rows.js';
import { AcceptedView, EventReceiptView, RequestReceiptView } from '../../dto/usage/usage-in.js';
import { waitOf } from '../../prefer.js';
import type { Code } from '../../problems/codes.js';
import { isCode } from '../../problems/meanings.js';
import { wordedRow } from '../../problems/worded.js';
import type { Language } from '../../problems/text.js';
import { RowError } from '../../problems/row-error.js';
import { route, type Answer, type Ask, type Route } from '../../route.js';
import { uuid } from '@catalog-chain/chaincode/domain/text/schema';

const EVENT = { $ref: '#/components/schemas/UsageEventInput' };

const ROWS = {
  mediaTypes: ROW_TYPES,
  schema: { oneOf: [EVENT, { type: 'array', items: EVENT, minItems: 1 }] },
  limit: 'bulk',
} as const;

const PROBLEMS: readonly Code[] = [
  'RAW_DATA',
  'DUPLICATE_ID',
  'IDEMPOTENCY_MISMATCH',
  'NOT_PARTY',
  'NOT_FOUND',
  'ROLE_REQUIRED',
  'NOT_A_MEMBER',
  'ORGANISATION_SUSPENDED',
  'LEDGER_OVERLOADED',
  'LEDGER_UNAVAILABLE',
  'LEDGER_TIMEOUT',
  'LEDGER_FAILURE',
  'STORAGE_UNAVAILABLE',
  'IDENTITY_UNKNOWN',
  'RECORD_KEY_MISMATCH',
  'CONDITION_NOT_MET',
];

const accepted = { content: { one: AcceptedView } };

type Result = Reported['rows'][number];

/** A line that could not be read keeps its own reason, in place of the intake's. */
function withFault(result: Result, faults: ReadonlyMap<number, RowFault>): Result {
  const fault = faults.get(result.row);
  return fault ? ({ row: result.row, status: 'refused', ...fault } as Result) : result;
}

/** In the reader's words, each made when it is written. */
function* resultsOf(
  rows: readonly Result[],
  faults: ReadonlyMap<number, RowFault>,
  language: Language,
): Generator<Result> {
  for (const result of rows) yield wordedRow(language, withFault(result, faults));
}

/** One event sent by itself is answered like any other write: refused, it is a problem. */
function refuseSingle(row: Result): void {
  if (row.status !== 'refused') return;
  const code: Code = isCode(row.code) ? row.code : 'INVALID_ARGUMENT';
  throw new RowError(code, row.field, row.message ?? '');
}

function answerOf({ rows, ...beside }: Reported, results: Iterable<Result>, waited: number): Answer {
  const { receipt, state, accepted: count } = beside;
  const done = state === 'committed' || state === 'rejected' || count === 0;
  return {
    status: done ? 200 : 202,
    list: { beside, name: 'rows', items: results, count: rows.length },
    headers: {
      ...(receipt !== undefined && { Location: `/v1/receipts/${receipt}` }),
      ...(waited > 0 && { 'Preference-Applied': `wait=${waited}` }),
    },
  };
}

/** A door for rows of one side. */
export interface Door {
  readonly side: Side;
  /** `disclose`: what was sealed before. */
  readonly how: 'report' | 'disclose';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
}

const take =
  (reports: UsageReports, { side, how }: Door) =>
  async ({ principal, bytes, mediaType, language, header }: Ask<object, object>): Promise<Answer> => {
    const wait = waitOf(header('prefer'));
    const { faults, single, kept } = await reports.inTurn(principal, bytes.length, async (inTurns) => {
      const { rows, ...read } = await rowsOf(mediaType, bytes, inTurns);
      const reporter = { organisation: principal.organisation, side };
      return { ...read, kept: await reports[how](reporter, rows, inTurns) };
    });
    const reported = await reports.follow(principal, kept, wait * 1_000);
    const [first] = reported.rows;
    if (single && first) refuseSingle(withFault(first, faults));
    return answerOf(reported, resultsOf(reported.rows, faults, language), wait);
  };

export const intake = (reports: UsageReports, door: Door): Route =>
  route({
    method: 'post',
    path: door.path,
    operationId: door.operationId,
    tag: 'usage',
    summary: door.summary,
    description:
      'One event, an array, NDJSON or CSV; a result per row. Each event has an id of its own: the same again ' +
      'is a duplicate, another body under it is refused. With `Prefer: wait=N` the answer waits for the commit.' +
      (door.description === undefined ? '' : ` ${door.description}`),
    raw: {
      ...ROWS,
      admit: (principal) => {
        reports.admit(principal);
      },
    },
    answers: {
      200: { description: 'Committed, or nothing was new.', ...accepted },
      202: { description: 'Kept durably; the receipt tells what becomes of it.', ...accepted },
    },
    problems: door.how === 'disclose' ? [...PROBLEMS, 'SEAL_MISMATCH', 'INVALID_STATE'] : PROBLEMS,
    handle: take(reports, door),
  });

const receipts = (reports: UsageReports): Route =>
  route({
    method: 'get',
    path: '/v1/receipts/{id}',
    operationId: 'getReceipt',
    tag: 'usage',
    summary: 'What became of a request, or of one event by its id',
    params: { id: uuid },
    answers: {
      200: {
        description: 'The receipt.',
        content: {
          schema: {
            oneOf: [RequestReceiptView, EventReceiptView].map(({ name }) => ({
              $ref: `#/components/schemas/${name}`,
            })),
          },
        },
      },
    },
    problems: ['NOT_FOUND'],
    handle: async ({ principal, params: { id = '' }, header }) => ({
      status: 200,
      body: await reports.receipt(principal, id, waitOf(header('prefer')) * 1_000),
    }),
  });

export const usageRoutes = (reports: UsageReports): readonly Route[] => [
  intake(reports, {
    side: 'claim',
    how: 'report',
    path: '/v1/usage-events',
    operationId: 'reportUsage',
    summary: 'Report uses (consumer)',
  }),
  intake(reports, {
    side: 'attestation',
    how: 'report',
    path: '/v1/attestations',
    operationId: 'attestUsage',
    summary: 'Report uses (provider)',
  }),
  receipts(reports),
];
