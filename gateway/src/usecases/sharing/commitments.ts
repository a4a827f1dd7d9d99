// SPDX-License-Identifier: Apache-2.0
import { commit } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { IndexReader } from '../../index/model/reader.js';
import type { Principal } from '../principal.js';
import type { RecordKeys } from './record-keys.js';

/** A record by its plain identifier, among the grants of a resource. */
export interface PlainQuestion {
  readonly recordId: string;
  readonly resource: string;
}

/** More keys than this are not tried at once. */
const MAX_KEYS = 1_000;

export class Commitments {
  constructor(
    private readonly index: Pick<IndexReader, 'list'>,
    private readonly keys: RecordKeys,
  ) {}

  /**
   * The identifier is committed under every record key of the resource's grants that the organisation holds, and
   * forgotten. @throws DomainError `CONDITION_NOT_MET` when it holds none
   */
  async of(principal: Principal, { recordId, resource }: PlainQuestion): Promise<string[]> {
    const grants = await this.index.list('grant', { resource }, { limit: MAX_KEYS });
    const ids: string[] = [];
    for (const { id } of grants.items) {
      const key = await this.keys.read(principal, id);
      if (key) ids.push(commit(key, recordId));
    }
    if (ids.length > 0) return ids;
    throw new DomainError(
      'CONDITION_NOT_MET',
      'The organisation holds no record key of a grant of this resource.',
    );
  }
}
