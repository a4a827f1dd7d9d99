// SPDX-License-Identifier: Apache-2.0
/**
 * Judges what is planned by the ledger's own rules before anything is sent, so that a plan says all that would be refused,
 * and nothing is created for the sake of something that is.
 */
import { dutyInput } from '@catalog-chain/chaincode/domain/catalogue/duty';
import { resourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import { systemInput } from '@catalog-chain/chaincode/domain/catalogue/system';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { organisationInput } from '@catalog-chain/chaincode/domain/members/organisation';
import { ensurePeriod, requestInput } from '@catalog-chain/chaincode/domain/sharing/request-input';
import { check, code, mspId, organisationCode, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { omit } from '../fields.js';
import type { RefusedRow } from '../faults.js';
import {
  ownedId as idOf,
  requestBody,
  type Plan,
  type PlannedDuty,
  type PlannedOrganisation,
  type PlannedRequest,
  type PlannedResource,
  type PlannedSystem,
} from './plan.js';

/** Why the ledger would refuse a thing. */
export type Fault = Omit<RefusedRow, 'row'>;

function faultOf(judge: () => unknown): Fault | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.detail };
  }
}

/** Whoever is named by an import alone is on the ledger already, or gets names there: only its id must fit. */
const ofOrganisation = ({
  organisation,
  code: number,
  names,
  roles,
  isNameless,
}: PlannedOrganisation): unknown =>
  isNameless
    ? check(mspId, organisation)
    : check(organisationInput, { mspId: organisation, code: number, names, roles });

const ofDuty = (one: PlannedDuty): unknown => {
  check(ownedId, idOf(one));
  return check(dutyInput, omit(one, 'organisation'));
};

const ofSystem = (one: PlannedSystem): unknown => {
  check(ownedId, idOf(one));
  return check(systemInput, omit(one, 'organisation'));
};

const ofResource = (one: PlannedResource): unknown => {
  check(code, one.code);
  check(ownedId, idOf(one));
  return check(resourceContent, one.content);
};

function ofRequest(one: PlannedRequest, now: number): void {
  ensurePeriod(check(requestInput, requestBody(one)), now);
}

/** Judges plans that follow each other, each organisation, duty and system once. */
export class PlanJudge {
  /** What was judged, by kind and id. */
  private readonly known = new Map<string, Fault | undefined>();

  /** @param now milliseconds since 1970: some rules depend on the day */
  constructor(private readonly now: number) {}

  /** @param plan of one thing and all that it presupposes. @returns why it cannot be carried out; undefined where it can */
  faultIn({ organisations, duties, systems, resources, requests }: Partial<Plan>): Fault | undefined {
    return (
      this.first(organisations, (one) =>
        this.once(`organisation ${one.organisation}`, () => ofOrganisation(one)),
      ) ??
      this.first(duties, (one) => this.once(`duty ${idOf(one)}`, () => ofDuty(one))) ??
      this.first(systems, (one) => this.once(`system ${idOf(one)}`, () => ofSystem(one))) ??
      this.first(resources, (one) => faultOf(() => ofResource(one))) ??
      this.first(requests, (one) =>
        faultOf(() => {
          ofRequest(one, this.now);
        }),
      )
    );
  }

  private first<T>(items: readonly T[] = [], judge: (item: T) => Fault | undefined): Fault | undefined {
    for (const item of items) {
      const fault = judge(item);
      if (fault) return fault;
    }
    return undefined;
  }

  private once(key: string, judge: () => unknown): Fault | undefined {
    if (!this.known.has(key)) this.known.set(key, faultOf(judge));
    return this.known.get(key);
  }
}

export const isOrganisationCode = (text: string): boolean => organisationCode.safeParse(text).success;
