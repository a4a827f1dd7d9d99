// SPDX-License-Identifier: Apache-2.0
/**
 * The product's chaincode with one contract more, which keeps uses as Fabric applications commonly do: a key per record,
 * a version of it per use, read back by `GetHistoryForKey`. For comparison only.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '@catalog-chain/network/engine/shell';

/**
 * `history:put` writes `[[key, value], …]`. `history:newest` gives the newest values of keys, newest first; `history:oldest`
 * the oldest values of a key, oldest first: the history begins with the newest, so that it is walked to its end.
 */
const CONTRACT = `
  const { Contract } = require('/app/node_modules/fabric-contract-api');
  const newest = async (stub, key, limit) => {
    const found = [];
    const history = await stub.getHistoryForKey(key);
    while (found.length < limit) {
      const { value, done } = await history.next();
      if (done) break;
      const { seconds, nanos } = value.timestamp;
      found.push({ at: Number(seconds) * 1e9 + nanos, value: Buffer.from(value.value).toString('utf8') });
    }
    await history.close();
    return found;
  };
  class History extends Contract {
    constructor() { super('history'); }
    async put(ctx, pairs) {
      for (const [key, value] of JSON.parse(pairs)) await ctx.stub.putState(key, Buffer.from(value));
    }
    async oldest(ctx, key, limit) {
      const found = await newest(ctx.stub, key, Infinity);
      return JSON.stringify(found.reverse().slice(0, Number(limit)).map(({ value }) => value));
    }
    async newest(ctx, keys, limit) {
      const found = [];
      for (const key of JSON.parse(keys)) found.push(...await newest(ctx.stub, key, Number(limit)));
      found.sort((a, b) => b.at - a.at);
      return JSON.stringify(found.slice(0, Number(limit)).map(({ value }) => value));
    }
  }
  require('/app/chaincode/dist/index.js').contracts.push(History);
`;

/** @returns the id of an image like the one given, with the contract `history` */
export async function withHistory(image: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'history-'));
  try {
    await writeFile(path.join(folder, 'history.cjs'), CONTRACT);
    await writeFile(
      path.join(folder, 'Dockerfile'),
      `FROM ${image}\nCOPY history.cjs /history.cjs\nENV NODE_OPTIONS=--require=/history.cjs\n`,
    );
    return (await run('docker', ['build', '-q', folder], { env: { DOCKER_BUILDKIT: '0' } })).trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}
