// SPDX-License-Identifier: Apache-2.0
/** What the profile of the law says, from the table that the contracts read. */
import { ruleOf } from '@catalog-chain/chaincode/domain/law/profile';
import type { Me } from '../../api/me';
import type { Schemas } from '../../api/problem';

export { itemName } from '@catalog-chain/chaincode/domain/law/citation';

/** @returns by how many working days it can be extended, once; undefined: not at all */
export const extensionOf = (
  kind: Schemas['ObligationView']['kind'],
  policy: Me['policy'],
): number | undefined => ruleOf(kind, policy)?.extensionDays;
