// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { EVENTS } from '@catalog-chain/chaincode/domain/events';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { LedgerBlock, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { dataHash, headerHash } from '@catalog-chain/verifier/wire/block-header';
import { verifyMessage } from '@catalog-chain/verifier/wire/ecdsa';
import { test } from '../support/testing.js';
import { admin, call, organisation, parse, unique } from './ledger-harness.js';
import type { Suite } from './ledger-suite.js';

const { organisationRead, organisationRegister } = TRANSACTIONS;

/** Blocks, what is in them, and proofs of what they wrote. */
export function testBlocks({ harness, steps }: Suite): void {
  const { manager, provider } = harness;

  test('a block holds the call, its arguments byte by byte, its writes and who signed', async () => {
    const mspId = unique('Org');
    const what = call(organisationRegister, organisation(mspId));
    const bytes = { ...what, args: [Buffer.from(what.args[0] as string, 'utf8')] };
    const committed = await steps().commit(admin(manager), bytes);
    const found = await steps().recorded(committed);
    assert.equal(found.transaction, organisationRegister);
    assert.ok(found.valid);
    assert.equal(found.validationCode, 'VALID');
    assert.deepEqual(
      found.args.map((arg) => Buffer.from(arg)),
      bytes.args,
    );
    assert.equal(found.creator.mspId, manager);
    assert.match(new X509Certificate(found.creator.certificatePem).subject, /CN=/);
    // The organisation, and that its code is taken.
    assert.equal(found.writes.length, 2);
    const written = found.writes.find(({ key }) => key.includes(mspId));
    assert.deepEqual(Buffer.from(written?.value ?? []), Buffer.from(committed.prepared.result));
    assert.ok(Math.abs(found.timestamp - Date.now()) < 15 * 60_000);
  });

  test('a block holds the event of a transaction', async () => {
    const journal = unique('J');
    const committed = await steps().commit(admin(provider), call(TRANSACTIONS.journalOpen, { journal }));
    const { events } = await steps().recorded(committed);
    assert.deepEqual(
      events.map(({ name, payload }) => ({ name, payload: parse(payload) })),
      [{ name: EVENTS.journalOpened, payload: { id: `${provider}:${journal}`, organisations: [provider] } }],
    );
  });

  test('a rejected transaction shows no writes and no events', async () => {
    const mspId = unique('Org');
    const prepare = (): Promise<PreparedTransaction> =>
      steps().prepare(admin(manager), call(organisationRegister, organisation(mspId)));
    const [first, second] = [await prepare(), await prepare()];
    await steps().fate(first);
    const { height } = await steps().ledger.info();
    assert.equal((await steps().fate(second)).status, 'rejected');
    const lost = await steps().transaction(second.transactionId, height - 1);
    assert.equal(lost.valid, false);
    assert.match(lost.validationCode, /^(MVCC|PHANTOM)_READ_CONFLICT$/);
    assert.deepEqual([lost.writes, lost.events], [[], []]);
  });

  test('blocks are numbered, linked and hashed as their headers say', async () => {
    await steps().commit(admin(manager), call(organisationRegister, organisation(unique('Org'))));
    const { height, currentHash } = await steps().ledger.info();
    const from = Math.max(0, height - 5);
    const blocks = await steps().blocks(from, height - 1);
    assert.deepEqual(
      blocks.map(({ number }) => number),
      Array.from({ length: height - from }, (_, i) => from + i),
    );
    blocks.forEach((block, i) => {
      checkHeader(block);
      if (i > 0) assert.equal(block.previousHash, blocks[i - 1]?.hash);
    });
    const newest = blocks[blocks.length - 1];
    if ((await steps().ledger.info()).height === height) assert.equal(newest?.hash, currentHash);
  });

  test('the first block is the identity of the chain', async () => {
    const [first] = await steps().blocks(0, 0);
    assert.equal(first?.hash, (await steps().ledger.info()).genesisHash);
    assert.equal(first.number, 0);
  });

  test('blocks resume from a number, the same each time', async () => {
    const { block } = await steps().commit(
      admin(manager),
      call(organisationRegister, organisation(unique('Org'))),
    );
    const [once] = await steps().blocks(block, block);
    const [again] = await steps().blocks(block, block);
    assert.deepEqual(once, again);
    assert.equal(once?.number, block);
  });

  test('who waits for blocks gets new ones, in order and once, until it stops', async () => {
    const { height } = await steps().ledger.info();
    const following = steps().blocks(height, height);
    const { block } = await steps().commit(
      admin(manager),
      call(organisationRegister, organisation(unique('Org'))),
    );
    const [next] = await following;
    assert.equal(next?.number, height);
    assert.ok(block >= height);
  });

  test('who aborts while waiting is let go', async () => {
    const { height } = await steps().ledger.info();
    const stop = new AbortController();
    const blocks = steps().ledger.blocks({ from: height + 1000, signal: stop.signal });
    const next = blocks[Symbol.asyncIterator]().next();
    stop.abort();
    assert.equal((await next).done, true);
  });

  test('an endorsed read gives what a read gives, signed under roots that the ledger names', async () => {
    const mspId = unique('Org');
    await steps().commit(admin(manager), call(organisationRegister, organisation(mspId)));
    const what = call(organisationRead, mspId);
    const read = await steps().ledger.endorsedRead(admin(manager), what);
    assert.deepEqual(parse(read.result), await steps().read(admin(manager), what));
    assert.ok(Buffer.from(read.payload).includes(Buffer.from(read.result)));
    assert.ok(read.endorsements.length > 0);
    const roots = await steps().ledger.rootCertificates();
    for (const { mspId: signer, certificatePem, endorser, signature } of read.endorsements) {
      const certificate = new X509Certificate(certificatePem);
      const root = (roots[signer] ?? []).some((pem) => certificate.checkIssued(new X509Certificate(pem)));
      assert.ok(root, `${signer} is under a root that the ledger names`);
      assert.ok(verifyMessage(certificate.publicKey, Buffer.concat([read.payload, endorser]), signature));
    }
  });

  test('an endorsed read is not recorded', async () => {
    const before = await steps().ledger.info();
    await steps().ledger.endorsedRead(admin(manager), call(organisationRead, manager));
    const after = await steps().ledger.info();
    const blocks =
      before.height === after.height ? [] : await steps().blocks(before.height, after.height - 1);
    const reads = blocks.flatMap(({ transactions }) =>
      transactions.filter((tx) => tx.transaction === organisationRead),
    );
    assert.deepEqual(reads, []);
  });
}

function checkHeader(block: LedgerBlock): void {
  const header = {
    number: block.number,
    previousHash: Buffer.from(block.previousHash, 'hex'),
    dataHash: Buffer.from(block.dataHash, 'hex'),
  };
  assert.equal(headerHash(header), block.hash);
  const data = dataHash(block.transactions.map(({ envelope }) => envelope));
  assert.equal(data.toString('hex'), block.dataHash);
}
