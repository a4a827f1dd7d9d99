// SPDX-License-Identifier: Apache-2.0
import { mspId, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { IMPACT_KINDS, type ImpactKind } from '../../../index/model/impact.js';
import type { Impact } from '../../../usecases/catalogue/impact.js';
import { listed } from '../../send/answers.js';
import { OverseenQuery, present } from '../../dto/common.js';
import { AffectedGrantView } from '../../dto/catalogue/impact.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';

export const impactRoutes = (impact: Impact): readonly Route[] => [
  route<object, OverseenQuery>({
    method: 'get',
    path: '/v1/impact/{kind}/{id}',
    operationId: 'getImpact',
    tag: 'impact',
    summary: 'Which grants hang on a duty, a system, a resource or an organisation, and why',
    description:
      'A duty reaches grants by the systems that serve it: those that hold the data, and those that use it. Grants ' +
      'that were revoked or have expired on record are left out; `running` says whether one may be used now.',
    params: { kind: z.enum(IMPACT_KINDS), id: z.union([ownedId, mspId]) },
    query: OverseenQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: AffectedGrantView } } },
    problems: ['NOT_FOUND', 'CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, params: { kind, id = '' }, query, accept }) => {
      const subject = { kind: kind as ImpactKind, id };
      const reason = present(query, 'purpose', 'case');
      return listed(accept, query, (page) => impact.of(principal, subject, page, reason));
    },
  }),
];
