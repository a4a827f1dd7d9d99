// SPDX-License-Identifier: Apache-2.0
/** What all records have that a provider and a consumer make under a grant. */
import { identifier, mspId, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { OverseenQuery, RecordView } from '../common.js';
import { Fits, Optional } from '../rule.js';

export class UnderGrantQuery extends OverseenQuery {
  @Optional()
  @Fits(mspId)
  provider?: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;
}

export class UnderGrantView extends RecordView {
  @Fits(identifier)
  grant!: string;

  @Fits(ownedId)
  resource!: string;

  @Fits(mspId)
  provider!: string;

  @Fits(mspId)
  consumer!: string;
}
