// SPDX-License-Identifier: Apache-2.0
/** What a changed duty makes its organisation owe. */
import type { Duty, Organisation } from '../domain/records';
import { ownChange, type CatalogueChange } from '../domain/upkeep/catalogue-change';
import type { CatalogContext } from '../ledger';
import { currentPolicy } from './members/current-policy';
import { owe } from './obligations';

/** @returns the change, with the time by which the catalogue is to be updated */
export async function oweUpdate(ctx: CatalogContext, change: CatalogueChange): Promise<CatalogueChange> {
  const owed = await owe(ctx, await currentPolicy(ctx), {
    kind: 'update-catalogue',
    subject: change.id,
    owedBy: change.organisation,
    cause: { type: 'catalogue-change', id: change.id },
  });
  return owed ? { ...change, dueAt: owed.dueAt } : change;
}

/** A duty ended, or came in the place of another: whoever provides data has a catalogue that follows it. */
export async function followDuty(
  ctx: CatalogContext,
  { roles }: Organisation,
  duty: Duty,
  kind: 'duty-repealed' | 'duty-registered',
): Promise<void> {
  if (!roles.includes('provider')) return;
  const change = await oweUpdate(ctx, ownChange(duty, kind, ctx.stamp));
  await ctx.put(change, change.id);
}
