// SPDX-License-Identifier: Apache-2.0
/**
 * One box for whatever somebody has a name of: what is public is found by parts of its names, what parties share by its whole
 * id and only by those who may see it. Records are not found here: their identifiers have a question of their own.
 */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { isInvolved } from '@catalog-chain/chaincode/domain/rights/relations';
import type { IndexedType } from '../../index/model/records.js';
import { Refusal } from '../../support/refusal.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { Records } from '../records.js';
import type { UsageViews } from '../usage/usage-views.js';
import type { Blocks } from './blocks.js';

export const HIT_KINDS = [
  'request',
  'grant',
  'dispute',
  'correction',
  'obligation',
  'event',
  'transaction',
  'block',
  'resource',
  'organisation',
] as const;

/** Kinds that are found by parts of public names, and can be searched by themselves. */
export const SEARCHED_ALONE = ['resource', 'organisation'] as const;

export interface Hit {
  readonly kind: (typeof HIT_KINDS)[number];
  readonly id: string;
  readonly names?: { readonly zh?: string; readonly en?: string };
  readonly state?: string;
  /** Of a resource. */
  readonly version?: number;
}

export interface Sought {
  readonly text: string;
  /** Only this kind; absent: all. */
  readonly kind?: (typeof SEARCHED_ALONE)[number];
}

const SHARED = ['request', 'grant', 'dispute', 'correction', 'obligation'] as const;
const MOST_OF_A_KIND = 10;
const MOST_OF_ONE_KIND = 100;

const NUMBER = /^\d{1,15}$/;
const TRANSACTION = /^[0-9a-f]{64}$/;
const EVENT = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export class Search {
  constructor(
    private readonly records: Records,
    private readonly audits: AuditReads,
    private readonly usage: Pick<UsageViews, 'get'>,
    private readonly blocks: Blocks,
  ) {}

  async find(principal: Principal, { text, kind }: Sought, reason: Reason): Promise<readonly Hit[]> {
    if (kind === 'resource') return this.resources(text, MOST_OF_ONE_KIND);
    if (kind === 'organisation') return this.organisations(text, MOST_OF_ONE_KIND);
    const shared = await Promise.all(SHARED.map((type) => this.shared(principal, type, text, reason)));
    const rest = await Promise.all([
      this.event(principal, text, reason),
      this.onChain(principal, text),
      this.resources(text, MOST_OF_A_KIND),
      this.organisations(text, MOST_OF_A_KIND),
    ]);
    return [...shared.flat(), ...rest.flat()];
  }

  private async shared(
    principal: Principal,
    type: (typeof SHARED)[number],
    id: string,
    reason: Reason,
  ): Promise<readonly Hit[]> {
    const found = await this.records.find<IndexedType & typeof type>(type, id);
    if (!found) return [];
    const isParty = isInvolved(found, principal.organisation);
    const subject = { kind: type, ids: [id] };
    return seen(async () => {
      await this.audits.ensureSees(principal, isParty, subject, reason);
      return [{ kind: type, id, state: found.state }];
    });
  }

  private event(principal: Principal, id: string, reason: Reason): Promise<readonly Hit[]> {
    if (!EVENT.test(id)) return Promise.resolve([]);
    return seen(async () => {
      await this.usage.get(principal, { id }, reason);
      return [{ kind: 'event', id }];
    });
  }

  private async onChain(principal: Principal, text: string): Promise<readonly Hit[]> {
    if (NUMBER.test(text))
      return seen(async () => [{ kind: 'block', id: String((await this.blocks.get(Number(text))).number) }]);
    if (!TRANSACTION.test(text)) return [];
    return seen(async () => [
      { kind: 'transaction', id: (await this.blocks.transaction(principal, text)).id },
    ]);
  }

  private async resources(text: string, limit: number): Promise<readonly Hit[]> {
    const { items } = await this.records.list('resource', { text }, { limit });
    return items.map(({ organisation, code, state, version }) => ({
      kind: 'resource',
      id: `${organisation}:${code}`,
      state,
      version,
    }));
  }

  private async organisations(text: string, limit: number): Promise<readonly Hit[]> {
    const { items } = await this.records.list('organisation', { text }, { limit });
    return items.map(({ mspId, names, status }) => ({
      kind: 'organisation',
      id: mspId,
      names,
      state: status,
    }));
  }
}

/** What somebody may not see, or may only with a purpose, is not found. */
async function seen(look: () => Promise<readonly Hit[]>): Promise<readonly Hit[]> {
  try {
    return await look();
  } catch (error) {
    const isHidden =
      (error instanceof DomainError && error.code === 'NOT_FOUND') ||
      (error instanceof Refusal && error.code === 'PURPOSE_REQUIRED');
    if (isHidden) return [];
    throw error;
  }
}
