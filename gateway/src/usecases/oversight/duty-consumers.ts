// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { standingGrants, type OverviewSource } from '../../supervision/duties.js';
import { decodeCursor, encodeCursor, limitOf, scopeOf } from '../../index/model/cursor.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import { organisationShown, type OrganisationShown } from '../catalogue/organisations.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import { viewOf } from '../records.js';
import { partyFilter } from '../viewers.js';

/** Who has a grant which stands for what the systems hold that serve a duty: as many as the overview of duties counts. */
export class DutyConsumers {
  constructor(
    private readonly source: OverviewSource,
    private readonly audits: AuditReads,
  ) {}

  /** By id; whoever is a party sees those of its own grants. @throws DomainError `NOT_FOUND`; Refusal `PURPOSE_REQUIRED` */
  async list(
    principal: Principal,
    duty: string,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<OrganisationShown>> {
    const { block, time } = await this.source.counts.moment(page.asOf);
    if (!(await this.source.get('duty', duty, block)))
      throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: 'duty' });
    const subject = { kind: 'grant', ids: [duty] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    const grants = await standingGrants(this.source, { duty, ...party }, { block, time });
    const scope = scopeOf('duty-consumers', duty, party, page.asOf);
    const after = decodeCursor<string>(scope, page.cursor, 'string') ?? '';
    const ids = [...new Set(grants.map(({ terms }) => terms.consumer))].sort().filter((id) => id > after);
    const some = ids.slice(0, limitOf(page));
    const items: OrganisationShown[] = [];
    for (const id of some) {
      const found = await this.source.get('organisation', id, block);
      if (found) items.push(organisationShown(viewOf(found)));
    }
    const last = some.at(-1);
    if (some.length === ids.length || last === undefined) return { items, asOf: block };
    return { items, asOf: block, next: encodeCursor(scope, last) };
  }
}
