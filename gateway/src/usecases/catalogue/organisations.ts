// SPDX-License-Identifier: Apache-2.0
import { TRANSACTIONS, type OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import { levelOf, type Level } from '@catalog-chain/chaincode/domain/members/region';
import type { Names } from '@catalog-chain/chaincode/domain/records';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { RecordFilter } from '../../index/model/records.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import { sorted } from '../../support/sorted.js';

/** An organisation as the API names it: `organisation` is its MSP id. */
export type OrganisationShown = Omit<View<'organisation'>, 'mspId'> & {
  readonly organisation: string;
  /** Follows from the region. */
  readonly level?: Level;
};

export interface OrganisationContent {
  readonly names: Names;
  readonly roles: readonly OrganisationRole[];
  /** GB/T 2260. */
  readonly region?: string;
}

export const organisationShown = ({ mspId, ...rest }: View<'organisation'>): OrganisationShown => ({
  ...rest,
  organisation: mspId,
  ...(rest.region !== undefined && { level: levelOf(rest.region) }),
});

/** Members of the consortium. */
export class Organisations {
  constructor(private readonly records: Records) {}

  async register(
    principal: Principal,
    input: OrganisationContent & { readonly organisation: string; readonly code: string },
    attempt: Attempt,
  ): Promise<OrganisationShown> {
    const { organisation, roles, ...rest } = input;
    const argument = { ...rest, mspId: organisation, roles: sorted(roles) };
    return this.act(principal, 'organisationRegister', argument, attempt);
  }

  async update(
    principal: Principal,
    organisation: string,
    { names, roles, region }: OrganisationContent,
    attempt: Attempt,
  ): Promise<OrganisationShown> {
    const place = region === undefined ? {} : { region };
    const argument = { mspId: organisation, names, roles: sorted(roles), ...place };
    return this.act(principal, 'organisationUpdate', argument, attempt);
  }

  async suspend(principal: Principal, organisation: string, attempt: Attempt): Promise<OrganisationShown> {
    return this.act(principal, 'organisationSuspend', organisation, attempt);
  }

  async resume(principal: Principal, organisation: string, attempt: Attempt): Promise<OrganisationShown> {
    return this.act(principal, 'organisationResume', organisation, attempt);
  }

  /** @throws DomainError `NOT_FOUND` */
  async get(organisation: string): Promise<OrganisationShown> {
    return organisationShown(await this.records.get('organisation', organisation));
  }

  async list(filter: RecordFilter, page: PageOptions): Promise<Page<OrganisationShown>> {
    const found = await this.records.list('organisation', filter, page);
    return { ...found, items: found.items.map(organisationShown) };
  }

  private async act(
    principal: Principal,
    name: keyof typeof TRANSACTIONS,
    argument: string | object,
    attempt: Attempt,
  ): Promise<OrganisationShown> {
    const action = { transaction: TRANSACTIONS[name], args: [argument] };
    return organisationShown(await this.records.act<'organisation'>(principal, action, attempt));
  }
}
