// SPDX-License-Identifier: Apache-2.0
/** What hangs on a duty, a system, a resource or an organisation: the grants that a change of it touches. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { standingAt, type Standing } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import type { Resource, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { ImpactSubject } from '../../index/model/impact.js';
import type { Dependence, DependentGrant } from '../../index/model/impact.js';
import type { ImpactReader } from '../../index/model/impact.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import { pageOf } from '../records.js';
import { partyFilter } from '../viewers.js';

export interface AffectedGrant {
  readonly grant: string;
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  /** What the grant is worth at the moment. */
  readonly standing: Standing;
  readonly running: boolean;
  readonly dependences: readonly Dependence[];
  readonly pinned: { readonly version: number; readonly sharing: ResourceContent['sharing'] };
  readonly current: {
    readonly version: number;
    readonly state: Resource['state'];
    readonly sharing: ResourceContent['sharing'];
  };
  /** The resource is shared otherwise now than in the version that the grant pins. */
  readonly sharingChanged: boolean;
  /** Uses reported under the grant. */
  readonly events: { readonly count: number; readonly href: string };
}

export class Impact {
  constructor(
    private readonly index: Pick<IndexReader, 'get'> & ImpactReader,
    private readonly audits: AuditReads,
    private readonly now: () => number,
  ) {}

  /** Grants to which the viewer is a party, in order of id. @throws DomainError `NOT_FOUND` */
  async of(
    principal: Principal,
    subject: ImpactSubject,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<AffectedGrant>> {
    const known = await this.index.get(subject.kind, subject.id, page.asOf);
    if (!known) throw new DomainError('NOT_FOUND', 'There is no such {kind}.', { kind: subject.kind });
    const grants = { kind: 'grant', ids: [subject.id] } as const;
    const party = partyFilter(await this.audits.scope(principal, grants, reason, page.cursor));
    const found = await this.index.dependents({ ...subject, ...party }, page);
    const nowMs = this.now();
    return pageOf(found, (dependent) => affected(dependent, nowMs));
  }
}

function affected(
  { grant, pinned, current, ...rest }: DependentGrant & { events: number },
  nowMs: number,
): AffectedGrant {
  const { id, terms } = grant;
  const standing = standingAt(grant, nowMs);
  const [then, now] = [pinned.content.sharing, current.content.sharing];
  return {
    grant: id,
    resource: terms.resource,
    provider: terms.provider,
    consumer: terms.consumer,
    standing,
    running: standing === 'active',
    dependences: rest.dependences,
    pinned: { version: pinned.version, sharing: then },
    current: { version: current.version, state: current.state, sharing: now },
    sharingChanged: encode(then) !== encode(now),
    events: { count: rest.events, href: `/v1/usage-events?grant=${encodeURIComponent(id)}` },
  };
}
