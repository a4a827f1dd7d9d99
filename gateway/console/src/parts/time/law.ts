// SPDX-License-Identifier: Apache-2.0
/** What the profile of the law says, from the table that the contracts read. */
import { articleOf } from '@catalog-chain/chaincode/domain/law/citation';
import { profileNamed, ruleOf } from '@catalog-chain/chaincode/domain/law/profile';
import type { Me } from '../../api/me';
import type { Schemas } from '../../api/problem';

export { itemName } from '@catalog-chain/chaincode/domain/law/citation';
export { ruleOf };

/** @returns by how many working days it can be extended, once; undefined: not at all */
export const extensionOf = (
  kind: Schemas['ObligationView']['kind'],
  policy: Me['policy'],
): number | undefined => ruleOf(kind, policy)?.extensionDays;

/** An order stands on the article of its items, which differs with what the member is. */
export const articleOfOrder = ({ items: [first] }: Pick<Schemas['OrderView'], 'items'>): string | undefined =>
  first && articleOf(first);

/** @param kind as ids of obligations begin with it */
export const titleIn = (
  kind: string,
  { profile }: Me['policy'],
): { readonly zh: string; readonly en: string } | undefined => {
  const rules: Readonly<Record<string, { readonly title: { zh: string; en: string } } | undefined>> =
    profileNamed(profile).rules;
  return rules[kind]?.title;
};
