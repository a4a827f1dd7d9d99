// SPDX-License-Identifier: Apache-2.0
/** Ids for requests and disputes whose client names none. */
import { randomUUID } from 'node:crypto';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';

/**
 * A UUID of version 4: nobody foresees it, so nobody can take it first or report under it before it exists. Drawn again
 * where it happens to look like a person's number, which the contract would refuse.
 */
export function freshId(): string {
  for (;;) {
    const id = randomUUID();
    if (identifier.safeParse(id).success) return id;
  }
}
