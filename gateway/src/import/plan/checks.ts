// SPDX-License-Identifier: Apache-2.0
/** Judges a planned thing by the ledger's own rules before anything is sent, so that a plan says all that would be refused. */
import { requestInput } from '@catalog-chain/chaincode/domain/sharing/request-input';
import { resourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { check, code, organisationCode, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { omit } from '../fields.js';
import type { RefusedRow } from '../faults.js';
import { ownedId as idOf, type PlannedRequest, type PlannedResource } from './plan.js';

function verdict(row: number, judge: () => unknown): RefusedRow | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { row, code: error.code, message: error.detail };
  }
}

/** @returns why the ledger would refuse it; undefined where it would not */
export const refusalOfResource = (one: PlannedResource): RefusedRow | undefined =>
  verdict(one.row, () => {
    check(code, one.code);
    check(ownedId, idOf(one));
    check(resourceContent, one.content);
  });

export const refusalOfRequest = (one: PlannedRequest): RefusedRow | undefined =>
  verdict(one.row, () => check(requestInput, omit(one, 'row', 'provider', 'consumer')));

export const isOrganisationCode = (text: string): boolean => organisationCode.safeParse(text).success;
