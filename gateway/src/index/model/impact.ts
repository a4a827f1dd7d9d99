// SPDX-License-Identifier: Apache-2.0
/** Which grants hang on a duty, a system, a resource or an organisation, and why. */
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Resource, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { PageOptions, Page } from './pages.js';

export const IMPACT_KINDS = ['duty', 'system', 'resource', 'organisation'] as const;
export type ImpactKind = (typeof IMPACT_KINDS)[number];

export interface ImpactSubject {
  readonly kind: ImpactKind;
  readonly id: string;
}

/** One way from the thing to the grant: ids, the thing first. */
export interface Dependence {
  /** Whose end of the grant it reaches. */
  readonly side: 'provider' | 'consumer';
  readonly path: readonly string[];
}

export interface DependentGrant {
  readonly grant: Grant;
  readonly dependences: readonly Dependence[];
  readonly pinned: { readonly version: number; readonly content: ResourceContent };
  readonly current: {
    readonly version: number;
    readonly state: Resource['state'];
    readonly content: ResourceContent;
  };
}

export interface ImpactQuery extends ImpactSubject {
  /** Only grants to which this organisation is a party. */
  readonly party?: string;
}

export interface UseCounts {
  /** Uses reported under each of the grants, by either side, up to a block. */
  usesUnder(grants: readonly string[], asOf?: number): Promise<ReadonlyMap<string, number>>;
}

export interface ImpactReader extends UseCounts {
  /** Grants that hang on a thing and have not ended by a transaction, in order of id, with the uses under each. */
  dependents(
    query: ImpactQuery,
    page?: PageOptions,
  ): Promise<Page<DependentGrant & { readonly events: number }>>;
}
