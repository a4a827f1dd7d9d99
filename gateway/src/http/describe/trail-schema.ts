// SPDX-License-Identifier: Apache-2.0
/** What a trail's page looks like: records as they stood, and uses, in the order of the chain. */

const written = { $ref: '#/components/schemas/WrittenView' };

const recordEntry = {
  type: 'object',
  required: ['entry', 'record'],
  additionalProperties: false,
  properties: {
    entry: { enum: ['record'] },
    record: {
      type: 'object',
      required: ['type', 'id', 'value', 'written', 'revision'],
      additionalProperties: false,
      properties: {
        type: { type: 'string' },
        id: { type: 'string' },
        value: { type: 'object', description: 'The record as it stood then.' },
        written,
        revision: { type: 'integer', minimum: 1 },
      },
    },
  },
};

const usageEntry = {
  type: 'object',
  required: ['entry', 'event'],
  additionalProperties: false,
  properties: { entry: { enum: ['usage'] }, event: { $ref: '#/components/schemas/UsageEventView' } },
};

export const TRAIL_PAGE = {
  type: 'object',
  required: ['items', 'asOf'],
  additionalProperties: false,
  properties: {
    items: { type: 'array', items: { oneOf: [recordEntry, usageEntry] } },
    next: { type: 'string' },
    asOf: { type: 'integer' },
  },
};
