// SPDX-License-Identifier: Apache-2.0
/** The three lists of a catalogue, as views: what is demanded, who answers for what, and what is withheld. */
import type { ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { RecordFilter } from '../../index/model/records.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { ListName, ListRow } from '../../supervision/list-columns.js';
import type { Records, View } from '../records.js';

const said = (fields: Readonly<Record<string, ListRow[string] | undefined>>): ListRow =>
  Object.fromEntries(
    Object.entries(fields).filter((one): one is [string, ListRow[string]] => one[1] !== undefined),
  );

const demandRow = ({ id, consumer, provider, names, ...demand }: View<'demand'>): ListRow =>
  said({
    id,
    consumer,
    provider,
    names,
    purpose: demand.purpose.text,
    legalBasis: demand.legalBasis,
    state: demand.state,
    dueAt: demand.dueAt,
    resource: demand.resource,
    refusal: demand.refusal?.reason,
  });

type Entry = View<'resource'>;

const negativeRow = ({ id, organisation }: Entry, { names, sharing }: ResourceContent): ListRow =>
  said({
    id,
    organisation,
    names,
    reason: sharing.reason,
    basisKind: sharing.basis?.kind,
    citation: sharing.basis?.citation ?? sharing.legalBasis,
  });

export class Lists {
  constructor(private readonly records: Records) {}

  /** A page; of entries it may be short without being the last. */
  async page(list: ListName, filter: RecordFilter, page: PageOptions): Promise<Page<ListRow>> {
    if (list === 'demand') {
      const found = await this.records.list('demand', demandFilter(filter), page);
      return { ...found, items: found.items.map(demandRow) };
    }
    const found = await this.records.list('resource', { ...filter, state: 'published' }, page);
    const rows = await this.rowsOf(list, found.items);
    return { ...found, items: rows };
  }

  /** All of it, in pages. */
  async *whole(list: ListName, filter: RecordFilter): AsyncGenerator<readonly ListRow[]> {
    let cursor: string | undefined;
    do {
      const page = await this.page(list, filter, { limit: 1000, ...(cursor !== undefined && { cursor }) });
      yield page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  private async rowsOf(list: 'responsibility' | 'negative', entries: readonly Entry[]): Promise<ListRow[]> {
    const sources = list === 'responsibility' ? await this.sources() : new Map<string, string>();
    const rows: ListRow[] = [];
    for (const entry of entries) {
      const { content } = await this.records.get(
        'resource-version',
        `${entry.id}/${tenDigits(entry.version)}`,
      );
      const isWithheld = content.sharing.sharingType === 'not-shared';
      if (list === 'negative' && isWithheld) rows.push(negativeRow(entry, content));
      if (list === 'responsibility') rows.push(await this.responsibilityRow(entry, content, sources));
    }
    return rows;
  }

  private async responsibilityRow(
    { id, organisation }: Entry,
    { names, contactRole, system, updateCycle, sharing }: ResourceContent,
    sources: ReadonlyMap<string, string>,
  ): Promise<ListRow> {
    const { duties } = await this.records.get('system', system);
    const { sharingType, modes } = sharing;
    const source = sources.get(id);
    return said({
      id,
      organisation,
      names,
      contactRole,
      system,
      duties,
      source,
      updateCycle,
      sharingType,
      modes,
    });
  }

  /** Source agencies by the entries that they answer for. */
  private async sources(): Promise<ReadonlyMap<string, string>> {
    const { items } = await this.records.list('source-agency', { state: 'in-force' }, { limit: 1000 });
    return new Map(
      items.flatMap(({ organisation, items: named }) =>
        named.map(({ resource }) => [resource, organisation] as const),
      ),
    );
  }
}

/** An organisation is asked for as the provider. */
const demandFilter = ({ organisation, ...rest }: RecordFilter): RecordFilter => ({
  ...rest,
  ...(organisation !== undefined && { provider: organisation }),
});
