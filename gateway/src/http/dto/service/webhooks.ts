// SPDX-License-Identifier: Apache-2.0
import { code, identifier, instant, mspId, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { MESSAGE_NAMES, TYPE_PREFIX } from '../../../events/names.js';
import type { Delivery, Webhook } from '../../../webhooks/ports.js';
import { DELIVERY_STATES, HOOK_STATES } from '../../../webhooks/schema.js';
import { GRACE_HOURS, type TryResult, type WebhookStatus } from '../../../webhooks/webhooks.js';
import { EventFilter } from './events.js';
import { Fits, OneOf, Optional } from '../rule.js';

const address = z.string().min(1).max(2_000);
const times = z.int().min(0);
const MOST_GRACE_HOURS = 30 * 24;
const types = z.array(z.enum(MESSAGE_NAMES));

export class WebhookInput extends EventFilter {
  @Fits(code, { description: 'Chosen by the organisation; the same again is refused.' })
  id!: string;

  @Fits(address, { format: 'uri', description: 'https; where the events are posted.' })
  url!: string;

  @Optional()
  @Fits(times, { description: 'First block to send of; absent: what comes from now on.' })
  from?: number;
}

export class WebhookReplay {
  @Fits(times, { description: 'First block to send of, again or for the first time.' })
  from!: number;
}

export class WebhookRotation {
  @Optional()
  @Fits(z.int().min(0).max(MOST_GRACE_HOURS), {
    description:
      `How long the former secret signs as well, in hours; absent: ${GRACE_HOURS}. ` +
      '0: no former one signs from now on, as after a leak.',
  })
  graceHours?: number;
}

/** Where events are sent, and how that goes. */
export class WebhookView {
  @Fits(code)
  id!: string;

  @Fits(address)
  url!: string;

  @Optional()
  @Fits(types, { description: 'Names of the events sent; absent: all.' })
  types?: string[];

  @Optional()
  @Fits(mspId)
  organisation?: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;

  @OneOf(HOOK_STATES)
  state!: string;

  @Optional()
  @Fits(z.enum(['gone', 'dead-letters']), {
    description: 'Why it is disabled: the receiver answered 410, or too many dead letters gathered.',
  })
  reason?: string;

  @Fits(instant, { format: 'date-time' })
  created!: string;

  @Fits(times, { description: 'Tries so far of the event that is due.' })
  tries!: number;

  @Optional()
  @Fits(instant, { format: 'date-time', description: 'When the next try is due.' })
  due?: string;

  @Fits(times)
  deadLetters!: number;

  @Optional()
  @Fits(instant, {
    format: 'date-time',
    description: 'Until when what is sent is signed by a former secret as well; absent: by the newest alone.',
  })
  formerSecretUntil?: string;
}

/** The answer to its creation and to a rotation: the only time that the secret is shown. */
export class WebhookCreatedView extends WebhookView {
  @Fits(z.string(), { description: 'Signs what is sent (Standard Webhooks). Shown this once.' })
  secret!: string;
}

const result = z.union([
  z.strictObject({ status: z.int() }),
  z.strictObject({ error: z.enum(['ADDRESS_REFUSED', 'TIMEOUT', 'UNREACHABLE']) }),
]);

export class TryView {
  @Fits(z.string(), { description: 'Its `webhook-id`.' })
  message!: string;

  @Fits(result, { description: "The receiver's status, or why there was none." })
  result!: object;
}

export class DeliveryView {
  @Fits(z.string(), { description: "The event's id, and its `webhook-id`." })
  message!: string;

  @Fits(z.string())
  type!: string;

  @OneOf(DELIVERY_STATES)
  state!: string;

  @Fits(times)
  tries!: number;

  @Optional()
  @Fits(z.int(), { description: 'Of the newest answer.' })
  status?: number;

  @Optional()
  @Fits(z.string(), { description: 'Why there was none.' })
  error?: string;

  @Fits(instant, { format: 'date-time' })
  first!: string;

  @Fits(instant, { format: 'date-time' })
  last!: string;
}

/** As it is sent: a plain object of the shape that the class describes. */
type Plain<T> = { [K in keyof T]: T[K] };

const iso = (ms: number): string => new Date(ms).toISOString();

export function webhookView({ hook, deadLetters, formerUntil }: WebhookStatus): Plain<WebhookView> {
  const { id, url, state, reason, created, tries, due }: Webhook = hook;
  const { names, ...filter } = hook.filter;
  return {
    id,
    url,
    ...filter,
    ...(names && { types: [...names] }),
    state,
    ...(reason && { reason }),
    created: iso(created),
    tries,
    deadLetters,
    ...(due > 0 && { due: iso(due) }),
    ...(formerUntil !== undefined && { formerSecretUntil: iso(formerUntil) }),
  };
}

export function deliveryView({ message, name, first, last, ...rest }: Delivery): Plain<DeliveryView> {
  const { state, tries, status, error } = rest;
  const outcome = { ...(status !== undefined && { status }), ...(error !== undefined && { error }) };
  return {
    message,
    type: `${TYPE_PREFIX}${name}`,
    state,
    tries,
    ...outcome,
    first: iso(first),
    last: iso(last),
  };
}

export const tryView = ({ message, result: came }: TryResult): Plain<TryView> => ({ message, result: came });
