// SPDX-License-Identifier: Apache-2.0
import { namesOf } from '../../../events/names.js';
import type { MessageFilter } from '../../../index/model/messages.js';
import type { EventStreams } from '../../../usecases/oversight/event-streams.js';
import { present } from '../../dto/common.js';
import { EventStreamQuery, type EventFilter } from '../../dto/service/events.js';
import { route, type Route } from '../../route.js';
import { EVENT_STREAM_TYPE } from '../../send/events.js';

export const EVENT_STREAM_PATH = '/v1/events/stream';

/** The DTO has made sure that its types mean something. */
export function filterOf(query: EventFilter): Omit<MessageFilter, 'party'> {
  const names = query.type === undefined ? undefined : namesOf(query.type.split(','));
  return { ...present(query, 'organisation', 'grant', 'resource'), ...(names && { names }) };
}

/** A client that has no event yet may send an empty id. */
const givenOf = (id: string | undefined): string | undefined => (id?.trim() ? id.trim() : undefined);

export const eventRoutes = (streams: EventStreams): readonly Route[] => [
  route<object, EventStreamQuery>({
    method: 'get',
    path: EVENT_STREAM_PATH,
    operationId: 'streamEvents',
    tag: 'events',
    summary: 'What happens, as it is committed (server-sent events)',
    description:
      'Each `data` is a CloudEvents 1.0 JSON object; ids are places in the chain. A client that comes back with ' +
      '`Last-Event-ID` misses nothing and gets nothing twice. A stream ends after 15 minutes: come back.',
    query: EventStreamQuery,
    answers: {
      200: {
        description: 'Events, in the order of the chain.',
        content: { schema: { type: 'string' }, mediaType: EVENT_STREAM_TYPE },
      },
    },
    problems: ['PURPOSE_REQUIRED', 'TOO_MANY_STREAMS', 'INDEX_BEHIND', 'ROLE_REQUIRED'],
    handle: async ({ principal, query, header }) => {
      const lastEventId = givenOf(header('last-event-id')) ?? givenOf(query.lastEventId);
      const question = {
        filter: filterOf(query),
        ...(lastEventId !== undefined && { lastEventId }),
        ...(query.from !== undefined && { from: Number(query.from) }),
      };
      return {
        status: 200,
        events: await streams.start(principal, question, present(query, 'purpose', 'case')),
      };
    },
  }),
];
