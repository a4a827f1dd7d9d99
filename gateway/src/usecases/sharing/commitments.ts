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

/** Grants looked at in one page, and keys asked for at the same time. */
const PAGE = 1_000;
const AT_ONCE = 16;

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
    const ids: string[] = [];
    for await (const grants of this.grantsOf(resource)) {
      const keys = await Promise.all(grants.map((grant) => this.keys.read(principal, grant)));
      for (const key of keys) if (key) ids.push(commit(key, recordId));
    }
    if (ids.length > 0) return ids;
    throw new DomainError(
      'CONDITION_NOT_MET',
      'The organisation holds no record key of a grant of this resource.',
    );
  }

  /** All of them, however many somebody has asked for: a use under one that is left out would vanish. */
  private async *grantsOf(resource: string): AsyncGenerator<readonly string[]> {
    let cursor: string | undefined;
    do {
      const page = await this.index.list(
        'grant',
        { resource },
        { limit: PAGE, ...(cursor !== undefined && { cursor }) },
      );
      const ids = page.items.map(({ id }) => id);
      for (let from = 0; from < ids.length; from += AT_ONCE) yield ids.slice(from, from + AT_ONCE);
      cursor = page.next;
    } while (cursor !== undefined);
  }
}
