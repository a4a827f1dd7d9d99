// SPDX-License-Identifier: Apache-2.0
/** Webhooks and deliveries as they lie in their tables. */
import type { Selectable } from 'kysely';
import type { Delivery, DisabledReason, FormerSecret, HookFilter, Webhook } from './ports.js';
import type { DeliveryState, DeliveryTable, HookState, HookTable } from './schema.js';

type StoredFormer = Omit<FormerSecret, 'secret'> & { readonly secret: string };

export const fromFormers = (formers: readonly FormerSecret[]): string =>
  JSON.stringify(
    formers.map(({ secret, until }) => ({ secret: Buffer.from(secret).toString('base64'), until })),
  );

const toFormers = (text: string): FormerSecret[] =>
  (JSON.parse(text) as StoredFormer[]).map(({ secret, until }) => ({
    secret: Buffer.from(secret, 'base64'),
    until,
  }));

export function toHook({ tx, part, filter, state, reason, formers, ...row }: Selectable<HookTable>): Webhook {
  return {
    ...row,
    formers: toFormers(formers),
    ...(reason === null ? {} : { reason: reason as DisabledReason }),
    filter: JSON.parse(filter) as HookFilter,
    state: state as HookState,
    position: { tx, part },
  };
}

export function toDelivery(row: Selectable<DeliveryTable>): Delivery {
  const { tx, part, message, name, tries, status, error, first, last } = row;
  const outcome = { ...(status !== null && { status }), ...(error !== null && { error }) };
  return {
    position: { tx, part },
    message,
    name,
    state: row.state as DeliveryState,
    tries,
    ...outcome,
    first,
    last,
  };
}
