// SPDX-License-Identifier: Apache-2.0
import { AUDITOR_ROLES } from '@catalog-chain/chaincode/domain/audit';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { IndexReader } from '../index/model/reader.js';
import { anyWith } from '../index/model/obligations.js';
import type { Principal } from './principal.js';

/**
 * Who may see what. A party sees its own requests, grants and uses. A manager sees all. An auditor of an auditing
 * organisation, and an arbitrator of an arbitrating one, see all and are put on record for it.
 */
export class Viewers {
  constructor(private readonly index: Pick<IndexReader, 'get'>) {}

  /** @returns the organisation to whose own matters a view is narrowed; undefined when it sees all */
  async narrowedTo(principal: Principal): Promise<string | undefined> {
    return narrowed(principal, await this.rolesOf(principal));
  }

  /** The same as a filter, for who is told by itself; undefined for who is suspended, and is told nothing. */
  async toldOf(principal: Principal): Promise<{ readonly party?: string } | undefined> {
    const found = await this.index.get('organisation', principal.organisation);
    if (found?.value.status === 'suspended') return undefined;
    return partyFilter(narrowed(principal, rolesIn(found?.value)));
  }

  /** Whether what the principal reads beyond its own matters is recorded. */
  async readsOnRecord(principal: Principal): Promise<boolean> {
    return isAuditor(principal, await this.rolesOf(principal));
  }

  /** The organisation, and each of its roles: names under which something may be owed by it. */
  async standsFor(organisation: string): Promise<readonly string[]> {
    return [organisation, ...(await this.rolesOf({ organisation })).map(anyWith)];
  }

  /** @throws DomainError `ORGANISATION_SUSPENDED`: who is suspended neither reads, nor has anything made or sent */
  async ensureNotSuspended(organisation: string): Promise<void> {
    if (await this.isSuspended(organisation))
      throw new DomainError('ORGANISATION_SUSPENDED', 'The organisation is suspended.');
  }

  async isSuspended(organisation: string): Promise<boolean> {
    const found = await this.index.get('organisation', organisation);
    return found?.value.status === 'suspended';
  }

  private async rolesOf({
    organisation,
  }: Pick<Principal, 'organisation'>): Promise<readonly OrganisationRole[]> {
    const found = await this.index.get('organisation', organisation);
    return rolesIn(found?.value);
  }
}

const rolesIn = (organisation: Organisation | undefined): readonly OrganisationRole[] =>
  organisation?.status === 'active' ? organisation.roles : [];

const narrowed = (principal: Principal, roles: readonly OrganisationRole[]): string | undefined =>
  roles.includes('manager') || isAuditor(principal, roles) ? undefined : principal.organisation;

/** The role is the user's and the organisation's at once. */
const isAuditor = ({ role }: Principal, roles: readonly OrganisationRole[]): boolean =>
  AUDITOR_ROLES.some((one) => one === role && roles.includes(one));

/** The same as a filter. */
export const partyFilter = (organisation: string | undefined): { readonly party?: string } =>
  organisation === undefined ? {} : { party: organisation };
