// SPDX-License-Identifier: Apache-2.0
import type { Checkpoint } from '../../../index/model/checkpoint.js';
import type { IndexReader } from '../../../index/model/reader.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { ok } from '../../send/answers.js';
import { route, type Route } from '../../route.js';

const integer = { type: 'integer' };
const text = { type: 'string' };

const LEDGER = {
  type: 'object',
  required: ['kind', 'consensus', 'height', 'genesisHash', 'currentHash', 'index'],
  additionalProperties: false,
  properties: {
    kind: { enum: ['embedded', 'fabric-gateway', 'fabric-network'] },
    consensus: { type: 'boolean', description: 'Whether several organisations order and check the blocks.' },
    height: integer,
    genesisHash: text,
    currentHash: text,
    index: {
      type: 'object',
      required: ['block', 'hash', 'events', 'anomalies'],
      additionalProperties: false,
      properties: { block: integer, hash: text, events: integer, anomalies: integer, genesisHash: text },
    },
  },
};

const checkpointOf = ({ block, hash, events, anomalies, genesisHash }: Checkpoint): object => ({
  block,
  hash,
  events,
  anomalies,
  genesisHash,
});

/** The ledger says what it is: an embedded one has one operator and no consensus. */
export const ledgerRoutes = (
  ledger: Pick<Ledger, 'kind' | 'info'>,
  index: Pick<IndexReader, 'checkpoint'>,
): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/ledger',
    operationId: 'getLedger',
    tag: 'ledger',
    summary: 'Which chain this is, how far it has come, and how far the index has read it',
    answers: { 200: { description: 'The ledger.', content: { schema: LEDGER } } },
    problems: ['LEDGER_UNAVAILABLE', 'LEDGER_TIMEOUT', 'LEDGER_FAILURE'],
    handle: async () => {
      const [info, checkpoint] = await Promise.all([ledger.info(), index.checkpoint()]);
      const { height, genesisHash, currentHash } = info;
      const consensus = ledger.kind !== 'embedded';
      return ok({
        kind: ledger.kind,
        consensus,
        height,
        genesisHash,
        currentHash,
        index: checkpointOf(checkpoint),
      });
    },
  }),
];
