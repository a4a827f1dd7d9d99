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

/** What a plan is made of. */
export type Part = 'organisation' | 'duty' | 'system' | 'resource' | 'request';

/** The field of a file that stands behind a field of the ledger; undefined where none does. */
export type FieldOf = (part: Part, path: string) => string | undefined;

/** The domain names the field before the rule: `names.zh: must be …`. */
const RULE = /^([a-z][A-Za-z.0-9]{0,60}): (.*)$/;

function inWordsOf(file: FieldOf, part: Part, { code: name, detail }: DomainError): Fault {
  const [, path, rule] = RULE.exec(detail) ?? [];
  const field = path === undefined ? undefined : file(part, path);
  if (field === undefined || rule === undefined) return { code: name, message: detail };
  return { code: name, message: rule, field };
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

  /**
   * @param now milliseconds since 1970: some rules depend on the day
   * @param fieldOf how the file calls what the ledger would refuse
   */
  constructor(
    private readonly now: number,
    private readonly fieldOf: FieldOf = () => undefined,
  ) {}

  /** @param plan of one thing and all that it presupposes. @returns why it cannot be carried out; undefined where it can */
  faultIn({ organisations, duties, systems, resources, requests }: Partial<Plan>): Fault | undefined {
    return (
      this.first(organisations, (one) =>
        this.once('organisation', one.organisation, () => ofOrganisation(one)),
      ) ??
      this.first(duties, (one) => this.once('duty', idOf(one), () => ofDuty(one))) ??
      this.first(systems, (one) => this.once('system', idOf(one), () => ofSystem(one))) ??
      this.first(resources, (one) => this.faultOf('resource', () => ofResource(one))) ??
      this.first(requests, (one) =>
        this.faultOf('request', () => {
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

  private once(part: Part, id: string, judge: () => unknown): Fault | undefined {
    const key = `${part} ${id}`;
    if (!this.known.has(key)) this.known.set(key, this.faultOf(part, judge));
    return this.known.get(key);
  }

  private faultOf(part: Part, judge: () => unknown): Fault | undefined {
    try {
      judge();
      return undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return inWordsOf(this.fieldOf, part, error);
    }
  }
}

export const isMspId = (text: string): boolean => mspId.safeParse(text).success;
export const isOrganisationCode = (text: string): boolean => organisationCode.safeParse(text).success;
