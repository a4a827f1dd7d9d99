// SPDX-License-Identifier: Apache-2.0
/** Block streams that break off, repeat, skip and lag. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import type { BlockSource, LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { leafOf, ScriptedChain } from '../../support/scripted-chain.js';
import { test, type TestContext } from '../../support/testing.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

function place(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'stream-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return path.join(folder, 'index.sqlite');
}

function chainOf(batches: number): ScriptedChain {
  const chain = new ScriptedChain();
  chain.grant('G1', 'ProviderMSP:POP');
  for (let n = 0; n < batches; n += 1) chain.batch('ConsumerMSP', [leafOf(2 * n), leafOf(2 * n + 1)]);
  return chain;
}

type Blocks = BlockSource['blocks'];

const through = (chain: ScriptedChain, blocks: Blocks): BlockSource => ({
  info: () => chain.info(),
  blocks,
});

/** Indexes what comes of the source until the chain's newest block. */
async function index(source: BlockSource, chain: ScriptedChain, sqlite: string): Promise<void> {
  await using following = await openIndex({ ledger: source, location: { sqlite }, log: quiet });
  await following.reached(chain.chain.length - 1, 20_000);
}

test('a stream that breaks off goes on where the index stands: no gap, no double', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(12);
  const starts: number[] = [];
  const cut: Blocks = async function* (options) {
    starts.push(options.from);
    let left = 5;
    for await (const block of chain.blocks(options)) {
      if (left === 0) throw new LedgerError('LEDGER_UNAVAILABLE', 'cut');
      left -= 1;
      yield block;
    }
  };
  await index(through(chain, cut), chain, sqlite);
  assert.deepEqual(starts, [0, 5, 10]);
  assert.equal((await verifyIndex(chain, { sqlite })).same, true);
});

test('a stream that ends without a word is opened again', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(3);
  const ending: Blocks = async function* (options) {
    for await (const block of chain.blocks(options)) {
      yield block;
      if (block.number === 2) return;
    }
  };
  await index(through(chain, ending), chain, sqlite);
  assert.equal((await verifyIndex(chain, { sqlite })).same, true);
});

test('blocks that come twice are indexed once', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(6);
  const repeating: Blocks = async function* (options) {
    for await (const block of chain.blocks(options)) {
      yield* [chain.chain[block.number - 1], block, block].filter((one): one is LedgerBlock => !!one);
    }
  };
  await index(through(chain, repeating), chain, sqlite);
  assert.equal((await verifyIndex(chain, { sqlite })).same, true);
});

test('a stream that skips a block is refused, and nothing after the gap is indexed', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(6);
  const skipping: Blocks = async function* (options) {
    for await (const block of chain.blocks(options)) if (block.number !== 4) yield block;
  };
  const location = { sqlite };
  await using following = await openIndex({ ledger: through(chain, skipping), location, log: quiet });
  await assert.rejects(following.reached(7, 20_000), { code: 'LEDGER_OTHER_CHAIN' });
  assert.ok((await following.checkpoint()).block < 4);
});

test('a peer that lags behind the index is waited for', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(8);
  await index(chain, chain, sqlite);
  const lagging = new ScriptedChain();
  lagging.chain.splice(0, 1, ...chain.chain.slice(0, 5));
  chain.batch('ConsumerMSP', [leafOf(100)]);
  await using following = await openIndex({ ledger: lagging, location: { sqlite }, log: quiet });
  assert.equal((await following.checkpoint()).block, 9);
  lagging.chain.push(...chain.chain.slice(5));
  await following.reached(10, 20_000);
  assert.equal((await following.checkpoint()).hash, chain.chain[10]?.hash);
});

test('a write that fails is tried again, though no further block comes', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(3);
  let failures = 1;
  const odd: Blocks = async function* (options) {
    for await (const block of chain.blocks(options))
      yield block.number === 4 && failures-- > 0
        ? ({ ...block, hash: null } as unknown as LedgerBlock)
        : block;
  };
  await index(through(chain, odd), chain, sqlite);
  assert.ok(failures < 0);
  assert.equal((await verifyIndex(chain, { sqlite })).same, true);
});
