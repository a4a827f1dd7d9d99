// SPDX-License-Identifier: Apache-2.0
import { commit } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { isInvolved } from '@catalog-chain/chaincode/domain/rights/relations';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { pagesOf } from '../../support/pages.js';
import type { Viewers } from '../viewers.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { Principal } from '../principal.js';
import type { RecordKeys } from './record-keys.js';

/** A record by its plain identifier, among the grants of a resource. */
export interface PlainQuestion {
  readonly recordId: string;
  readonly resource: string;
}

/** Grants looked at in one page, and keys asked for at the same time. */
const PAGE = 1_000;
const AT_ONCE = 16;
/** Grants named in an answer as those whose key is not held. */
export const MOST_NAMED = 100;

/** Record keys of a resource's grants. */
export interface KeyCount {
  /** Keys that the organisation holds: uses under these are found. */
  readonly held: number;
  /** Grants that concern it and whose key it does not hold: uses under these are left out. */
  readonly missing: number;
  /** The first of these, by their ids: whoever is to find the rest asks a party of each for its key. */
  readonly without: readonly string[];
}

/** A record under every key of a resource's grants that an organisation holds. */
export interface Committed {
  readonly ids: readonly string[];
  readonly keys: KeyCount;
}

export class Commitments {
  constructor(
    private readonly index: Pick<IndexReader, 'list'>,
    private readonly keys: Pick<RecordKeys, 'read'>,
    private readonly viewers: Pick<Viewers, 'narrowedTo'>,
  ) {}

  /**
   * The identifier is committed under every record key of the resource's grants that the organisation holds, and
   * forgotten. @throws DomainError `CONDITION_NOT_MET` when it holds none
   */
  async of(principal: Principal, { recordId, resource }: PlainQuestion): Promise<Committed> {
    const viewer = await this.viewers.narrowedTo(principal);
    const ids: string[] = [];
    const without: string[] = [];
    let missing = 0;
    for await (const grants of this.grantsOf(resource)) {
      const keys = await Promise.all(grants.map(({ id }) => this.keys.read(principal, id)));
      keys.forEach((key, i) => {
        const grant = grants[i];
        if (key) ids.push(commit(key, recordId));
        else if (grant && (viewer === undefined || isInvolved(grant, viewer))) {
          missing += 1;
          if (without.length < MOST_NAMED) without.push(grant.id);
        }
      });
    }
    if (ids.length > 0) return { ids, keys: { held: ids.length, missing, without } };
    throw new DomainError(
      'CONDITION_NOT_MET',
      'The organisation holds no record key of a grant of this resource; a party of a grant discloses its key.',
    );
  }

  /** All of them, however many somebody has asked for: a use under one that is left out would vanish. */
  private async *grantsOf(resource: string): AsyncGenerator<readonly Grant[]> {
    for await (const { items } of pagesOf((at) =>
      this.index.list('grant', { resource }, { limit: PAGE, ...at }),
    )) {
      const grants = items.map(({ value }) => value);
      for (let from = 0; from < grants.length; from += AT_ONCE) yield grants.slice(from, from + AT_ONCE);
    }
  }
}
