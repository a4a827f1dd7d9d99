// SPDX-License-Identifier: Apache-2.0
/** State records: each write of a key is a revision that stands until the next one. */
import type { LedgerTransaction } from '../../ledger/ledger.js';
import { parseStateKey } from '../model/keys.js';
import {
  dependenciesOf,
  facetsOf,
  linksOf,
  searchText,
  versionId,
  type Facets,
  type Link,
} from '../tables/projection.js';
import type { IndexTransaction, WriterMemory } from './writer-memory.js';

interface Write {
  readonly type: string;
  readonly id: string;
  readonly text: string | null;
}

/** One record written: its type, id, place in the order and contents. */
export interface WrittenRecord {
  readonly type: string;
  readonly id: string;
  readonly value: unknown;
  /** The trails that it belongs to, and what it depends on. */
  readonly links: readonly Link[];
}

/** Thrown aside as an anomaly by the caller: a value that is not JSON. */
export class UnreadableRecord extends Error {}

/** Writes the revisions of one transaction. @returns what was written, deletions apart */
export async function writeRecords(
  trx: IndexTransaction,
  memory: WriterMemory,
  transaction: Pick<LedgerTransaction, 'writes'>,
  unreadable: (id: string) => void,
): Promise<WrittenRecord[]> {
  const written: WrittenRecord[] = [];
  for (const write of inOrder(transaction.writes)) {
    const value = write.text === null ? undefined : parsed(write.text);
    if (write.text !== null && value === undefined) unreadable(write.id);
    else if (value === undefined) await close(trx, memory, write);
    else {
      const links = await revise(trx, memory, write, value);
      written.push({ type: write.type, id: write.id, value, links });
    }
  }
  return written;
}

/** Resources last: their words are those of the version that the same transaction may publish. */
function inOrder(writes: LedgerTransaction['writes']): Write[] {
  const known = writes.flatMap(({ key, value }) => {
    const parts = parseStateKey(key);
    if (!parts) return [];
    return [{ ...parts, text: value === null ? null : Buffer.from(value).toString('utf8') }];
  });
  return [
    ...known.filter(({ type }) => type !== 'resource'),
    ...known.filter(({ type }) => type === 'resource'),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function close(
  trx: IndexTransaction,
  memory: WriterMemory,
  { type, id }: Write,
): Promise<{ revision: number; created: number } | undefined> {
  const standing = await trx
    .selectFrom('ix_record')
    .select(['pos', 'revision', 'created'])
    .where('type', '=', type)
    .where('id', '=', id)
    .where('to_block', 'is', null)
    .executeTakeFirst();
  if (standing)
    await trx
      .updateTable('ix_record')
      .set({ to_block: memory.block })
      .where('pos', '=', standing.pos)
      .execute();
  return standing;
}

async function revise(
  trx: IndexTransaction,
  memory: WriterMemory,
  write: Write,
  value: unknown,
): Promise<Link[]> {
  const { type, id } = write;
  const former = await close(trx, memory, write);
  const pos = ++memory.pos;
  const drawn = facetsOf(type, id, value);
  const facets = type === 'obligation' ? drawn : await withParties(trx, drawn);
  const current = type === 'resource' ? await currentContent(trx, id, value) : undefined;
  const row = {
    pos,
    type,
    id,
    ...facets,
    json: write.text ?? '',
    revision: (former?.revision ?? 0) + 1,
    created: former?.created ?? pos,
    tx: memory.tx,
    from_block: memory.block,
    to_block: null,
    search: wordsOf(type, id, value, current),
  };
  await trx.insertInto('ix_record').values(row).execute();
  const links = [...linksOf(type, id, facets, value), ...dependenciesOf(type, value), ...heldIn(current)];
  await link(trx, pos, links);
  return links;
}

/** What hangs on a grant concerns the grant's parties. */
async function withParties(trx: IndexTransaction, facets: Facets): Promise<Facets> {
  if (facets.grant_id === null || facets.provider !== null || facets.consumer !== null) return facets;
  const request = await trx
    .selectFrom('ix_record')
    .select(['provider', 'consumer', 'resource'])
    .where('type', '=', 'request')
    .where('id', '=', facets.grant_id)
    .where('to_block', 'is', null)
    .executeTakeFirst();
  return request ? { ...facets, ...request } : facets;
}

async function link(trx: IndexTransaction, pos: number, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await trx
    .insertInto('ix_link')
    .values(links.map((one) => ({ ...one, pos })))
    .execute();
}

interface ResourceLike {
  readonly version?: unknown;
}

/** What is published of a resource now; its version is written before it. */
async function currentContent(trx: IndexTransaction, id: string, value: unknown): Promise<unknown> {
  const published = await trx
    .selectFrom('ix_record')
    .select('json')
    .where('type', '=', 'resource-version')
    .where('id', '=', versionId(id, (value as ResourceLike).version))
    .where('to_block', 'is', null)
    .executeTakeFirst();
  return published && (JSON.parse(published.json) as { content?: unknown }).content;
}

function heldIn(current: unknown): Link[] {
  const { system } = (current ?? {}) as { readonly system?: unknown };
  return typeof system === 'string' ? [{ kind: 'system', key: system }] : [];
}

/** Batches are found by their place, not by words; a resource by what is published of it: a draft is nobody else's to guess. */
function wordsOf(type: string, id: string, value: unknown, current: unknown): string {
  if (type === 'batch') return '';
  if (type === 'resource-version') return searchText(id, (value as { content?: unknown }).content);
  if (type !== 'resource') return searchText(id, value);
  return searchText(id, value, current);
}
