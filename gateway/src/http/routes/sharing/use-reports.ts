// SPDX-License-Identifier: Apache-2.0
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import { reportYear } from '@catalog-chain/chaincode/domain/stewardship/use-report';
import { sorted } from '../../../support/sorted.js';
import type { PartyRecords } from '../../../usecases/sharing/party-records.js';
import { present, Reading } from '../../dto/common.js';
import { UnderGrantQuery } from '../../dto/sharing/under-grant.js';
import { UseReporting, UseReportView } from '../../dto/sharing/use-report.js';
import { route, type Route } from '../../route.js';
import { created, listed, ok } from '../../send/answers.js';
import { LINES_TYPE } from '../../send/lines.js';

const PATH = '/v1/use-reports';
const TAG = 'use reports';
const answer = { description: 'The report.', content: { one: UseReportView } } as const;
type UseReports = PartyRecords<'use-report'>;

const reads = (reports: UseReports): readonly Route[] => [
  route<object, UnderGrantQuery>({
    method: 'get',
    path: PATH,
    operationId: 'listUseReports',
    tag: TAG,
    summary: "Consumers' yearly reports on the use of grants; all of them for those that oversee",
    query: UnderGrantQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: UseReportView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = present(query, 'provider', 'consumer', 'grant', 'resource');
      return listed(accept, query, (page) =>
        reports.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, Reading>({
    method: 'get',
    path: `${PATH}/{id}/{year}`,
    operationId: 'getUseReport',
    tag: TAG,
    summary: "The report on a year's use of a grant",
    params: { id: identifier, year: reportYear },
    query: Reading,
    answers: { 200: answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '', year = '' }, query }) =>
      ok(await reports.get(principal, `${id}/${year}`, present(query, 'purpose', 'case'))),
  }),
];

export const useReportRoutes = (reports: UseReports): readonly Route[] => [
  ...reads(reports),
  route<UseReporting>({
    method: 'post',
    path: PATH,
    operationId: 'submitUseReport',
    tag: TAG,
    summary:
      "Record a year's use of a grant: course, effect, storage, destruction (consumer); again where more is known",
    write: true,
    body: UseReporting,
    answers: { 201: answer },
    problems: ['NOT_FOUND', 'NOT_PARTY', 'CONDITION_NOT_MET'],
    handle: async ({ principal, body, attempt }) => {
      const { grant, year, scenario, course, effect, storage, evidence } = body;
      const told = {
        grant,
        year,
        scenario,
        course,
        effect,
        storage,
        ...present(body, 'destroyed', 'contractors'),
      };
      const argument = { ...told, ...(evidence && { evidence: sorted(evidence) }) };
      const report = await reports.act(principal, TRANSACTIONS.reportSubmit, argument, attempt);
      return created(`${PATH}/${grant}/${year}`, report);
    },
  }),
];
