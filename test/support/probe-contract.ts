// SPDX-License-Identifier: Apache-2.0
/** A contract that does with the stub what a test tells it: for tests of the embedded ledger itself. */
import './quiet-shim.js';
import { Contract, type Context } from 'fabric-contract-api';

type Entries = AsyncIterable<{ readonly key: string; readonly value: Uint8Array }>;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Keys and values, at most `limit` of them. */
async function list(entries: Entries, limit = Infinity): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  if (limit === 0) return found;
  for await (const { key, value } of entries) {
    found.push([key, text(value)]);
    if (found.length === limit) break;
  }
  return found;
}

export class ProbeContract extends Contract {
  constructor() {
    super('probe');
  }

  async put(ctx: Context, key: string, value: string): Promise<void> {
    await ctx.stub.putState(key, Buffer.from(value));
  }

  /** Many pairs at once: JSON `[[key, value], …]`; a null value deletes. */
  async putAll(ctx: Context, pairs: string): Promise<void> {
    for (const [key, value] of JSON.parse(pairs) as [string, string | null][]) {
      if (value === null) await ctx.stub.deleteState(key);
      else await ctx.stub.putState(key, Buffer.from(value));
    }
  }

  async get(ctx: Context, key: string): Promise<string> {
    return text(await ctx.stub.getState(key));
  }

  /** @returns the value of `from` as read after writing `value` to it */
  async putThenGet(ctx: Context, key: string, value: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(value));
    return text(await ctx.stub.getState(key));
  }

  /** Reads one key and writes another. */
  async copy(ctx: Context, from: string, to: string): Promise<void> {
    const value = await ctx.stub.getState(from);
    await ctx.stub.putState(to, Buffer.concat([Buffer.from('copy of '), value]));
  }

  async range(ctx: Context, start: string, end: string): Promise<string> {
    const entries = ctx.stub.getStateByRange(start, end);
    await entries;
    return JSON.stringify(await list(entries));
  }

  async partial(ctx: Context, type: string, parts: string): Promise<string> {
    const attributes = JSON.parse(parts) as string[];
    return JSON.stringify(await list(ctx.stub.getStateByPartialCompositeKey(type, attributes)));
  }

  composite(ctx: Context, type: string, parts: string): string {
    return ctx.stub.createCompositeKey(type, JSON.parse(parts) as string[]);
  }

  /** Reads at most `limit` entries of a range, then writes a key. */
  async countRange(ctx: Context, start: string, end: string, limit: string, key: string): Promise<void> {
    const found = await list(ctx.stub.getStateByRange(start, end), Number(limit));
    await ctx.stub.putState(key, Buffer.from(String(found.length)));
  }

  async page(ctx: Context, start: string, end: string, size: string, bookmark: string): Promise<string> {
    const { iterator, metadata } = await ctx.stub.getStateByRangeWithPagination(
      start,
      end,
      Number(size),
      bookmark,
    );
    const keys: string[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      keys.push(next.value.key);
    return JSON.stringify({ keys, ...metadata });
  }

  async pageThenPut(ctx: Context, key: string): Promise<void> {
    await ctx.stub.getStateByRangeWithPagination('', '', 1);
    await ctx.stub.putState(key, Buffer.from('x'));
  }

  async history(ctx: Context, key: string): Promise<string> {
    const found: object[] = [];
    for await (const { txId, value, isDelete } of ctx.stub.getHistoryForKey(key))
      found.push({ txId, value: text(value), isDelete });
    return JSON.stringify(found);
  }

  /** The value is transient `value`. */
  async putPrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.putPrivateData(
      collection,
      key,
      ctx.stub.getTransient().get('value') ?? Buffer.from('none'),
    );
  }

  async getPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    return text(await ctx.stub.getPrivateData(collection, key));
  }

  async hashPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getPrivateDataHash(collection, key)).toString('hex');
  }

  /** Reads a private hash and writes a public key. */
  async copyHash(ctx: Context, collection: string, key: string, to: string): Promise<void> {
    const found = await ctx.stub.getPrivateDataHash(collection, key);
    await ctx.stub.putState(to, Buffer.from(`${found.length} bytes`));
  }

  async getPrivateThenPut(ctx: Context, collection: string, key: string): Promise<void> {
    const value = await ctx.stub.getPrivateData(collection, key);
    await ctx.stub.putPrivateData(collection, key, Buffer.concat([value, Buffer.from('!')]));
  }

  async rangePrivate(ctx: Context, collection: string): Promise<string> {
    const { iterator } = (await ctx.stub.getPrivateDataByRange(collection, '', '')) as unknown as {
      iterator: { next(): Promise<{ done: boolean; value: { key: string } }> };
    };
    const keys: string[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      keys.push(next.value.key);
    return JSON.stringify(keys);
  }

  async deletePrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.deletePrivateData(collection, key);
  }

  async purgePrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.purgePrivateData(collection, key);
  }

  async emit(ctx: Context, first: string, second: string): Promise<void> {
    ctx.stub.setEvent(first, Buffer.from('1'));
    ctx.stub.setEvent(second, Buffer.from('2'));
    await ctx.stub.putState(`event/${second}`, Buffer.from('x'));
  }

  /** @returns the bytes of the argument, not its text, in hex */
  echo(ctx: Context, text: string): string {
    if (text === '') return '';
    const stub = ctx.stub as unknown as { getBufferArgs(): Uint8Array[] };
    return Buffer.from(stub.getBufferArgs()[1] ?? []).toString('hex');
  }

  about(ctx: Context): string {
    const { seconds, nanos } = ctx.stub.getTxTimestamp();
    return JSON.stringify({
      tx: ctx.stub.getTxID(),
      ms: Number(seconds) * 1000 + nanos / 1e6,
      date: ctx.stub.getDateTimestamp().toISOString(),
      args: ctx.stub.getArgs(),
      call: ctx.stub.getFunctionAndParameters(),
      mspId: ctx.clientIdentity.getMSPID(),
      id: ctx.clientIdentity.getID(),
      role: ctx.clientIdentity.getAttributeValue('catalog.role'),
      transient: [...ctx.stub.getTransient()].map(([key, value]) => [key, text(value)]),
    });
  }

  async richQuery(ctx: Context): Promise<void> {
    await ctx.stub.getQueryResult('{}');
  }

  async callOther(ctx: Context): Promise<void> {
    await ctx.stub.invokeChaincode('other', [], '');
  }

  fail(_ctx: Context, message: string): void {
    throw new Error(message);
  }

  /** Ends the thread that runs it. */
  die(): void {
    process.exit(1);
  }
}

export const contracts = [ProbeContract];
