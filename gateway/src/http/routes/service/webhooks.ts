// SPDX-License-Identifier: Apache-2.0
/** Webhooks are the organisation's own: nothing of them is on the ledger, and no other organisation sees them. */
import { code } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { pageOf } from '../../../usecases/records.js';
import type { Principal } from '../../../usecases/principal.js';
import type { DeliveryState } from '../../../webhooks/schema.js';
import type { Webhooks, WebhookStatus } from '../../../webhooks/webhooks.js';
import { created, listed, ok } from '../../send/answers.js';
import { PageQuery, present } from '../../dto/common.js';
import {
  DeliveryView,
  deliveryView,
  TryView,
  tryView,
  WebhookCreatedView,
  WebhookInput,
  WebhookReplay,
  WebhookRotation,
  WebhookView,
  webhookView,
} from '../../dto/service/webhooks.js';
import { route, type Route } from '../../route.js';
import { filterOf } from './events.js';

const PATH = '/v1/webhooks';
const shared = { tag: 'webhooks' } as const;
const one = { ...shared, path: `${PATH}/{id}`, params: { id: code }, problems: ['NOT_FOUND'] } as const;
const shown = { description: 'The webhook.', content: { one: WebhookView } };
const tried = { 200: { description: 'What the receiver answered.', content: { one: TryView } } };

const setting = (webhooks: Webhooks): Route =>
  route<WebhookInput>({
    ...shared,
    method: 'post',
    path: PATH,
    operationId: 'createWebhook',
    summary: 'Have events posted to a URL, signed; the answer shows the secret, this once',
    body: WebhookInput,
    answers: { 201: { description: 'It is set.', content: { one: WebhookCreatedView } } },
    problems: ['ALREADY_EXISTS', 'CONDITION_NOT_MET'],
    handle: async ({ principal, body }) => {
      const { id, url } = body;
      const input = { id, url, filter: filterOf(body), ...present(body, 'from') };
      const { secret, ...status } = await webhooks.create(principal, input);
      return created(`${PATH}/${id}`, { ...webhookView(status), secret });
    },
  });

const having = (webhooks: Webhooks): readonly Route[] => [
  route({
    ...shared,
    method: 'get',
    path: PATH,
    operationId: 'listWebhooks',
    summary: "The organisation's webhooks",
    answers: { 200: { description: 'All of them.', content: { page: WebhookView } } },
    handle: async ({ principal }) => ok(pageOf(await webhooks.list(principal), webhookView)),
  }),
  route({
    ...one,
    method: 'get',
    operationId: 'getWebhook',
    summary: 'One webhook and how it does',
    answers: { 200: shown },
    handle: async ({ principal, params: { id = '' } }) => ok(webhookView(await webhooks.get(principal, id))),
  }),
  route({
    ...one,
    method: 'delete',
    operationId: 'deleteWebhook',
    summary: 'Send nothing there any more, and forget what was sent',
    answers: { 204: { description: 'It is gone.' } },
    handle: async ({ principal, params: { id = '' } }) => {
      await webhooks.remove(principal, id);
      return { status: 204 };
    },
  }),
];

const changing = (
  operationId: string,
  last: string,
  summary: string,
  run: (principal: Principal, id: string) => Promise<WebhookStatus>,
): Route =>
  route({
    ...one,
    method: 'post',
    path: `${PATH}/{id}/${last}`,
    operationId,
    summary,
    answers: { 200: shown },
    problems: ['NOT_FOUND', 'INVALID_STATE'],
    handle: async ({ principal, params: { id = '' } }) => ok(webhookView(await run(principal, id))),
  });

const steering = (webhooks: Webhooks): readonly Route[] => [
  changing('pauseWebhook', 'pause', 'Send nothing for a time', (principal, id) =>
    webhooks.pause(principal, id),
  ),
  changing('resumeWebhook', 'resumption', 'Go on where it stopped', (principal, id) =>
    webhooks.resume(principal, id),
  ),
  route<WebhookReplay>({
    ...one,
    method: 'post',
    path: `${PATH}/{id}/replay`,
    operationId: 'replayWebhook',
    summary: 'Send everything from a block on, whether or not it was sent before',
    body: WebhookReplay,
    answers: { 200: shown },
    handle: async ({ principal, params: { id = '' }, body }) =>
      ok(webhookView(await webhooks.replay(principal, id, body.from))),
  }),
  route({
    ...one,
    method: 'post',
    path: `${PATH}/{id}/test`,
    operationId: 'testWebhook',
    summary: 'Send a test event now, once',
    answers: tried,
    handle: async ({ principal, params: { id = '' } }) => ok(tryView(await webhooks.test(principal, id))),
  }),
];

const rotating = (webhooks: Webhooks): Route =>
  route<WebhookRotation>({
    ...one,
    method: 'post',
    path: `${PATH}/{id}/rotation`,
    operationId: 'rotateWebhookSecret',
    summary: 'Sign by a new secret, shown this once; the former one signs beside it for a time',
    body: WebhookRotation,
    answers: { 200: { description: 'It is rotated.', content: { one: WebhookCreatedView } } },
    problems: ['NOT_FOUND', 'CONDITION_NOT_MET', 'INVALID_STATE'],
    handle: async ({ principal, params: { id = '' }, body }) => {
      const { secret, ...status } = await webhooks.rotate(principal, id, body.graceHours);
      return ok({ ...webhookView(status), secret });
    },
  });

const deliveryList = (
  webhooks: Webhooks,
  row: { readonly last: string; readonly operationId: string; readonly summary: string },
  state?: DeliveryState,
): Route =>
  route<object, PageQuery>({
    ...one,
    method: 'get',
    path: `${PATH}/{id}/${row.last}`,
    operationId: row.operationId,
    summary: row.summary,
    query: PageQuery,
    answers: { 200: { description: 'A page.', content: { page: DeliveryView } } },
    problems: ['NOT_FOUND', 'CURSOR_INVALID'],
    handle: ({ principal, params: { id = '' }, query, accept }) =>
      listed(accept, query, async (page) =>
        pageOf(await webhooks.deliveries(principal, id, state, page), deliveryView),
      ),
  });

const looking = (webhooks: Webhooks): readonly Route[] => [
  deliveryList(webhooks, {
    last: 'deliveries',
    operationId: 'listDeliveries',
    summary: 'What was sent and what came of it, newest first; the last thousand, and every dead letter',
  }),
  deliveryList(
    webhooks,
    {
      last: 'dead-letters',
      operationId: 'listDeadLetters',
      summary: 'What was given up after the last try, newest first',
    },
    'dead',
  ),
  route({
    ...one,
    method: 'post',
    path: `${PATH}/{id}/dead-letters/{message}/redelivery`,
    operationId: 'redeliverDeadLetter',
    summary: 'Try a dead letter once more, now and out of order',
    params: { id: code, message: z.string().regex(/^\d{1,15}-\d{1,9}(?:-\d{1,9})?$/) },
    answers: tried,
    handle: async ({ principal, params: { id = '', message = '' } }) =>
      ok(tryView(await webhooks.redeliver(principal, id, message))),
  }),
];

export const webhookRoutes = (webhooks: Webhooks): readonly Route[] => [
  setting(webhooks),
  ...having(webhooks),
  ...steering(webhooks),
  rotating(webhooks),
  ...looking(webhooks),
];
