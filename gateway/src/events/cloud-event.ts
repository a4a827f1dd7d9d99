// SPDX-License-Identifier: Apache-2.0
/** A message as subscribers get it: CloudEvents 1.0, JSON format. */
import { CloudEvent } from 'cloudevents';
import type { GrantUse, Message } from '../index/model/messages.js';
import { TYPE_PREFIX } from './names.js';

export const CLOUD_EVENT_TYPE = 'application/cloudevents+json';

export interface Telling {
  /** Genesis hash: with a message's id it names the event, whichever gateway tells it. */
  readonly chain: string;
  /** MSP id of who is told; undefined: somebody who may see everything. */
  readonly viewer: string | undefined;
}

/** What an event's `data` holds; every name in it lies on the ledger. */
export interface EventData {
  readonly id: string;
  readonly organisations: readonly string[];
  readonly block: number;
  readonly transaction: string;
  /** `usage.committed`: the grants of which the viewer is a party; its own batches whole. */
  readonly uses?: readonly GrantUse[];
  /** Of a notice. */
  readonly resource?: string;
  readonly cause?: { readonly type: string; readonly subject: string; readonly event: string };
  readonly versions?: { readonly pinned: number; readonly current: number };
}

export const sourceOf = (chain: string): string => `urn:catalog-chain:chain:${chain}`;

export function cloudEventOf(message: Message, { chain, viewer }: Telling): string {
  const event = new CloudEvent<EventData>({
    specversion: '1.0',
    id: message.id,
    source: sourceOf(chain),
    type: `${TYPE_PREFIX}${message.name}`,
    subject: message.subject,
    time: message.written.time,
    datacontenttype: 'application/json',
    data: dataOf(message, viewer),
  });
  return JSON.stringify(event);
}

/** What a webhook's owner sends to see whether it arrives. */
export function testEventOf(chain: string, id: string, hook: string, nowMs: number): string {
  return JSON.stringify(
    new CloudEvent({
      specversion: '1.0',
      id,
      source: sourceOf(chain),
      type: `${TYPE_PREFIX}webhook.test`,
      subject: hook,
      time: new Date(nowMs).toISOString(),
      datacontenttype: 'application/json',
      data: { id: hook },
    }),
  );
}

function dataOf(message: Message, viewer: string | undefined): EventData {
  const { subject: id, written, details } = message;
  const place = { block: written.block, transaction: written.transactionId };
  if (details.uses) return { id, ...usesFor(message, details.uses, viewer), ...place };
  return { id, organisations: details.organisations, ...place, ...noticeOf(message) };
}

/** Who shares a batch with others learns nothing of them: neither their names nor their grants. */
function usesFor(
  { details }: Message,
  uses: readonly GrantUse[],
  viewer: string | undefined,
): Pick<EventData, 'organisations' | 'uses'> {
  const [reporter = ''] = details.organisations;
  if (viewer === undefined || viewer === reporter) return { organisations: details.organisations, uses };
  const own = uses.filter(({ provider, consumer }) => provider === viewer || consumer === viewer);
  return { organisations: [reporter, viewer], uses: own };
}

/** A notice's id is its cause's with a number behind. */
function noticeOf({ id, details }: Message): Pick<EventData, 'resource' | 'cause' | 'versions'> {
  const { cause, versions, resources } = details;
  if (!cause || !versions) return {};
  const event = id.split('-', 2).join('-');
  return {
    resource: resources[0] ?? '',
    versions,
    cause: { type: `${TYPE_PREFIX}${cause.event}`, subject: cause.subject, event },
  };
}
