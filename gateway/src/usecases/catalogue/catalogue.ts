// SPDX-License-Identifier: Apache-2.0
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Names } from '@catalog-chain/chaincode/domain/records';
import type { Attempt } from '../../attempts/attempt.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { sorted } from '../../support/sorted.js';

export interface DutyContent {
  readonly code: string;
  readonly names: Names;
  readonly legalBasis: string;
  readonly replaces?: string;
}

export interface SystemContent {
  readonly code: string;
  readonly names: Names;
  readonly duties: readonly string[];
}

/** Duties and the information systems that serve them. */
export class Catalogue {
  constructor(readonly records: Records) {}

  registerDuty(principal: Principal, content: DutyContent, attempt: Attempt): Promise<View<'duty'>> {
    return this.records.act(principal, { transaction: TRANSACTIONS.dutyRegister, args: [content] }, attempt);
  }

  repealDuty(principal: Principal, id: string, attempt: Attempt): Promise<View<'duty'>> {
    return this.records.act(principal, { transaction: TRANSACTIONS.dutyRepeal, args: [id] }, attempt);
  }

  registerSystem(principal: Principal, content: SystemContent, attempt: Attempt): Promise<View<'system'>> {
    const args = [{ ...content, duties: sorted(content.duties) }];
    return this.records.act(principal, { transaction: TRANSACTIONS.systemRegister, args }, attempt);
  }

  retireSystem(principal: Principal, id: string, attempt: Attempt): Promise<View<'system'>> {
    return this.records.act(principal, { transaction: TRANSACTIONS.systemRetire, args: [id] }, attempt);
  }
}
