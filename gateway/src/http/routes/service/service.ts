// SPDX-License-Identifier: Apache-2.0
/** What operators and their tools ask of the process. */
import type { Health } from '../../health.js';
import type { Metrics } from '../../metrics.js';
import { route, type Route } from '../../route.js';

const check = {
  type: 'object',
  required: ['ok'],
  additionalProperties: false,
  properties: { ok: { type: 'boolean' }, code: { type: 'string' } },
};

const READINESS = {
  type: 'object',
  required: ['status', 'checks'],
  additionalProperties: false,
  properties: {
    status: { enum: ['ready', 'not-ready'] },
    checks: { type: 'object', additionalProperties: check },
    indexLag: { type: 'integer' },
  },
};

const ALIVE = {
  type: 'object',
  required: ['status'],
  additionalProperties: false,
  properties: { status: { enum: ['alive'] } },
};

const shared = { method: 'get', tag: 'service' } as const;

export const serviceRoutes = (health: Health, metrics: Metrics): readonly Route[] => [
  route({
    ...shared,
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'Whether the process answers',
    answers: { 200: { description: 'It does.', content: { schema: ALIVE } } },
    handle: () => Promise.resolve({ status: 200, body: { status: 'alive' } }),
  }),
  route({
    ...shared,
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Whether requests can be served: the ledger endorses and the index keeps up',
    answers: {
      200: { description: 'They can.', content: { schema: READINESS } },
      503: { description: 'They cannot; `checks` says why.', content: { schema: READINESS } },
    },
    handle: async () => {
      const body = await health.readiness();
      return { status: body.status === 'ready' ? 200 : 503, body };
    },
  }),
  route({
    ...shared,
    path: '/metrics',
    operationId: 'getMetrics',
    summary: "Figures in Prometheus' text format",
    answers: {
      200: { description: 'Figures.', content: { schema: { type: 'string' }, mediaType: 'text/plain' } },
    },
    handle: async () => ({
      status: 200,
      body: await metrics.registry.metrics(),
      headers: { 'Content-Type': metrics.registry.contentType },
    }),
  }),
];
