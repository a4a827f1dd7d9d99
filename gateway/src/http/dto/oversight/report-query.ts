// SPDX-License-Identifier: Apache-2.0
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { blockNumber, Reading } from '../common.js';
import { Fits, Optional } from '../rule.js';

/** What every report of an organisation is asked with: of whom, as of when, and why an auditor looks. */
export class ReportQuery extends Reading {
  @Optional()
  @Fits(mspId, {
    description:
      'One member; without it the caller’s own, and where a report is of several, all of them for those that oversee.',
  })
  organisation?: string;

  @Optional()
  @Fits(blockNumber, {
    type: 'integer',
    minimum: 0,
    description: 'As of this block; without it, the newest.',
  })
  asOf?: string;
}
