// SPDX-License-Identifier: Apache-2.0
/** Messages: one per contract event, a notice per grant that the change touches, and what begins or ends to be owed. */
import { EVENTS, type EventName, type EventPayload } from '@catalog-chain/chaincode/domain/events';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { LedgerTransaction } from '../../ledger/ledger.js';
import { EVERYONE, type GrantUse, type MessageDetails } from '../model/messages.js';
import type { Draft } from './message-draft.js';
import { toldOfObligations } from './told-obligations.js';
import { noticesOf } from './notices.js';
import type { Link } from '../tables/projection.js';
import type { WrittenRecord } from './write-records.js';
import type { IndexTransaction, WriterMemory } from './writer-memory.js';

type Source = Pick<LedgerTransaction, 'events' | 'timestamp' | 'creator'>;

/** Writes what a valid transaction tells. */
export async function writeMessages(
  trx: IndexTransaction,
  memory: WriterMemory,
  transaction: Source,
  written: readonly WrittenRecord[],
): Promise<void> {
  const drafts: Draft[] = [];
  for (const { name, payload } of transaction.events) {
    const event = name as EventName;
    const read = payloadOf(payload);
    if (!read) continue;
    const details = await detailsOf(trx, memory, { event, creator: transaction.creator, read, written });
    drafts.push({ name: event, subject: read.id, details });
    drafts.push(...(await noticesOf(trx, { event, subject: read.id }, transaction.timestamp)));
  }
  drafts.push(...toldOfObligations(written));
  await insert(trx, memory.tx, drafts);
}

function payloadOf(payload: Uint8Array): EventPayload | undefined {
  try {
    const value = JSON.parse(Buffer.from(payload).toString('utf8')) as Partial<EventPayload> | null;
    return typeof value?.id === 'string' ? (value as EventPayload) : undefined;
  } catch {
    return undefined;
  }
}

interface Told {
  readonly event: EventName;
  readonly creator: Source['creator'];
  readonly read: EventPayload;
  readonly written: readonly WrittenRecord[];
}

async function detailsOf(
  trx: IndexTransaction,
  memory: WriterMemory,
  { event, creator, read, written }: Told,
): Promise<MessageDetails> {
  const header = written.find(({ type }) => type === 'batch')?.value as BatchHeader | undefined;
  if (event === EVENTS.usageCommitted && header) return usageDetails(trx, memory, header, creator.mspId);
  const links = written.flatMap((record) => record.links);
  if (event.startsWith('key.')) links.push(...(await linksOfKey(trx, read.id)));
  return {
    organisations: distinct(read.organisations ?? []),
    grants: distinct(keysOf(links, 'grant')),
    resources: distinct(keysOf(links, 'resource')),
  };
}

/** A record key is private: nothing that is written says of which grant it is, and there may be no grant yet. */
async function linksOfKey(trx: IndexTransaction, grant: string): Promise<Link[]> {
  const query = trx.selectFrom('ix_record').select('resource').where('type', '=', 'request');
  const request = await query.where('id', '=', grant).limit(1).executeTakeFirst();
  const key = request?.resource ?? undefined;
  return [{ kind: 'grant', key: grant }, ...(key === undefined ? [] : [{ kind: 'resource', key } as const])];
}

/** A batch concerns its reporter and the parties of every grant in it. */
async function usageDetails(
  trx: IndexTransaction,
  memory: WriterMemory,
  { tallies }: BatchHeader,
  reporter: string,
): Promise<MessageDetails> {
  const exchanges = new Map<string, number>();
  for (const { grant, count } of tallies) exchanges.set(grant, (exchanges.get(grant) ?? 0) + count);
  const uses: GrantUse[] = [];
  const resources: string[] = [];
  for (const [grant, count] of exchanges) {
    const known = await memory.grant(trx, grant);
    const none = { provider: '', consumer: '', resource: '' };
    uses.push({ grant, ...(known?.texts ?? none), exchanges: count });
    if (known) resources.push(known.texts.resource);
  }
  const parties = uses.flatMap(({ provider, consumer }) => [provider, consumer]).filter(Boolean);
  return {
    organisations: distinct([reporter, ...parties]),
    grants: [...exchanges.keys()],
    resources: distinct(resources),
    uses,
  };
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

const keysOf = (links: readonly Link[], kind: Link['kind']): string[] =>
  links.filter((link) => link.kind === kind).map(({ key }) => key);

async function insert(trx: IndexTransaction, tx: number, drafts: readonly Draft[]): Promise<void> {
  for (const [part, { name, subject, details }] of drafts.entries()) {
    const row = { tx, part, name, subject, details: JSON.stringify(details) };
    await trx.insertInto('ix_message').values(row).execute();
    const links = linksOf(details).map((link) => ({ ...link, tx, part }));
    await trx.insertInto('ix_message_link').values(links).execute();
  }
}

function linksOf({ organisations, grants, resources }: MessageDetails): { kind: string; key: string }[] {
  const whom = organisations.length > 0 ? organisations : [EVERYONE];
  return [
    ...whom.map((key) => ({ kind: 'organisation', key })),
    ...grants.map((key) => ({ kind: 'grant', key })),
    ...resources.map((key) => ({ kind: 'resource', key })),
  ];
}
