// SPDX-License-Identifier: Apache-2.0
/** Names the fields in which what a file says differs from what the ledger holds. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { omit } from '../fields.js';
import type { DataItem, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';

/** Names of the given fields whose values differ; an absent one differs from any value. */
export function differences<T extends object>(
  planned: T,
  held: Partial<T>,
  fields: readonly (keyof T)[],
): string[] {
  const text = (value: unknown): string => (value === undefined ? '' : encode(value));
  return fields.filter((field) => text(planned[field]) !== text(held[field])).map(String);
}

/** Fields of a resource's content that differ. */
export const changedContent = (planned: ResourceContent, held: ResourceContent): string[] =>
  differences(planned, held, Object.keys({ ...held, ...planned }) as (keyof ResourceContent)[]);

const inCodeOrder = (items: readonly DataItem[]): DataItem[] =>
  items.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));

/** The item as it is, as sensitive as another description of it says, which brings its grade along. */
const asSensitiveAs = (item: DataItem, { sensitivity, grade }: DataItem): DataItem => ({
  ...omit(item, 'grade'),
  sensitivity,
  ...(grade !== undefined && { grade }),
});

/** The more sensitive of two descriptions of one item. */
function strictest(items: readonly DataItem[]): DataItem[] {
  const byCode = Map.groupBy(items, ({ code }) => code);
  return Array.from(byCode.values(), (same) =>
    same.reduce((a, b) => (b.sensitivity > a.sensitivity ? asSensitiveAs(a, b) : a)),
  );
}

/**
 * What two files say of one thing that is shared: every item and mode of either, each item as sensitive as the stricter
 * says. The planned words win only where the ledger has none.
 */
export function joined(planned: ResourceContent, held: ResourceContent): ResourceContent {
  const modes = [...new Set([...held.sharing.modes, ...planned.sharing.modes])].sort();
  return {
    ...planned,
    ...held,
    items: inCodeOrder(strictest([...held.items, ...planned.items])),
    sharing: { ...held.sharing, modes },
  };
}
