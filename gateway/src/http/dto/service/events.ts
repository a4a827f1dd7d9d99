// SPDX-License-Identifier: Apache-2.0
import { code, identifier, mspId, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { namesOf } from '../../../events/names.js';
import { blockNumber } from '../common.js';
import { Fits, Optional } from '../rule.js';

const TYPES = /^[a-z][a-z.*-]{1,60}(?:,[a-z][a-z.*-]{1,60}){0,31}$/;

/** Names of events, separated by commas. */
export const eventTypes = z
  .string()
  .regex(TYPES, 'must be names of events, separated by commas')
  .refine((text) => namesOf(text.split(',')) !== undefined, 'must be names of events, or `noun.*`');

/** Which events are wanted. */
export class EventFilter {
  @Optional()
  @Fits(eventTypes, { description: 'E.g. `grant.*,usage.committed`; absent: all.' })
  type?: string;

  @Optional()
  @Fits(mspId, { description: 'Only what concerns this organisation too.' })
  organisation?: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;
}

export class EventStreamQuery extends EventFilter {
  @Optional()
  @Fits(blockNumber, {
    type: 'integer',
    minimum: 0,
    description: 'First block to tell of; absent: what comes from now on. `Last-Event-ID` goes before it.',
  })
  from?: string;

  @Optional()
  @Fits(z.string().max(64), {
    description:
      'The same as the header `Last-Event-ID`, for clients that cannot set one. The header goes before it.',
  })
  lastEventId?: string;

  @Optional()
  @Fits(code, { description: 'Why an auditor or arbitrator listens: a code, which is recorded.' })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is listened to for.' })
  case?: string;
}
