// SPDX-License-Identifier: Apache-2.0
/** Evidence has a time: a request for it lies on the ledger, and every read that is made for it reads that request too. */
import { z } from 'zod';
import { obligationId } from './law/obligations';
import type { Stamp } from './records';
import { identifier, mspId, ownedId, uuid } from './text/schema';
import { month } from './calendar/month';
import { sideName } from './period/period';

/** `evidence:request` */
export const evidenceRequestInput = z.strictObject({ id: uuid });
export type EvidenceRequestInput = z.infer<typeof evidenceRequestInput>;

/**
 * Somebody asked for evidence. It says nothing of what is asked for: it is there so that whoever reads it together
 * with another record has read that record in a state that is no older. Key: [organisation, id].
 */
export interface EvidenceRequest {
  readonly type: 'evidence-request';
  readonly organisation: string;
  readonly id: string;
  readonly recorded: Stamp;
}

const tenDigitsText = z.string().regex(/^\d{10}$/, 'must be ten digits');
const name = z.string().min(1).max(128);

/** What evidence is read of: the object type and the parts of the key, as they stand in the key. */
export const evidenceQuestion = z.union([
  z.tuple([z.literal('batch'), mspId, name, tenDigitsText]),
  z.tuple([z.enum(['request', 'grant', 'dispute']), identifier]),
  z.tuple([z.literal('obligation'), obligationId]),
  z.tuple([z.literal('closure'), identifier, month, sideName]),
  z.tuple([z.literal('seal'), mspId, uuid]),
  z.tuple([z.literal('sealed-month'), mspId, month, sideName]),
  z.tuple([z.literal('period'), identifier, month]),
  z.tuple([z.literal('resource-version'), name, tenDigitsText]),
  z.tuple([z.literal('policy'), z.union([tenDigitsText, z.literal('current')])]),
  z.tuple([z.literal('organisation'), mspId]),
  z.tuple([z.literal('signer'), ownedId]),
  z.tuple([z.literal('evidence-request'), mspId, uuid]),
  z.tuple([z.literal('membership-history')]),
  z.tuple([z.literal('journal-list'), mspId]),
  /** The last part: how many batches there are. */
  z.tuple([z.literal('journal-head'), mspId, name, tenDigitsText]),
]);
export type EvidenceQuestion = z.infer<typeof evidenceQuestion>;
