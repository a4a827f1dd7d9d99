// SPDX-License-Identifier: Apache-2.0
/** The catalogue as it is published, as rows of a table that an import reads back without loss. */
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import { headingsIn } from '../../tables/entry-columns.js';
import type { Row } from '../../tables/table.js';
import { rowsOfEntry } from '../../tables/write-entry.js';
import { nameIn, type TableLanguage } from '../../tables/words.js';
import type { Records, View } from '../records.js';

export interface CatalogueTableQuestion {
  /** Only what this organisation provides. */
  readonly organisation?: string;
  readonly language: TableLanguage;
}

const PAGE = 200;
const STATES: Readonly<Record<string, string>> = { published: '已发布', suspended: '已暂停' };

/** Whether it is listed: published once, and not retired. */
const isListed = ({ version, state }: View<'resource'>): boolean => version > 0 && state !== 'retired';

export class CatalogueTable {
  constructor(private readonly records: Records) {}

  readonly headings = headingsIn;

  /** Rows entry by entry, all as of the block of the first page. */
  async *rows({ organisation, language }: CatalogueTableQuestion): AsyncGenerator<Row> {
    const filter = organisation === undefined ? {} : { organisation };
    let cursor: string | undefined;
    do {
      const options = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const { items, next } = await this.records.list('resource', filter, options);
      for (const entry of items.filter(isListed)) yield* await this.rowsOf(entry, language);
      cursor = next;
    } while (cursor !== undefined);
  }

  private async rowsOf(entry: View<'resource'>, language: TableLanguage): Promise<readonly Row[]> {
    const { id, version, state, organisation } = entry;
    const { content, published } = await this.records.get('resource-version', `${id}/${tenDigits(version)}`);
    const { names, code } = await this.records.get('organisation', organisation);
    const notes = {
      provider: nameIn(names, language),
      providerCode: code,
      state: language === 'zh' ? (STATES[state] ?? state) : state,
      version: String(version),
      published: published.at,
    };
    return rowsOfEntry({ id, content, notes }, language);
  }
}
