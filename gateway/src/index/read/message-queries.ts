// SPDX-License-Identifier: Apache-2.0
/** Reads messages in chain order, from a position on. */
import { sql, type RawBuilder } from 'kysely';
import { isoTime } from '../model/keys.js';
import {
  EVERYONE,
  type Message,
  type MessageDetails,
  type MessageFilter,
  type MessageName,
  type Newest,
  type Position,
} from '../model/messages.js';
import type { IndexDb } from '../tables/record-queries.js';

interface Row {
  readonly tx: number;
  readonly part: number;
  readonly name: string;
  readonly subject: string;
  readonly details: string;
  readonly transaction_id: string;
  readonly block: number;
  readonly idx: number;
  readonly time: number;
}

/** Greater than any part. */
const WHOLE = 2 ** 31;

const COLUMNS = sql`message.tx, message.part, message.name, message.subject, message.details,
  tx.id as transaction_id, tx.block, tx.idx, tx.time`;

interface Link {
  readonly kind: 'organisation' | 'grant' | 'resource';
  readonly key: string;
}

/** The most telling first: the first one finds, the others are conditions. */
function linksIn({ grant, resource, organisation, party }: MessageFilter): Link[] {
  const links: Link[] = [];
  if (grant !== undefined) links.push({ kind: 'grant', key: grant });
  if (resource !== undefined) links.push({ kind: 'resource', key: resource });
  if (organisation !== undefined) links.push({ kind: 'organisation', key: organisation });
  if (party !== undefined) links.push({ kind: 'organisation', key: party });
  return links;
}

const has = ({ kind, key }: Link, orEveryone: boolean): RawBuilder<boolean> => sql<boolean>`exists (
  select 1 from ix_message_link as also where also.kind = ${kind}
  and also.key in (${sql.join(orEveryone ? [key, EVERYONE] : [key])})
  and also.tx = message.tx and also.part = message.part)`;

const after = (table: string, { tx, part }: Position): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${table}.tx`)}, ${sql.ref(`${table}.part`)}) > (${tx}, ${part})`;

/** By an index: of links where there is one to start from, else of the messages themselves. */
function select(
  source: Link | undefined,
  conditions: readonly RawBuilder<boolean>[],
  from: Position,
  limit: number,
): RawBuilder<Row> {
  const lead = source ? 'link' : 'message';
  const found = source
    ? sql`ix_message_link as link join ix_message as message on message.tx = link.tx and message.part = link.part`
    : sql`ix_message as message`;
  const all = [after(lead, from), ...conditions];
  if (source) all.push(sql<boolean>`link.kind = ${source.kind}`, sql<boolean>`link.key = ${source.key}`);
  return sql<Row>`
    select ${COLUMNS} from ${found} join ix_tx as tx on tx.tx = message.tx
    where ${sql.join(all, sql` and `)}
    order by ${sql.ref(`${lead}.tx`)}, ${sql.ref(`${lead}.part`)} limit ${limit}`;
}

/**
 * Those after a position, oldest first. One statement, and so as of one block: of two, the second would see a block that was
 * indexed after the first, and whoever goes on from its messages would leave out those of the first.
 */
export async function findMessages(
  db: IndexDb,
  filter: MessageFilter,
  from: Position,
  limit: number,
): Promise<Message[]> {
  const { names, party } = filter;
  const [source, ...others] = linksIn(filter);
  const conditions = others.map((link) => has(link, link.key === party));
  if (names) conditions.push(sql<boolean>`message.name in (${sql.join(names.length > 0 ? names : [''])})`);
  const own = select(source, conditions, from, limit);
  const partyLeads = source?.kind === 'organisation' && source.key === party;
  if (!partyLeads) return (await own.execute(db)).rows.map(toMessage);
  const everyones = select({ ...source, key: EVERYONE }, conditions, from, limit);
  const both = sql<Row>`
    select * from (${own}) as own union all select * from (${everyones}) as everyones
    order by tx, part limit ${limit}`;
  return (await both.execute(db)).rows.map(toMessage);
}

function toMessage({ tx, part, block, idx, ...row }: Row): Message {
  return {
    position: { tx, part },
    id: part === 0 ? `${block}-${idx}` : `${block}-${idx}-${part}`,
    name: row.name as MessageName,
    subject: row.subject,
    details: JSON.parse(row.details) as MessageDetails,
    written: { block, transactionId: row.transaction_id, time: isoTime(row.time) },
  };
}

export async function newestMessage(db: IndexDb): Promise<Newest> {
  const at = await db.selectFrom('ix_checkpoint').select(['tx', 'block']).executeTakeFirstOrThrow();
  return { position: { tx: at.tx, part: WHOLE }, id: `${at.block}-end` };
}

/** In one statement: blocks that are indexed meanwhile do not move the place. */
export async function positionBefore(db: IndexDb, block: number): Promise<Position> {
  const last = await db
    .selectFrom('ix_tx')
    .select('tx')
    .where('block', '<', block)
    .orderBy('block', 'desc')
    .orderBy('idx', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { tx: last?.tx ?? 0, part: WHOLE };
}

const ID = /^(\d{1,15})-(?:(end)|(\d{1,9})(?:-(\d{1,9}))?)$/;

/** The block in the id of a message or of a block's end; undefined for any other text. */
export function blockIn(id: string): number | undefined {
  const [, block] = ID.exec(id) ?? [];
  return block === undefined ? undefined : Number(block);
}

export async function positionOf(db: IndexDb, id: string): Promise<Position | undefined> {
  const [, block, end, index, part = 0] = ID.exec(id) ?? [];
  if (block === undefined) return undefined;
  const inBlock = db.selectFrom('ix_tx').select('tx').where('block', '=', Number(block));
  if (end !== undefined) {
    const last = await inBlock.orderBy('idx', 'desc').limit(1).executeTakeFirst();
    return last && { tx: last.tx, part: WHOLE };
  }
  const found = await inBlock.where('idx', '=', Number(index)).executeTakeFirst();
  return found && { tx: found.tx, part: Number(part) };
}
